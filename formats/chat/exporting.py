"""What chat says of exports. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from formats.exports.material import size_text
from formats.spoken import day_text
from formats.words import exports as words


def where(url: str, days: Sequence[date], unit: str, *, number: int, size: int) -> str:
    """``unit`` empty: of the whole area."""
    said = "、".join(day_text(day) for day in days) + unit
    if not number:
        return words.CHAT_NOTHING.format(what=said, url=url)
    return words.CHAT.format(what=said, number=number, size=size_text(size), url=url)
