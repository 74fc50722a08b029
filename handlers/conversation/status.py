"""状态 and 帮助: what one's own units have sent and still owe, and what can be done here."""

from __future__ import annotations

from datetime import datetime

from domain.campaigns.campaign import Campaign
from domain.language.phrases import Verb
from domain.obligation import Obligation, Standing, standing
from domain.organisation import Organisation
from formats.chat import answers
from formats.chat.milestone_lines import MilestoneView
from formats.chat.status import StatusDay, StatusUnit, StatusView, status_text
from handlers.conversation.turn import Turn
from handlers.outgoing.receipts import item_of
from handlers.submissions.progress import progress
from storage import submissions, uploads

_MET = (Standing.ON_TIME, Standing.LATE)


async def show_status(turn: Turn) -> str | None:
    """``状态``: every unit this person reports for."""
    now = turn.ctx.clock.now()
    unassigned = await submissions.without_unit(turn.connection, turn.person.id)
    units = [await _unit(turn, unit, now) for unit in turn.person.reports_for]
    channel = turn.ctx.channels[turn.message.incoming.channel].abilities
    return status_text(
        StatusView(now=now, channel=channel, units=tuple(units), unassigned=tuple(s.id for s in unassigned))
    )


async def help_for(turn: Turn) -> str:
    """``帮助``: the few things this person can do, with the milestones that are still open for them."""
    campaign, now = turn.campaign, turn.ctx.clock.now()
    return answers.help_text(
        liaison=bool(turn.person.reports_for),
        supervisor=bool(turn.person.supervises),
        day=campaign.report_day(now) if campaign else now.date(),
        other_day=campaign.another_day(now) if campaign else now.date(),
        deadline=f"{campaign.daily.deadline:%H:%M}" if campaign else "10:00",
        milestones=await _open_milestones(turn),
    )


async def for_supervisor(turn: Turn) -> str | None:
    """One who reports for nobody has no status of their own."""
    return await help_for(turn) if turn.phrase.verb is Verb.STATUS else None


async def _unit(turn: Turn, unit: Organisation, now: datetime) -> StatusUnit:
    owed = await turn.owed(unit.id)
    daily = [o for o in owed if o.daily]
    current = next((o for o in daily if o.open_at(now)), daily[-1] if daily else None)
    earlier = [o for o in daily if current and o.due_at < current.due_at and standing(o) is Standing.MISSING]
    return StatusUnit(
        organisation=unit.name,
        day=await _day(turn, current) if current else None,
        earlier_missing=tuple(o.day for o in earlier),
        milestones=tuple(_milestone(turn, o) for o in owed if _worth_telling(o, now)),
    )


async def _day(turn: Turn, obligation: Obligation) -> StatusDay:
    so_far = (await progress(turn.ctx, turn.connection, [obligation]))[obligation.id]
    refused = await submissions.find(turn.connection, so_far.refused)
    uploaded = await uploads.numbers(turn.connection, so_far.refused)
    return StatusDay(
        day=obligation.day,
        due_at=obligation.due_at,
        standing=standing(obligation),
        accepted=so_far.accepted,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=so_far.uncaptioned,
        refused=tuple(item_of(turn.ctx, one, obligation, by_page=one.id in uploaded) for one in refused),
        receiving=so_far.receiving,
    )


def _worth_telling(obligation: Obligation, now: datetime) -> bool:
    return not obligation.daily and (obligation.open_at(now) or standing(obligation) in _MET)


def _milestone(turn: Turn, obligation: Obligation) -> MilestoneView:
    return MilestoneView(
        name=_name(turn.ctx.campaigns.get(obligation.campaign), obligation.item),
        due_at=obligation.due_at,
        standing=standing(obligation),
    )


def _name(campaign: Campaign | None, item: str) -> str:
    milestone = campaign.milestone(item) if campaign else None
    return milestone.name if milestone else item


async def _open_milestones(turn: Turn) -> list[tuple[str, str]]:
    """(name, word to send) of what one's units still owe."""
    now = turn.ctx.clock.now()
    found: dict[str, str] = {}
    for unit in turn.person.reports_for:
        for obligation in await turn.owed(unit.id):
            if not obligation.daily and obligation.met_at is None and obligation.open_at(now):
                name = _name(turn.ctx.campaigns.get(obligation.campaign), obligation.item)
                found[name] = name
    return list(found.items())
