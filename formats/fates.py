"""What became of an item, to who sent it: on the upload page and in 状态. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from domain.fate import Fate, Returned, Reworded
from domain.selection import Adoption
from formats.spoken import clipped, numbers_text
from formats.words import fates as words


def page_lines(fate: Fate) -> list[tuple[str, str]]:
    """Each a sentence with what it is: ``passed``, ``adopted`` or ``returned``. An open return stands first."""
    lines = [(_returned(one), "returned") for one in sorted(fate.returns, key=lambda one: one.replaced_by is not None)]
    lines += [(_adopted(one), "adopted") for one in fate.adoptions]
    # What was published was passed on: said once.
    return lines + ([(words.PASSED, "passed")] if fate.passed and not fate.adoptions else [])


def reworded_line(reworded: Reworded) -> str:
    """To the sender, who sees words of their own beside it: that an office has others stand, and what they are."""
    own, now = asdict(reworded.own), asdict(reworded.now)
    changed = [name for name in words.PARTS if own[name] != now[name]]
    parts = "、".join(words.PARTS[name] for name in changed)
    short = next((name for name in ("title", "caption") if name in changed and now[name]), None)
    newer = words.REWORDED_NEWER if reworded.newer else ""
    if short is None:
        return words.REWORDED.format(office=reworded.office, parts=parts) + newer
    said = words.REWORDED_AS.format(
        office=reworded.office, parts=parts, part=words.PARTS[short], now=clipped(now[short])
    )
    return f"{said}。{newer}" if newer else said


def status_lines(fates: Iterable[Fate]) -> list[str]:
    """Of one day, or of what was asked for again on any."""
    told = sorted(fates, key=lambda fate: fate.number)
    passed = [fate.number for fate in told if fate.passed]
    lines = [words.STATUS_PASSED.format(numbers=numbers_text(passed))] if passed else []
    lines += [words.STATUS.format(number=fate.number, said=_adopted(one)) for fate in told for one in fate.adoptions]
    lines += reworded_lines(told)
    return lines + [
        words.STATUS.format(number=fate.number, said=_returned(one)) for fate in told for one in open_returns(fate)
    ]


def reworded_lines(fates: Iterable[Fate]) -> list[str]:
    """A line for each office, of all the items that say its words."""
    by: dict[str, list[int]] = {}
    for fate in fates:
        if fate.reworded is not None:
            by.setdefault(fate.reworded.office, []).append(fate.number)
    return [words.STATUS_REWORDED.format(office=name, numbers=numbers_text(numbers)) for name, numbers in by.items()]


def open_returns(fate: Fate) -> Sequence[Returned]:
    """Those for which nothing has come yet."""
    return [one for one in fate.returns if one.replaced_by is None]


def _adopted(adoption: Adoption) -> str:
    # An address must end with the line.
    return words.ADOPTED.format(medium=adoption.medium) + (f"：{adoption.url}" if adoption.url else "")


def _returned(returned: Returned) -> str:
    said = words.RETURNED.format(office=returned.office, reason=returned.reason.rstrip("。."))
    if returned.replaced_by is not None:
        return said + words.REPLACED.format(number=returned.replaced_by)
    return said + (words.AGAIN_UNCOUNTED if returned.uncounted else words.AGAIN)
