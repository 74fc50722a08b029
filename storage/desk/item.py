"""One item for its page: how it came, what it counts for, what was done to it, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from domain.events import EventVerb
from domain.findings import Kind
from domain.obligation import Obligation
from domain.reach import Reach
from domain.stacks import Repeat
from storage.desk import area
from storage.desk.queue import repeat_of
from storage.inbox import PAGE, UPLOAD
from storage.obligations import counting, owed_by, owed_columns
from storage.tables import appearances, events, inbox, obligations, organisations, returns, submissions

#: What an item's history tells.
TOLD = (
    EventVerb.RECEIVED,
    EventVerb.ASSIGNED,
    EventVerb.CAPTIONED,
    EventVerb.CAPTION_TAKEN_BACK,
    EventVerb.WITHDRAWN,
    EventVerb.RESTORED,
    EventVerb.MOVED,
    EventVerb.TAKEN,
    EventVerb.TAKING_ENDED,
    EventVerb.EDITED,
    EventVerb.EDIT_ENDED,
    EventVerb.MARKED,
    EventVerb.RETURNED,
    EventVerb.RETURN_CALLED_OFF,
    EventVerb.ADOPTED,
    EventVerb.ADOPTION_REVOKED,
)


@dataclass(frozen=True, kw_only=True)
class ItemOrigin:
    """``channel``: by which it came, empty where that is not known any more; ``by_page``: by the upload page.

    ``replaces``: the number of the returned item in whose place it came.
    """

    unit: str
    unit_code: str
    channel: str
    by_page: bool
    size: int
    pictured: bool
    obligation: Obligation | None
    replaces: int | None


@dataclass(frozen=True, kw_only=True)
class ItemEventRow:
    """``details``: codes and numbers, as they were recorded."""

    verb: EventVerb
    at: datetime
    person_id: int | None
    details: Mapping[str, str | int]


@dataclass(frozen=True, kw_only=True)
class NeighbourFilter:
    """Items of one day that stand beside another one. ``unit``: an organisation's code, for all under it, too."""

    campaign: str
    day: date
    item: str
    kind: Kind | None = None
    unit: str = ""


async def origin(connection: AsyncConnection, reach: Reach, number: int) -> ItemOrigin | None:
    """None when there is no such item, or not in reach."""
    first = select(func.min(returns.c.submission_id)).where(returns.c.settled_by == submissions.c.id)
    query = (
        select(
            *owed_columns(),
            submissions.c.size,
            organisations.c.name.label("unit"),
            organisations.c.code.label("unit_code"),
            inbox.c.channel,
            inbox.c.external_id,
            appearances.c.submission_id.label("pictured"),
            first.scalar_subquery().label("replaces"),
        )
        .select_from(submissions)
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .outerjoin(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(inbox, inbox.c.id == submissions.c.inbox_id)
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .where(submissions.c.id == number, area.items(reach, few=True))
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    return ItemOrigin(
        unit=row["unit"],
        unit_code=row["unit_code"],
        channel=row["channel"] or "",
        by_page=(row["external_id"] or "").startswith((PAGE, UPLOAD)),
        size=row["size"],
        pictured=row["pictured"] is not None,
        obligation=owed_by(row),
        replaces=row["replaces"],
    )


async def history(connection: AsyncConnection, reach: Reach, number: int) -> list[ItemEventRow]:
    """Oldest first; only what happened while it was of the unit that it is of now, as an office in reach sees it."""
    query = (
        select(events.c.verb, events.c.at, events.c.person_id, events.c.details)
        .join(submissions, submissions.c.organisation_id == events.c.organisation_id)
        .where(
            submissions.c.id == number,
            area.items(reach, few=True),
            # By the unit, of which there is an index.
            events.c.submission_id == number,
            events.c.verb.in_(TOLD),
        )
        .order_by(events.c.id)
    )
    return [
        ItemEventRow(verb=verb, at=at.astimezone(CHINA), person_id=person_id, details=details)
        for verb, at, person_id, details in await connection.execute(query)
    ]


async def settled(connection: AsyncConnection, reach: Reach, number: int) -> dict[int, int]:
    """Return id → the number that came in its place."""
    query = (
        select(returns.c.id, returns.c.settled_by)
        .join(submissions, submissions.c.id == returns.c.submission_id)
        .where(submissions.c.id == number, area.items(reach, few=True), returns.c.settled_by.is_not(None))
    )
    return {id_: by for id_, by in await connection.execute(query)}


async def of_one_day(connection: AsyncConnection, reach: Reach, number: int) -> list[Repeat]:
    """The accepted items of the same unit and day, or milestone, as one looks for repeats among them."""
    its_day = select(submissions.c.obligation_id).where(submissions.c.id == number).scalar_subquery()
    query = (
        select(submissions.c.id, submissions.c.organisation_id, submissions.c.findings)
        .where(submissions.c.obligation_id == its_day, counting(), area.items(reach, few=True))
        .order_by(submissions.c.id)
    )
    return [repeat_of(*row) for row in await connection.execute(query)]


async def neighbours(
    connection: AsyncConnection, reach: Reach, number: int, asked: NeighbourFilter
) -> tuple[int | None, int | None]:
    """The accepted items of the day that came before and after this one."""
    these = _beside(reach, asked)
    joined = submissions.join(obligations, obligations.c.id == submissions.c.obligation_id)
    before = select(func.max(submissions.c.id)).select_from(joined).where(submissions.c.id < number, *these)
    after = select(func.min(submissions.c.id)).select_from(joined).where(submissions.c.id > number, *these)
    return await connection.scalar(before), await connection.scalar(after)


def _beside(reach: Reach, asked: NeighbourFilter) -> list[ColumnElement[bool]]:
    these: list[ColumnElement[bool]] = [
        obligations.c.campaign == asked.campaign,
        obligations.c.item == asked.item,
        obligations.c.day == asked.day,
        counting(),
        area.items(reach),
    ]
    if asked.kind is not None:
        these.append(submissions.c.kind == asked.kind)
    if asked.unit:
        unit = select(organisations.c.id).where(organisations.c.code == asked.unit).scalar_subquery()
        these.append(submissions.c.organisation_id.in_(area.with_below(unit)))
    return these
