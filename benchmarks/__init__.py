"""What the program costs, against what it must at least cost. `make bench` runs every file of this folder."""
