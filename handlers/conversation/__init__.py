"""A liaison's words, one story a file."""
