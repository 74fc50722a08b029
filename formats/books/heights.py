"""How high a row has to be for what wraps in it: no office but Excel itself makes it so."""

from __future__ import annotations

#: Points of one line.
LINE_HEIGHT = 16


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Chinese character is two Latin ones wide."""
    return sum(-(-sum(1 + (ord(c) > 0xFF) for c in line) // (width - 2)) for line in text.splitlines())
