"""What a receipt tells of, in one query: receipts are written at the busiest minute, one for each burst of messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, RowMapping, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.obligation import Obligation
from domain.submission import Submission
from storage.engine.prepared import prepared
from storage.inbox import UPLOAD
from storage.obligations import first_day_open, owed_by, owed_columns
from storage.recollections import Recollection, recollection_of, remembered_columns
from storage.submissions import submission_of
from storage.tables import inbox, obligations, organisations, recollections, submissions


@dataclass(frozen=True, kw_only=True)
class OnReceipt:
    """A submission with what its receipt tells of it.

    ``unit``: the name of whom ``obligation`` is owed by, else ''. ``movable_to``: the first other report day of that
    unit that material can be counted for.
    """

    submission: Submission
    obligation: Obligation | None
    unit: str
    by_page: bool
    movable_to: date | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """``items``: what the receipt is about; ``sent``: by obligation, all that was ever sent for what it is about."""

    items: tuple[OnReceipt, ...]
    sent: dict[int, list[Submission]]
    remembered: Recollection


async def told(connection: AsyncConnection, receipt_id: int, person_id: int, now: datetime) -> Told:
    """``person_id``: whose conversation is remembered; ``now``: campaign time. All in the order of their numbers."""
    statement = _telling(receipt_id=receipt_id, person_id=person_id, now=now)
    rows = list((await connection.execute(*statement)).mappings())
    sent: dict[int, list[Submission]] = {}
    items: list[OnReceipt] = []
    for row in rows:
        submission = submission_of(row)
        if submission.obligation_id is not None:
            sent.setdefault(submission.obligation_id, []).append(submission)
        if submission.receipt_id == receipt_id:
            items.append(_on_receipt(row, submission))
    return Told(items=tuple(items), sent=sent, remembered=next(_recollections(rows), Recollection()))


def _on_receipt(row: RowMapping, submission: Submission) -> OnReceipt:
    return OnReceipt(
        submission=submission,
        obligation=owed_by(row),
        unit=row["unit"] or "",
        by_page=(row["external_id"] or "").startswith(UPLOAD),
        movable_to=row["movable_to"],
    )


def _recollections(rows: list[RowMapping]) -> Iterator[Recollection]:
    return (recollection_of(row) for row in rows if row["remembered_person_id"] is not None)


@prepared
def _telling(*, receipt_id: Any, person_id: Any, now: Any) -> Executable:
    """What belongs to the receipt's own items alone is joined to them alone, and what is remembered to the first."""
    own = submissions.c.receipt_id == receipt_id
    first = select(func.min(submissions.c.id)).where(own).scalar_subquery()
    about = select(submissions.c.obligation_id).where(own)
    return (
        select(
            submissions,
            *owed_columns(),
            organisations.c.name.label("unit"),
            inbox.c.external_id,
            first_day_open(now).label("movable_to"),
            *remembered_columns(person_id),
        )
        .outerjoin(obligations, own & (obligations.c.id == submissions.c.obligation_id))
        .outerjoin(organisations, organisations.c.id == obligations.c.organisation_id)
        .outerjoin(inbox, own & (inbox.c.id == submissions.c.inbox_id))
        .outerjoin(recollections, (submissions.c.id == first) & (recollections.c.person_id == person_id))
        .where(or_(own, submissions.c.obligation_id.in_(about)))
        .order_by(submissions.c.id)
    )
