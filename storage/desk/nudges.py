"""Whom an office may nudge on one day, and whom it has nudged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA
from domain.events import EventVerb
from domain.obligation import Obligation
from domain.reach import Reach
from storage.desk import area
from storage.obligations import obligation_of
from storage.overview import waiting
from storage.tables import events, obligations, organisations


async def unmet(
    connection: AsyncConnection,
    reach: Reach,
    campaign: str,
    day: date,
    *,
    now: datetime,
    item: str = DAILY,
    codes: Collection[str] | None = None,
    branch: int | None = None,
    only_waiting: bool = False,
) -> list[Obligation]:
    """What nobody has met and can still be met, in roster order; of these units and that part alone, None: of all.

    Of all, whoever was given more time is left out; ``only_waiting``: or nobody but them.
    """
    query = (
        select(obligations)
        .join(organisations, organisations.c.id == obligations.c.organisation_id)
        .where(
            obligations.c.campaign == campaign,
            obligations.c.item == item,
            obligations.c.day == day,
            obligations.c.met_at.is_(None),
            obligations.c.exempt.is_(False),
            obligations.c.retired.is_(False),
            obligations.c.late_until >= now,
            area.units(reach, obligations.c.organisation_id),
        )
        .order_by(obligations.c.organisation_id)
    )
    given_time = waiting(now)
    of_all = given_time if only_waiting else ~given_time
    query = query.where(of_all if codes is None else organisations.c.code.in_(codes))
    if branch is not None:
        branches = area.branches(reach)
        query = query.where(obligations.c.organisation_id.in_(select(branches.c.id).where(branches.c.branch == branch)))
    return [obligation_of(row) for row in (await connection.execute(query)).mappings()]


@dataclass(frozen=True, kw_only=True)
class NudgeRow:
    """One nudge of one unit. ``item`` and ``day``: what it was about; ``office_id`` 0: whose is not known."""

    at: datetime
    item: str
    day: date
    person_id: int | None
    office_id: int


async def of_unit(
    connection: AsyncConnection, reach: Reach, campaign: str, organisation_id: int, *, limit: int
) -> list[NudgeRow]:
    """The latest first."""
    query = (
        select(events.c.at, obligations.c.item, obligations.c.day, events.c.person_id, events.c.details)
        .join(obligations, obligations.c.id == events.c.obligation_id)
        .where(
            events.c.organisation_id == organisation_id,
            events.c.verb == EventVerb.NUDGED,
            obligations.c.campaign == campaign,
            area.units(reach, events.c.organisation_id),
        )
        .order_by(events.c.id.desc())
        .limit(limit)
    )
    return [
        NudgeRow(
            at=at.astimezone(CHINA), item=item, day=day, person_id=person_id, office_id=int(details.get("office", 0))
        )
        for at, item, day, person_id, details in await connection.execute(query)
    ]


async def nudged(connection: AsyncConnection, reach: Reach, key: str) -> list[int]:
    """The ids of the units that this person has nudged at once, by the key of its messages."""
    query = (
        select(events.c.organisation_id)
        .where(
            events.c.person_id == reach.person_id,
            events.c.verb == EventVerb.NUDGED,
            events.c.details["nudge"].as_string() == key,
            area.units(reach, events.c.organisation_id),
        )
        .order_by(events.c.organisation_id)
    )
    return list(await connection.scalars(query))
