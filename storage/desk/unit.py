"""One unit of a reach for its page: what it owes in a campaign, what it has sent, and who serves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.findings import Finding, Kind
from domain.findings.stored import from_store
from domain.obligation import Obligation
from domain.organisation import Organisation, Role
from domain.reach import Reach
from domain.selection import Mark
from domain.submission import State
from storage.desk import area
from storage.desk.milestones import BEGINNING
from storage.obligations import counted, counting, obligation_of
from storage.organisations import from_row
from storage.tables import adoptions, appearances, duties, marks, obligations, organisations, submissions

#: Items that a page shows of one unit, the newest.
MOST_ITEMS = 500


@dataclass(frozen=True, kw_only=True)
class SeenUnit:
    """``above``: the name of what it stands under, where that is in reach; ``listed``: in the roster still."""

    unit: Organisation
    above: str
    listed: bool


@dataclass(frozen=True, kw_only=True)
class UnitFigures:
    """How many items of a unit count, by kind; how many were refused, the office passed on, media adopted."""

    photos: int
    texts: int
    videos: int
    others: int
    refused: int
    passed: int
    adopted: int


@dataclass(frozen=True, kw_only=True)
class UnitItem:
    """``mark``: the office's own; ``pictured``: it has a small picture; ``text``: the beginning of its words."""

    number: int
    obligation_id: int
    kind: Kind
    state: State
    what: str
    text: str
    at: datetime
    uncounted: bool
    findings: tuple[Finding, ...]
    pictured: bool
    mark: Mark | None


async def find(connection: AsyncConnection, reach: Reach, code: str) -> SeenUnit | None:
    """None when there is none of that code in reach."""
    parent = organisations.alias()
    above = (parent.c.id == organisations.c.parent_id) & area.units_of_few(reach, parent.c.id)
    query = (
        select(organisations, parent.c.name.label("above"))
        .select_from(organisations)
        .outerjoin(parent, above)
        .where(organisations.c.code == code, area.units_of_few(reach, organisations.c.id))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return SeenUnit(unit=from_row(row), above=row.above or "", listed=row.listed)


async def owed(connection: AsyncConnection, reach: Reach, campaign: str, unit: Organisation) -> list[Obligation]:
    """Everything it owes in the campaign, in order of the deadlines."""
    query = select(obligations).where(*_of(reach, campaign, unit)).order_by(obligations.c.due_at, obligations.c.id)
    return [obligation_of(row) for row in (await connection.execute(query)).mappings()]


async def items(connection: AsyncConnection, reach: Reach, campaign: str, unit: Organisation) -> list[UnitItem]:
    """What was sent for what it owes, the newest first, ``MOST_ITEMS`` at most."""
    own = (marks.c.submission_id == submissions.c.id) & (marks.c.office_id == reach.office.id)
    query = (
        select(submissions, appearances.c.submission_id.label("pictured"), marks.c.mark)
        .select_from(submissions)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .outerjoin(marks, own)
        .where(*_of(reach, campaign, unit), area.items(reach, few=True))
        .order_by(submissions.c.id.desc())
        .limit(MOST_ITEMS)
    )
    return [
        UnitItem(
            number=row.id,
            obligation_id=row.obligation_id,
            kind=row.kind,
            state=row.state,
            what=row.title or row.caption or row.file_name,
            text=row.text[:BEGINNING],
            at=row.sent_at,
            uncounted=row.uncounted,
            findings=tuple(from_store(one) for one in row.findings),
            pictured=row.pictured is not None,
            mark=row.mark,
        )
        for row in await connection.execute(query)
    ]


async def figures(connection: AsyncConnection, reach: Reach, campaign: str, unit: Organisation) -> UnitFigures:
    """Of the whole campaign."""
    kind, known = submissions.c.kind, (Kind.PHOTO, Kind.TEXT, Kind.VIDEO)
    own = select(marks.c.submission_id).where(
        marks.c.submission_id == submissions.c.id, marks.c.office_id == reach.office.id, marks.c.mark == Mark.PASSED
    )
    published = select(adoptions.c.id).where(
        adoptions.c.submission_id == submissions.c.id, adoptions.c.revoked_at.is_(None)
    )
    wanted = {
        "photos": counting() & (kind == Kind.PHOTO),
        "texts": counting() & (kind == Kind.TEXT),
        "videos": counting() & (kind == Kind.VIDEO),
        "others": counting() & kind.not_in(known),
        "refused": submissions.c.state == State.REFUSED,
        "passed": counting() & own.exists(),
        "adopted": counting() & published.exists(),
    }
    query = (
        select(*(func.coalesce(func.sum(case((one, 1), else_=0)), 0).label(name) for name, one in wanted.items()))
        .select_from(submissions.join(obligations, obligations.c.id == submissions.c.obligation_id))
        .where(*_of(reach, campaign, unit), area.items(reach, few=True))
    )
    return UnitFigures(**(await connection.execute(query)).mappings().one())


async def serving(connection: AsyncConnection, reach: Reach, unit: Organisation) -> list[int]:
    """The ids of its liaisons."""
    query = (
        select(duties.c.person_id)
        .where(
            duties.c.organisation_id == unit.id,
            duties.c.role == Role.LIAISON,
            area.units_of_few(reach, duties.c.organisation_id),
        )
        .order_by(duties.c.person_id)
    )
    return list(await connection.scalars(query))


def _of(reach: Reach, campaign: str, unit: Organisation) -> tuple[ColumnElement[bool], ...]:
    return (
        obligations.c.campaign == campaign,
        obligations.c.organisation_id == unit.id,
        counted(),
        area.units_of_few(reach, obligations.c.organisation_id),
    )
