"""One event per write: who did what, on which obligation, in the same transaction. History and audit read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import EventVerb
from domain.obligation import Obligation
from storage.tables import events

#: Names and numbers, no secrets.
Details = Mapping[str, str | int]


async def record(
    connection: AsyncConnection,
    verb: EventVerb,
    *,
    at: datetime,
    person_id: int | None = None,
    organisation_id: int | None = None,
    obligation_id: int | None = None,
    submission_id: int | None = None,
    details: Details | None = None,
) -> None:
    """``at``: campaign time."""
    row = {
        "verb": verb,
        "at": at,
        "person_id": person_id,
        "organisation_id": organisation_id,
        "obligation_id": obligation_id,
        "submission_id": submission_id,
        "details": dict(details or {}),
    }
    await connection.execute(insert(events), row)


@dataclass(frozen=True, kw_only=True)
class ItemEvent:
    """What was done to one submission of one organisation."""

    submission_id: int
    organisation_id: int | None
    obligation_id: int | None
    details: Details


async def record_items(
    connection: AsyncConnection, verb: EventVerb, changed: Sequence[ItemEvent], *, at: datetime, person_id: int | None
) -> None:
    """The same was done to many items by one person. ``at``: campaign time."""
    rows = [
        {
            "verb": verb,
            "at": at,
            "person_id": person_id,
            "organisation_id": one.organisation_id,
            "obligation_id": one.obligation_id,
            "submission_id": one.submission_id,
            "details": dict(one.details),
        }
        for one in changed
    ]
    if rows:
        await connection.execute(insert(events), rows)


async def record_all(
    connection: AsyncConnection, verb: EventVerb, changed: Sequence[tuple[int, Details]], *, at: datetime
) -> None:
    """The same happened to many: person id and details of each. ``at``: campaign time."""
    rows = [
        {"verb": verb, "at": at, "person_id": person_id, "details": dict(details)} for person_id, details in changed
    ]
    if rows:
        await connection.execute(insert(events), rows)


async def record_owed(
    connection: AsyncConnection,
    verb: EventVerb,
    owed: Sequence[Obligation],
    *,
    at: datetime,
    person_id: int | None,
    details: Details,
) -> None:
    """The same was done by one person about many obligations. ``at``: campaign time."""
    rows = [
        {
            "verb": verb,
            "at": at,
            "person_id": person_id,
            "organisation_id": one.organisation_id,
            "obligation_id": one.id,
            "details": dict(details),
        }
        for one in owed
    ]
    if rows:
        await connection.execute(insert(events), rows)


async def first(connection: AsyncConnection, verb: EventVerb, person_id: int) -> bool:
    """Nothing of this kind has been recorded for this person yet."""
    query = select(events.c.id).where(events.c.verb == verb, events.c.person_id == person_id).limit(1)
    return (await connection.execute(query)).first() is None


async def recent(connection: AsyncConnection, verb: EventVerb, *, account: str, since: datetime) -> int:
    """How often this kind was recorded for an account (``details.account``) since then."""
    query = select(func.count()).where(
        events.c.verb == verb, events.c.at >= since, events.c.details["account"].as_string() == account
    )
    return int((await connection.execute(query)).scalar_one())


async def count(connection: AsyncConnection, verb: EventVerb, person_id: int, *, since: datetime) -> int:
    """How often this person did this since then (campaign time)."""
    query = select(func.count()).where(events.c.verb == verb, events.c.person_id == person_id, events.c.at >= since)
    return int((await connection.execute(query)).scalar_one())


async def newest_submissions(connection: AsyncConnection, verb: EventVerb, person_id: int) -> tuple[int, ...]:
    """The submissions of what this person did last of this kind: those of one moment."""
    theirs = (events.c.verb == verb, events.c.person_id == person_id)
    newest = select(func.max(events.c.at)).where(*theirs).scalar_subquery()
    query = select(events.c.submission_id).where(*theirs, events.c.at == newest).order_by(events.c.submission_id)
    return tuple(number for number in await connection.scalars(query) if number is not None)
