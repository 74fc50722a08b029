"""延时 and 免报 for a unit, for what is below an organisation, or for all of an office's area, and their taking back.

One act, one event; everybody it concerns hears of it once. ``handlers.desk.taking`` allows single items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain import allowance as rules
from domain.allowance import Allowance, AllowanceKind
from domain.campaigns.campaign import Campaign
from domain.events import EventVerb
from domain.obligation import Obligation, Standing, standing
from domain.organisation import Account
from domain.reach import Reach
from domain.selection import LONGEST_REASON, Refusal
from formats.chat import allowing as words
from formats.desk.allowing import AllowanceLine, allowance_line
from handlers import notice_plan
from handlers.context import Context
from handlers.outbox import address, say
from handlers.submissions.counting import recount
from storage import allowances, events, obligations, people
from storage.desk import allowances as desk
from storage.desk import area
from storage.desk.allowances import DayAllowance
from storage.engine.database import ROSTER, Connection, one_at_a_time
from storage.outbox import OutboxMessage

_GIVEN = {AllowanceKind.MORE_TIME: EventVerb.EXTENDED, AllowanceKind.EXEMPT: EventVerb.EXEMPTED}
_ENDED = {AllowanceKind.MORE_TIME: EventVerb.EXTENSION_ENDED, AllowanceKind.EXEMPT: EventVerb.UNEXEMPTED}


@dataclass(frozen=True, kw_only=True)
class NewAllowance:
    """What is to be allowed on one day. ``unit``: code or name of an organisation, empty: all of the area.

    ``below``: with all below it. ``until``: the deadline given.
    """

    kind: AllowanceKind
    campaign: Campaign
    day: date
    reason: str
    unit: str = ""
    below: bool = True
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What became of it: ``units`` it covers, ``told`` people who hear of it."""

    refused: Refusal | None = None
    allowance: Allowance | None = None
    units: int = 0
    told: int = 0


async def allow(ctx: Context, reach: Reach, asked: NewAllowance) -> Allowed:
    """In a transaction of its own: deadlines or exemptions, reminders, the event and what everybody hears."""
    reason = " ".join(asked.reason.split())[:LONGEST_REASON]
    due_at = asked.campaign.due_at(asked.day)
    refused = rules.refused_for_units(asked.kind, reach.role, reason, until=asked.until, due_at=due_at)
    if refused is not None:
        return Allowed(refused=refused)
    async with ctx.database.write() as connection:
        top = await area.organisation_named(connection, reach, asked.unit) if asked.unit else None
        if asked.unit and top is None:
            return Allowed(refused=Refusal.UNKNOWN)
        await one_at_a_time(connection, ROSTER)
        given = Allowance(
            id=0,
            kind=asked.kind,
            office_id=reach.office.id,
            person_id=reach.person_id,
            reason=reason,
            at=ctx.clock.now(),
            campaign=asked.campaign.code,
            day=asked.day,
            due_at=asked.until if asked.kind is AllowanceKind.MORE_TIME else None,
            organisation_id=top.id if top else None,
        )
        return await _give(ctx, connection, reach, asked, given)


async def _give(ctx: Context, connection: Connection, reach: Reach, asked: NewAllowance, given: Allowance) -> Allowed:
    given = replace(given, id=await allowances.add(connection, given))
    await desk.cover(connection, reach, given.id, given, below=asked.below)
    before = await desk.concerned(connection, reach, given)
    if not before:
        await allowances.drop(connection, given.id)
        return Allowed(refused=Refusal.NOBODY)
    await _bring_in_line(ctx, connection, asked.campaign, asked.day, given.kind)
    await _note(ctx, connection, reach, given, _GIVEN[given.kind], len(before))
    told = await _tell(ctx, connection, reach, given, before, ended=False)
    return Allowed(allowance=given, units=len(before), told=told)


async def take_back(ctx: Context, reach: Reach, given: Allowance) -> Allowed:
    """An act of the office, or of one that it sees, is over; whom it concerns hear that."""
    refused = rules.refused_taking_back(None, reach.role)
    if refused is not None or given.day is None:
        return Allowed(refused=refused or Refusal.UNKNOWN)
    async with ctx.database.write() as connection:
        await one_at_a_time(connection, ROSTER)
        found = await desk.find(connection, reach, given.id)
        campaign = ctx.campaigns.get(given.campaign)
        if found is None or campaign is None:
            return Allowed(refused=Refusal.UNKNOWN)
        await allowances.revoke(connection, given.id, by=reach.person_id, now=ctx.clock.now())
        await _bring_in_line(ctx, connection, campaign, given.day, given.kind)
        after = await desk.concerned(connection, reach, given)
        await _note(ctx, connection, reach, given, _ENDED[given.kind], len(after))
        told = await _tell(ctx, connection, reach, given, after, ended=True)
    return Allowed(allowance=given, units=len(after), told=told)


async def find(ctx: Context, reach: Reach, allowance_id: int) -> Allowance | None:
    """In force, and to be taken back by this office; None is also what is not in reach."""
    async with ctx.database.write() as connection:
        return await desk.find(connection, reach, allowance_id)


def allowance_line_of(listed: DayAllowance, *, dated: bool = False) -> AllowanceLine:
    """As pages list it."""
    return allowance_line(
        listed.allowance,
        office=listed.office,
        person=listed.person,
        organisation=listed.organisation,
        units=listed.units,
        own=listed.own,
        dated=dated,
    )


async def _bring_in_line(
    ctx: Context, connection: Connection, campaign: Campaign, day: date, kind: AllowanceKind
) -> None:
    if kind is AllowanceKind.EXEMPT:
        await obligations.exempt(connection, campaign.code)
        return
    await recount(ctx, connection, await obligations.extend(connection, campaign, day))
    await notice_plan.plan(ctx, connection, campaign)


async def _note(
    ctx: Context, connection: Connection, reach: Reach, given: Allowance, verb: EventVerb, units: int
) -> None:
    """Of the reason only that there is one: its words stay with the allowance."""
    details: dict[str, str | int] = {"office": reach.office.id, "allowance": given.id, "units": units}
    details |= {"day": given.day.isoformat() if given.day else ""}
    details |= {"due_at": given.due_at.isoformat()} if given.due_at else {}
    await events.record(
        connection,
        verb,
        at=ctx.clock.now(),
        person_id=reach.person_id,
        organisation_id=given.organisation_id or reach.office.id,
        details=details,
    )


async def _tell(
    ctx: Context, connection: Connection, reach: Reach, given: Allowance, owed: Sequence[Obligation], *, ended: bool
) -> int:
    """One message to every liaison of the units that it changes something for; those alike have the same words."""
    now = ctx.clock.now()
    units = {one.organisation_id: one for one in owed if _changes(given, one)}
    liaisons = await people.liaisons_of(connection, list(units))
    by_person: dict[int, tuple[Account, tuple[str, ...]]] = {}
    for person in {person.id: person for served in liaisons.values() for person in served}.values():
        account = address(ctx, person)
        if account is not None:
            own = person.reports_for
            some = tuple(unit.name for unit in own if unit.id in units)
            by_person[person.id] = (account, some if len(some) < len(own) else ())
    usual = _usual(ctx, given)
    messages = []
    for person_id, (account, names) in by_person.items():
        text = words.told(given, office=reach.office.name, units=names, ended=ended, now=now, due_at=usual)
        key = f"allowance:{given.id}:{'ended' if ended else 'given'}:{person_id}"
        messages.append(OutboxMessage(channel=account.channel, account=account.account, text=text, key=key))
    await say(ctx, connection, messages)
    return len(messages)


def _changes(given: Allowance, owed: Obligation) -> bool:
    """Not where nothing is owed; who has reported in time needs no more time, either."""
    if owed.exempt:
        return False
    return given.kind is AllowanceKind.EXEMPT or standing(owed) is not Standing.ON_TIME


def _usual(ctx: Context, given: Allowance) -> datetime | None:
    campaign = ctx.campaigns.get(given.campaign)
    return campaign.due_at(given.day) if campaign is not None and given.day is not None else None
