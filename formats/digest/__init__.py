"""The digest of a day: as text, as a picture, as a Word file."""
