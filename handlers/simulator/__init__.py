"""Below the simulator's pages: who one can be, what was said on them, and moving the rehearsal clock."""
