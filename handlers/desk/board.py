"""今日: one day of a campaign over an office's reach, gathered once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.campaigns.campaign import Campaign
from domain.completeness import Counts, counts_of
from domain.obligation import Standing
from domain.reach import Reach
from formats.desk import board as views
from formats.desk.allowing import proposed
from formats.desk.board import Ahead, Board, Group, Part, UnitLine
from formats.spoken import clock_text
from handlers import reading
from handlers.context import Context
from handlers.desk.allowing import allowance_line_of
from storage import contacts
from storage.contacts import Contact
from storage.desk import allowances, people
from storage.desk import board as queries
from storage.desk.board import BoardUnit, NewItem, PartStanding
from storage.engine.database import Connection

#: Units of each part that are listed before 全部, and all of one part when it is asked for.
EACH = 50
ALL = 100_000
#: Liaisons of whom it is told when they were last here.
CALLED = 300
#: Items among 新到.
NEW = 20


@dataclass(frozen=True, kw_only=True)
class _Liaisons:
    """``of``: unit id → who serves it; ``active``: person id → when they were last here, None: not asked."""

    of: Mapping[int, Sequence[Contact]]
    active: Mapping[int, datetime] | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class BoardQuestion:
    """What a visitor wants to see of the day. ``branch``: the part of the area, None for all of it."""

    campaign: Campaign
    day: date
    standing: Standing = Standing.MISSING
    branch: int | None = None


async def board(ctx: Context, reach: Reach, question: BoardQuestion) -> Board:
    """In one connection: seven statements, whatever the number of units."""
    campaign, day, now = question.campaign, question.day, ctx.clock.now()
    yesterday = day - timedelta(days=1)
    async with ctx.database.read() as connection:
        standings = await queries.standings(connection, reach, campaign.code, day, now=now)
        each = EACH if question.branch is None else ALL
        found = await queries.units(
            connection, reach, campaign.code, day, question.standing, now=now, branch=question.branch, each=each
        )
        liaisons = await _liaisons(connection, question.standing, found)
        active = await _active(connection, liaisons)
        arrivals = await queries.arrivals(connection, reach, campaign.code, [day, yesterday])
        newest = await queries.newest(connection, reach, campaign.code, day, limit=NEW)
        allowed = await allowances.of_day(connection, reach, campaign.code, day)
    over = now > campaign.due_at(day)
    return Board(
        campaign=campaign.code,
        title=campaign.title,
        day=day,
        number=campaign.days.index(day) + 1,
        before=yesterday if yesterday in campaign.days else None,
        after=day + timedelta(days=1) if day + timedelta(days=1) in campaign.days else None,
        over=over,
        due=clock_text(campaign.due_at(day)),
        countdown=views.countdown(campaign.due_at(day), now, today=now.date() == day),
        tiles=views.tiles(_counts(standings), over=over),
        parts=_parts(standings),
        listed=question.standing.value,
        list_name=views.standing_name(question.standing, over=over),
        groups=_groups(reach, standings, found, _Liaisons(of=liaisons, active=active, now=now), question),
        branch=question.branch,
        newest=tuple(map(_new, newest)),
        curve=views.curve(arrivals[day], arrivals[yesterday], due_at=campaign.due_at(day)),
        at=clock_text(now),
        allowances=tuple(map(allowance_line_of, allowed)),
        proposed=proposed(campaign.due_at(day)),
        may_nudge=_may_nudge(reach, question, found, now),
    )


async def ahead(ctx: Context, reach: Reach, campaign: Campaign) -> Ahead | None:
    """Before the week begins, the milestone that is due next of those that somebody in reach owes."""
    now = ctx.clock.now()
    if now.astimezone(campaign.timezone).date() >= campaign.first_day:
        return None
    async with ctx.database.read() as connection:
        for one in campaign.milestones_of(campaign.kinds):
            if (due_at := campaign.milestone_due_at(one)) < now:
                continue
            standings = await queries.standings(connection, reach, campaign.code, one.due_on, now=now, item=one.code)
            if any(part.number for part in standings):
                return views.ahead(one.name, _counts(standings), due_on=one.due_on, left=due_at - now)
    return None


def _counts(standings: Sequence[PartStanding]) -> Counts:
    total: Counter[Standing] = Counter()
    for part in standings:
        total[part.standing] += part.number
    return counts_of(total)


def _may_nudge(reach: Reach, question: BoardQuestion, found: Sequence[BoardUnit], now: datetime) -> bool:
    """Somebody is listed who has not reported, and still can."""
    owing = question.standing in (Standing.MISSING, Standing.WAITING)
    return bool(found) and owing and reach.acts and now <= question.campaign.late_until(question.day)


def campaign_named(ctx: Context, code: str) -> Campaign | None:
    return ctx.campaigns.get(code)


def others(ctx: Context, campaign: Campaign) -> list[tuple[str, date, str]]:
    """Code, current report day and title of all campaigns but this one, the latest first."""
    now = ctx.clock.now()
    found = sorted(ctx.campaigns.values(), key=lambda one: one.first_day, reverse=True)
    return [(one.code, one.report_day(now), one.title) for one in found if one.code != campaign.code]


def nearest(ctx: Context, now: datetime) -> tuple[Campaign, date] | None:
    """The campaign nearest in time and its current report day; None without a campaign."""
    campaign = reading.campaign(ctx, now)
    return (campaign, campaign.report_day(now)) if campaign is not None else None


async def _liaisons(
    connection: Connection, standing: Standing, found: Sequence[BoardUnit]
) -> Mapping[int, Sequence[Contact]]:
    """Of those who may have to be called."""
    if standing not in (Standing.MISSING, Standing.LATE, Standing.WAITING):
        return {}
    return await contacts.serving(connection, [unit.id for unit in found])


async def _active(connection: Connection, liaisons: Mapping[int, Sequence[Contact]]) -> Mapping[int, datetime] | None:
    """None of so many that nobody calls them all: one part of them is asked for first."""
    ids = {one.person_id for some in liaisons.values() for one in some}
    return await people.active(connection, ids) if len(ids) <= CALLED else None


def _parts(standings: Sequence[PartStanding]) -> tuple[Part, ...]:
    found: dict[int, Counter[Standing]] = {}
    named: dict[int, PartStanding] = {}
    for one in standings:
        if one.branch is not None:
            found.setdefault(one.branch, Counter())[one.standing] += one.number
            named[one.branch] = one
    counted = {branch: counts_of(of) for branch, of in found.items()}
    return tuple(
        Part(
            id=branch,
            code=named[branch].code,
            name=named[branch].name,
            actual=of.actual,
            expected=of.expected,
            missing=of.missing,
        )
        for branch, of in counted.items()
        if of.expected
    )


def _groups(
    reach: Reach,
    standings: Sequence[PartStanding],
    found: Sequence[BoardUnit],
    liaisons: _Liaisons,
    question: BoardQuestion,
) -> tuple[Group, ...]:
    numbers: Counter[int | None] = Counter()
    for one in standings:
        if one.standing is question.standing:
            numbers[one.branch] += one.number
    names = {one.branch: one.name for one in standings}
    units: dict[int | None, list[UnitLine]] = {}
    for unit in found:
        units.setdefault(unit.branch, []).append(_line(unit, liaisons))
    return tuple(
        Group(id=branch, name=names[branch] or reach.office.name, number=numbers[branch], units=tuple(lines))
        for branch, lines in units.items()
    )


def _line(unit: BoardUnit, liaisons: _Liaisons) -> UnitLine:
    phones = [
        (
            one.person_id,
            one.name,
            views.masked_phone(one.phone),
            views.last_seen(liaisons.active, one.person_id, liaisons.now),
        )
        for one in liaisons.of.get(unit.id, ())
    ]
    at = clock_text(unit.met_at) if unit.met_at else ""
    until = clock_text(unit.due_at) if unit.due_at else ""
    return UnitLine(code=unit.code, name=unit.name, at=at, until=until, bad=unit.bad, liaisons=tuple(phones))


def _new(item: NewItem) -> views.NewLine:
    what = item.caption or item.title
    return views.new_line(
        number=item.number,
        kind=item.kind,
        code=item.code,
        unit=item.unit,
        what=what,
        at=item.at,
        pictured=item.pictured,
    )
