"""What became of an item, to who sent it: on the upload page and in 状态. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.fate import Fate, Returned
from domain.selection import Adoption
from formats.spoken import numbers_text
from formats.words import fates as words


def page_lines(fate: Fate) -> list[tuple[str, str]]:
    """Each a sentence with what it is: ``passed``, ``adopted`` or ``returned``. An open return stands first."""
    lines = [(_returned(one), "returned") for one in sorted(fate.returns, key=lambda one: one.replaced_by is not None)]
    lines += [(_adopted(one), "adopted") for one in fate.adoptions]
    # What was published was passed on: said once.
    return lines + ([(words.PASSED, "passed")] if fate.passed and not fate.adoptions else [])


def status_lines(fates: Iterable[Fate]) -> list[str]:
    """Of one day, or of what was asked for again on any."""
    told = sorted(fates, key=lambda fate: fate.number)
    passed = [fate.number for fate in told if fate.passed]
    lines = [words.STATUS_PASSED.format(numbers=numbers_text(passed))] if passed else []
    lines += [words.STATUS.format(number=fate.number, said=_adopted(one)) for fate in told for one in fate.adoptions]
    return lines + [
        words.STATUS.format(number=fate.number, said=_returned(one)) for fate in told for one in open_returns(fate)
    ]


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
