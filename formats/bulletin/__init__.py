"""Bulletins: what one says, and the same as Word, as Excel, as pictures for a phone."""
