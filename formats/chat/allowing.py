"""What liaisons hear of exceptions: more time, exemption, a refused item taken all the same, and their end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.allowance import Allowance, AllowanceKind
from formats.chat.desk import ItemView
from formats.spoken import dated_day, due_text, local_date
from formats.words import allowing as words


def told(
    given: Allowance, *, office: str, units: Sequence[str], ended: bool, now: datetime, due_at: datetime | None
) -> str:
    """To one liaison. ``units``: those of theirs that are meant, empty: all; ``due_at``: the campaign's own deadline.

    Nothing in it is of one person alone where all of somebody's units are meant, so that one call carries many.
    """
    today = local_date(now)
    values = {"day": dated_day(given.day, today) if given.day else "", "office": office, "reason": _reason(given)}
    if given.kind is AllowanceKind.EXEMPT:
        said = (words.EXEMPT_ENDED if ended else words.EXEMPTED).format(**values)
    elif ended:
        said = words.MORE_TIME_ENDED.format(**values, due=due_text(due_at, today) if due_at else "")
    else:
        said = words.MORE_TIME.format(**values, due=due_text(given.due_at, today) if given.due_at else "")
    return said + (words.ONLY_OF.format(units="、".join(units)) if units else "")


def taken(item: ItemView, *, office: str, reason: str, standings: Sequence[str]) -> str:
    """To the sender of a refused item that counts all the same."""
    said = words.TAKEN.format(number=item.number, what=item.what, office=office, reason=reason.rstrip("。."))
    return "\n".join([said, *standings])


def taking_ended(item: ItemView, *, office: str, standings: Sequence[str]) -> str:
    said = words.TAKING_ENDED.format(number=item.number, what=item.what, office=office)
    return "\n".join([said, *standings])


def _reason(given: Allowance) -> str:
    return given.reason.rstrip("。.")
