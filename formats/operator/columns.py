"""Text in columns on a terminal, where a Chinese letter takes two."""

from __future__ import annotations

import re
import unicodedata

#: What is not parted: a word of other letters, and a letter with the marks that may not begin a line.
_PIECES = re.compile(r"(?:[!-~]+|.)[，。；：、？！）》”]*")


def columns(text: str) -> int:
    """How many columns it takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, most: int) -> list[str]:
    """Lines of at most so many columns; a word that is longer by itself stays whole."""
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and columns(lines[-1] + piece) > most:
            lines.append("")
        if lines[-1] or piece != " ":
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def definitions(rows: list[tuple[str, str]], *, indent: int, width: int, widest: int) -> list[str]:
    """Names, and beside each what it is; a name wider than ``widest`` has a line of its own."""
    names = max((columns(name) for name, _ in rows if columns(name) <= widest), default=0)
    beside = " " * (indent + names + 2)
    lines = []
    for name, said in rows:
        first, *rest = wrapped(said, max(width - len(beside), 20))
        start = " " * indent + name
        if columns(name) > names:
            lines += [start, beside + first]
        else:
            lines.append((start + " " * (names + 2 - columns(name)) + first).rstrip())
        lines += [beside + line for line in rest]
    return lines
