"""What happened in an office's reach, newest first: the events, by who did it, on what, when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.events import EventVerb
from domain.reach import Reach
from storage.desk import area
from storage.events import Details
from storage.tables import duties, events, organisations, people


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """What is empty asks for all. ``person``: a part of a name; ``unit``: a code; both days are included."""

    verb: EventVerb | None = None
    person: str = ""
    unit: str = ""
    number: int = 0
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """``at`` is local. Of a person who was removed ``person`` is what they are called since."""

    id: int
    verb: EventVerb
    at: datetime
    person: str
    unit: str
    number: int | None
    details: Details


async def rows(
    connection: AsyncConnection, reach: Reach, asked: AuditFilter, *, before: int = 0, most: int
) -> list[AuditRow]:
    """Those of lower ids than ``before``; 0: the newest."""
    query = (
        select(events, people.c.name.label("person"), organisations.c.name.label("unit"))
        .outerjoin(people, people.c.id == events.c.person_id)
        .outerjoin(organisations, organisations.c.id == events.c.organisation_id)
        .where(_in_reach(reach), *_wanted(asked))
        .order_by(events.c.id.desc())
        .limit(most)
    )
    if before:
        query = query.where(events.c.id < before)
    return [
        AuditRow(
            id=row["id"],
            verb=row["verb"],
            at=row["at"].astimezone(CHINA),
            person=row["person"] or "",
            unit=row["unit"] or "",
            number=row["submission_id"],
            details=row["details"],
        )
        for row in (await connection.execute(query)).mappings()
    ]


def _in_reach(reach: Reach) -> ColumnElement[bool]:
    """Of a unit of the area; of none, when who did it serves one."""
    if reach.everything:
        return true()
    serves = select(duties.c.person_id).where(area.units(reach, duties.c.organisation_id))
    ofnone = events.c.organisation_id.is_(None) & events.c.person_id.in_(serves)
    return or_(area.units(reach, events.c.organisation_id), ofnone)


def _wanted(asked: AuditFilter) -> Collection[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.verb is not None:
        wanted.append(events.c.verb == asked.verb)
    if asked.person:
        wanted.append(people.c.name.contains(asked.person, autoescape=True))
    if asked.unit:
        wanted.append(organisations.c.code == asked.unit)
    if asked.number:
        wanted.append(events.c.submission_id == asked.number)
    if asked.since is not None:
        wanted.append(events.c.at >= _midnight(asked.since))
    if asked.until is not None:
        wanted.append(events.c.at < _midnight(asked.until + timedelta(days=1)))
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHINA)
