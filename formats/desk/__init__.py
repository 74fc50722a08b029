"""What the desk's pages show: views that templates fill in, made of what queries found."""
