"""What chat says of exports. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from formats.exports.material import size_text
from formats.spoken import day_text
from formats.words import exports as words
from formats.words import questions


def where(url: str, days: Sequence[date], unit: str, *, mark: str, number: int, size: int) -> str:
    """``unit`` empty: of the whole area; ``mark``: a key of ``words.MARKS``."""
    said = "、".join(day_text(day) for day in days) + unit
    which = words.MARKS[mark] if mark != "all" else words.ACCEPTED
    if not number:
        return words.CHAT_NOTHING.format(what=said, which=which, url=url)
    return words.CHAT.format(what=said, which=which, number=number, size=size_text(size), url=url)


def picture(url: str, day: date) -> str:
    return questions.DAY_PICTURE.format(day=day_text(day), url=url)
