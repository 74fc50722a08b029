"""The sentences: every fixed Chinese text the program says, by who hears it."""
