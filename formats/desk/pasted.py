"""Pasted lines as their page shows them before anything is recorded: what each was read as, or why it was not."""

from __future__ import annotations

from dataclasses import dataclass

from domain.pasted import MOST_LINES, PastedLine
from formats.words import pasted as words


@dataclass(frozen=True, kw_only=True)
class PastedRow:
    """``problem``: why it cannot be recorded; ``note``: what is to be looked at first.

    ``level`` empty: to be chosen; ``day`` empty: today. ``chosen``: ticked, because the line says all of it itself.
    """

    said: str
    number: int
    what: str
    unit: str
    medium: str
    level: str
    url: str
    day: str
    problem: str = ""
    note: str = ""

    @property
    def chosen(self) -> bool:
        return not self.problem and not self.note


@dataclass(frozen=True, kw_only=True)
class PastedPage:
    """``text``: what was pasted. ``fit``: rows that can be recorded."""

    campaign: str
    title: str
    rows: tuple[PastedRow, ...]
    text: str
    more: bool

    @property
    def fit(self) -> int:
        return sum(not row.problem for row in self.rows)

    @property
    def too_many(self) -> str:
        return words.TOO_MANY.format(most=MOST_LINES) if self.more else ""


def row(
    line: PastedLine,
    *,
    number: int = 0,
    what: str = "",
    unit: str = "",
    level: str = "",
    problem: str = "",
    note: str = "",
) -> PastedRow:
    """``number``: that of the item it is about, by the line or by its title."""
    return PastedRow(
        said=line.said,
        number=number,
        what=what,
        unit=unit,
        medium=line.medium,
        level=level,
        url=line.url,
        day=line.day.isoformat() if line.day else "",
        problem=problem or (words.WRONG[line.wrong] if line.wrong else ""),
        note=note,
    )


def several(numbers: tuple[int, ...]) -> str:
    return words.SEVERAL_FOUND.format(numbers="、".join(map(str, numbers)))


def other_title(title: str) -> str:
    return words.OTHER_TITLE.format(title=title)


def saved(new: int, untold: int, known: int) -> str:
    """What was recorded, and of how much of it nobody heard."""
    said = words.SAVED.format(new=new) if new else ""
    said += words.SAVED_UNTOLD.format(untold=untold) if untold else ""
    return said + (words.SAVED_KNOWN.format(known=known) if known else "")
