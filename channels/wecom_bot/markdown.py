"""Plain words for a platform that reads Markdown: what would be taken for markup is escaped, addresses stay whole."""

from __future__ import annotations

import re

#: Whatever marks could stand in are no part of one.
_ADDRESS = re.compile(r"https?://[^\s，。；、）】》”<>\[\]`\\|]+")
#: What means something wherever it stands.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>~])")
#: What makes a heading: a line's own ``#``, or a line of nothing else below it.
_HEADING = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-=]+(?=\s*$))", re.MULTILINE)


def escaped(text: str) -> str:
    """``text`` so that it is read as it is written."""
    pieces, end = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [_words(text[end : address.start()]), address[0]]
        end = address.end()
    return "".join([*pieces, _words(text[end:])])


def _words(text: str) -> str:
    return _HEADING.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\1", text))
