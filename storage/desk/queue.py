"""The picking desk's queue: which items an office still has to look at, in which order, and what their tiles show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, case, func, literal, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA
from domain.findings import Code, Fact, Kind
from domain.findings.stored import from_store
from domain.reach import Reach
from domain.selection import Mark
from domain.stacks import Repeat
from storage.desk import area
from storage.obligations import counting
from storage.tables import adoptions, appearances, marks, obligations, organisations, people, returns, submissions


class QueueOrder(StrEnum):
    """FAIR: every unit's best first, then every unit's second; the best are those without advice, then the sharpest."""

    FAIR = "fair"
    TIME = "time"
    UNIT = "unit"
    SHARPNESS = "sharp"


class QueueMark(StrEnum):
    """What the office has made of an item. BELOW: a level below, or another line, passed it on."""

    UNSEEN = "unseen"
    PICKED = "picked"
    PASSED = "passed"
    SEEN = "seen"
    BELOW = "below"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """``unit``: the code of an organisation, which stands for all under it, too; empty: all of the area.

    ``category``, ``theme``: codes of what the office has sorted items into; empty: all. ``words``: part of a title, a
    caption or a text; empty: all.
    """

    campaign: str
    day: date
    kind: Kind | None = None
    mark: QueueMark = QueueMark.UNSEEN
    unit: str = ""
    category: str = ""
    theme: str = ""
    words: str = ""
    order: QueueOrder = QueueOrder.FAIR


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """One item in the queue, with the office's own mark."""

    repeat: Repeat
    mark: Mark | None
    stars: int
    category: str
    theme: str


@dataclass(frozen=True, kw_only=True)
class ChosenRow:
    """So many items of one part of the area, of one theme, with one mark. ``part`` empty: of no part."""

    part: str
    theme: str
    mark: Mark | None
    number: int


@dataclass(frozen=True, kw_only=True)
class TileRow:
    """``mark`` to ``theme``: the office's own; ``below``: it was passed on to the office.

    ``advice``: codes of what was found and refused nothing; ``late``: after the deadline of what it was sent for.
    """

    number: int
    kind: Kind
    unit: str
    title: str
    caption: str
    text: str
    at: datetime
    facts: Mapping[str, Fact]
    pictured: bool
    mark: Mark | None
    stars: int
    category: str
    theme: str
    below: bool
    advice: tuple[Code, ...]
    late: bool
    returned: bool
    adopted: bool


async def rows(
    connection: AsyncConnection, reach: Reach, asked: QueueFilter, *, since: datetime | None = None
) -> list[QueueRow]:
    """Accepted items of the day in reach; what was passed on to the office comes first.

    ``since``: only those that count from then on (campaign time).
    """
    below = _below(reach)
    # Most items have no findings, and to read them costs more than all the rest.
    findings = case((func.json_array_length(submissions.c.findings) > 0, submissions.c.findings)).label("findings")
    query: Select[Any] = (
        select(
            submissions.c.id,
            submissions.c.organisation_id,
            findings,
            marks.c.mark,
            marks.c.stars,
            marks.c.category,
            marks.c.theme,
        )
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .outerjoin(marks, _own(reach))
        .where(*_asked_for(reach, asked), _marked(asked.mark, below))
    )
    if since is not None:
        query = query.where(submissions.c.counted_at >= since)
    first = case((below, 0), else_=1)
    return [_row(row) for row in await connection.execute(query.order_by(first, *_order(asked.order)))]


@dataclass(frozen=True, kw_only=True)
class MarkRow:
    """A mark of the office as it stands; ``who``: the name of whoever set it, empty when nobody knows any more."""

    number: int
    mark: Mark | None
    stars: int
    category: str
    theme: str
    who: str


async def marked_since(connection: AsyncConnection, reach: Reach, campaign: str, since: datetime) -> list[MarkRow]:
    """What others of the office have marked of the campaign since then (campaign time)."""
    said = (marks.c.mark, marks.c.stars, marks.c.category, marks.c.theme)
    query = (
        select(marks.c.submission_id, *said, people.c.name)
        .join(submissions, submissions.c.id == marks.c.submission_id)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(people, people.c.id == marks.c.person_id)
        .where(marks.c.office_id == reach.office.id, marks.c.at >= since, obligations.c.campaign == campaign)
        # Whoever goes through a day sets 1,500 of them, and the page has drawn its own.
        .where(marks.c.person_id.is_distinct_from(reach.person_id))
        .where(area.items(reach))
        .order_by(marks.c.at, marks.c.submission_id)
    )
    return [
        MarkRow(
            number=number,
            mark=mark,
            stars=stars,
            category=category,
            theme=theme,
            who=name or "",
        )
        for number, mark, stars, category, theme, name in await connection.execute(query)
    ]


async def unread(connection: AsyncConnection, reach: Reach, asked: QueueFilter) -> int:
    """How many items of the filter the office has set no mark of, whatever mark that asks for."""
    query = (
        select(func.count())
        .select_from(submissions)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(marks, _own(reach))
        .where(*_asked_for(reach, asked), _unmarked())
    )
    return await connection.scalar(query) or 0


async def chosen(connection: AsyncConnection, reach: Reach, asked: QueueFilter) -> list[ChosenRow]:
    """What the office has made of the items of the filter, whatever mark that asks for; parts in roster order."""
    branches, part = area.branches(reach), organisations.alias()
    query = (
        select(part.c.name, marks.c.theme, marks.c.mark, func.count())
        .select_from(submissions)
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(branches, branches.c.id == submissions.c.organisation_id)
        .outerjoin(part, part.c.id == branches.c.branch)
        .outerjoin(marks, _own(reach))
        .where(*_asked_for(reach, asked))
        .group_by(branches.c.branch, part.c.name, marks.c.theme, marks.c.mark)
        .order_by(branches.c.branch)
    )
    return [
        ChosenRow(part=name or "", theme=theme or "", mark=mark, number=number)
        for name, theme, mark, number in await connection.execute(query)
    ]


async def tiles(connection: AsyncConnection, reach: Reach, wanted: Sequence[int]) -> list[TileRow]:
    """In the order wanted; what is not in reach is left out."""
    if not wanted:
        return []
    query = (
        select(
            submissions,
            organisations.c.name.label("unit"),
            appearances.c.submission_id.label("pictured"),
            marks.c.mark,
            marks.c.stars,
            marks.c.category,
            marks.c.theme,
            _below(reach, few=True).label("below"),
            (submissions.c.counted_at > obligations.c.due_at).label("late"),
            _returned().label("returned"),
            _adopted().label("adopted"),
        )
        .join(organisations, organisations.c.id == submissions.c.organisation_id)
        .outerjoin(obligations, obligations.c.id == submissions.c.obligation_id)
        .outerjoin(appearances, appearances.c.submission_id == submissions.c.id)
        .outerjoin(marks, _own(reach))
        .where(submissions.c.id.in_(wanted), area.items(reach, few=True))
    )
    found = {row.id: _tile(row) for row in await connection.execute(query)}
    return [found[number] for number in dict.fromkeys(wanted) if number in found]


def _asked_for(reach: Reach, asked: QueueFilter) -> list[ColumnElement[bool]]:
    """All of the filter but the mark."""
    wanted = [
        obligations.c.campaign == asked.campaign,
        obligations.c.item == DAILY,
        obligations.c.day == asked.day,
        counting(),
        area.items(reach),
    ]
    if asked.kind is not None:
        wanted.append(submissions.c.kind == asked.kind)
    if asked.unit:
        # One above the office has all of its area below it, and yet is not there.
        in_area = (organisations.c.code == asked.unit, area.units(reach, organisations.c.id))
        unit = select(organisations.c.id).where(*in_area).scalar_subquery()
        wanted.append(submissions.c.organisation_id.in_(area.with_below(unit)))
    wanted += [marks.c.category == asked.category] if asked.category else []
    wanted += [marks.c.theme == asked.theme] if asked.theme else []
    if asked.words:
        said = (submissions.c.title, submissions.c.caption, submissions.c.text)
        wanted.append(or_(*(column.contains(asked.words, autoescape=True) for column in said)))
    return wanted


def _own(reach: Reach) -> ColumnElement[bool]:
    return and_(marks.c.submission_id == submissions.c.id, marks.c.office_id == reach.office.id)


def _below(reach: Reach, *, few: bool = False) -> ColumnElement[bool]:
    """A level below, or an office of another line that hands its items on, passed it. ``few`` as in ``area.items``."""
    other = marks.alias()
    theirs = (area.units_of_few if few else area.units)(reach, other.c.office_id)
    if reach.passed_by:
        theirs = or_(theirs, other.c.office_id.in_(reach.passed_by))
    passed = select(literal(1)).where(
        other.c.submission_id == submissions.c.id,
        other.c.mark == Mark.PASSED,
        other.c.office_id != reach.office.id,
        other.c.office_id.not_in(reach.above),
        theirs,
    )
    return passed.exists()


def _returned() -> ColumnElement[bool]:
    open_ = (returns.c.settled_by.is_(None), returns.c.cancelled_at.is_(None))
    return select(literal(1)).where(returns.c.submission_id == submissions.c.id, *open_).exists()


def _adopted() -> ColumnElement[bool]:
    standing = (adoptions.c.submission_id == submissions.c.id, adoptions.c.revoked_at.is_(None))
    return select(literal(1)).where(*standing).exists()


def _marked(wanted: QueueMark, below: ColumnElement[bool]) -> ColumnElement[bool]:
    if wanted is QueueMark.ALL:
        return true()
    if wanted is QueueMark.BELOW:
        return below
    return _unmarked() if wanted is QueueMark.UNSEEN else marks.c.mark == Mark(wanted.value)


def _unmarked() -> ColumnElement[bool]:
    """Of a query with the office's own marks beside the items, there or not. In words that PostgreSQL can estimate: of
    NULL after an outer join it expects next to nothing, and then looks up item by item what each was sent for; of NOT
    EXISTS, while there are few marks, it makes a plan that keeps to them one by one when there are many."""
    return func.coalesce(marks.c.mark, literal("", String())).not_in(list(Mark))


def _order(order: QueueOrder) -> tuple[ColumnElement[Any], ...]:
    sharpness = func.coalesce(appearances.c.sharpness, 0.0).desc()
    if order is QueueOrder.TIME:
        return (submissions.c.sent_at, submissions.c.id)
    if order is QueueOrder.SHARPNESS:
        return (sharpness, submissions.c.id)
    advice = case((func.json_array_length(submissions.c.findings) > 0, 1), else_=0)
    best = (advice, sharpness, submissions.c.sent_at, submissions.c.id)
    if order is QueueOrder.UNIT:
        return (submissions.c.organisation_id, *best)
    place = func.row_number().over(partition_by=submissions.c.organisation_id, order_by=best)
    return (place, submissions.c.organisation_id)


def _row(row: Row[Any]) -> QueueRow:
    return QueueRow(
        repeat=repeat_of(row.id, row.organisation_id, row.findings),
        mark=row.mark,
        stars=row.stars or 0,
        category=row.category or "",
        theme=row.theme or "",
    )


def repeat_of(number: int, unit_id: int | None, findings: Sequence[Mapping[str, Any]] | None) -> Repeat:
    """An item with what it repeats, as ``domain.findings.stored`` keeps it; another unit's is not named there."""
    return Repeat(number=number, unit_id=unit_id, earlier=_earlier(findings or ()))


def _earlier(findings: Sequence[Mapping[str, Any]]) -> int | None:
    found = next((one.get("found") for one in findings if one.get("code") == Code.FILE_DUPLICATE), None)
    number = found.get("number") if isinstance(found, dict) else None
    return number if isinstance(number, int) else None


def _tile(row: Row[Any]) -> TileRow:
    return TileRow(
        number=row.id,
        kind=row.kind,
        unit=row.unit,
        title=row.title or row.file_name,
        caption=row.caption,
        text=row.text,
        at=row.sent_at.astimezone(CHINA),
        facts=row.facts,
        pictured=row.pictured is not None,
        mark=row.mark,
        stars=row.stars or 0,
        category=row.category or "",
        theme=row.theme or "",
        below=bool(row.below),
        advice=tuple(from_store(one).code for one in row.findings),
        late=bool(row.late),
        returned=bool(row.returned),
        adopted=bool(row.adopted),
    )
