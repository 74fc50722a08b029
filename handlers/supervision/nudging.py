"""催报: say who would be nudged, and nudge them only after 确认."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.campaigns.campaign import DAILY, Campaign
from domain.conversation import Awaiting, NudgeProposed
from domain.events import EventVerb
from domain.language.acts import ConfirmNudge
from domain.language.questions import Question
from domain.obligation import Obligation
from domain.organisation import Person, Role, below
from domain.reach import offices
from formats.chat import answers, supervisor_answers
from formats.chat.reached import Reached
from formats.words import chat as texts
from handlers.context import Context
from handlers.outbox import answer_key, reply, say
from handlers.outgoing import nudge_answers
from handlers.outgoing import nudges as outgoing
from handlers.turn import Told, Turn
from storage import conversations, events, nudges, obligations
from storage.engine.database import Connection
from storage.nudges import Nudge


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What to say, and what 确认 will carry out: None when there is nobody to nudge."""

    text: str
    proposed: NudgeProposed | None = None


async def propose(
    ctx: Context, connection: Connection, person: Person, question: Question, *, now: datetime
) -> Proposal:
    """Who of the area has not reported and can be reached. Nothing is written here."""
    campaigns = await _campaigns(ctx, connection, person, question, now)
    if not campaigns:
        return Proposal(text=texts.NO_CAMPAIGN)
    closed: date | None = None
    nobody: date | None = None
    for campaign in campaigns:
        day = question.days[0] if question.days else campaign.report_day(now)
        if question.no_day or day not in campaign.days:
            return Proposal(text=answers.not_a_day(campaign.first_day, campaign.last_day))
        if now > campaign.late_until(day):
            closed = closed or day
            continue
        proposed = NudgeProposed(
            campaign.code, day, units=tuple(u.id for u in question.where.units), kinds=question.where.kinds
        )
        unmet = await _unmet(ctx, connection, person, proposed)
        if not unmet:
            nobody = nobody or day
            continue
        reachable = await outgoing.reachable(ctx, connection, unmet)
        text = supervisor_answers.nudge_confirm(day, reachable)
        some = any(unit.reached is not Reached.NO_ACCOUNT for unit in reachable)
        return Proposal(text=text, proposed=proposed if some else None)
    said = supervisor_answers.nudge_nobody(nobody) if nobody else ""
    return Proposal(text=said or (supervisor_answers.nudge_closed(closed) if closed else texts.NO_CAMPAIGN))


async def confirm(turn: Turn, act: ConfirmNudge) -> Told:
    """Nudge those who are still missing. Repeated, it says the same and sends nothing twice."""
    proposed, since = turn.conversation.awaiting, turn.conversation.since
    if not isinstance(proposed, NudgeProposed) or since is None:
        return Told(text=texts.NOTHING_TO_CONFIRM)
    unmet = await _unmet(turn.ctx, turn.connection, turn.person, proposed)
    if unmet:
        await _nudge(turn, unmet, since)
        await _record(turn, unmet, since)
    return Told(text="" if unmet else supervisor_answers.nudge_nobody(proposed.day), undo=())


async def await_confirmation(connection: Connection, person: Person, proposed: Awaiting | None, now: datetime) -> None:
    """The bot has proposed it: what was proposed before is not awaited any more."""
    await conversations.save(connection, person.id, conversations.Change(awaiting=proposed), now=now)


async def _campaigns(
    ctx: Context, connection: Connection, person: Person, question: Question, now: datetime
) -> list[Campaign]:
    """Those that the area owes to, with the day named, nearest in time."""
    kinds = {unit.kind for unit in (await ctx.directory.load(connection)).area(person.supervises).values()}
    owed = [c for c in ctx.campaigns.values() if c.kinds & kinds]
    owed = [c for c in owed if set(question.days) & set(c.days)] or owed
    nearest = min((c.distance(now) for c in owed), default=None)
    return [c for c in owed if c.distance(now) == nearest]


async def _record(turn: Turn, unmet: Sequence[Obligation], proposed_at: datetime) -> None:
    """Once for each unit, however often it is confirmed."""
    key = _key(turn, unmet[0], proposed_at)
    if await nudges.recorded(turn.connection, turn.person.id, key):
        return
    first = unmet[0]
    office = next((office.id for office, role in offices(turn.person) if role is Role.SUPERVISOR), 0)
    details: dict[str, str | int] = {
        "campaign": first.campaign,
        "day": first.day.isoformat(),
        "nudge": key,
        "office": office,
    }
    await events.record_owed(
        turn.connection, EventVerb.NUDGED, unmet, at=turn.now, person_id=turn.person.id, details=details
    )


def _key(turn: Turn, owed: Obligation, proposed_at: datetime) -> str:
    """One proposal, one nudge: of this supervisor, made at that moment."""
    return f"nudge:{owed.campaign}:{owed.day}:{turn.person.id}:{proposed_at:%Y%m%d%H%M%S%f}"


async def _nudge(turn: Turn, unmet: Sequence[Obligation], proposed_at: datetime) -> None:
    """Write to the liaisons, and answer when it is known whom that has reached."""
    first, ctx = unmet[0], turn.ctx
    key = _key(turn, first, proposed_at)
    written = await outgoing.written(ctx, turn.connection, unmet, key=key, now=turn.now)
    await say(ctx, turn.connection, written.messages)
    nudge = Nudge(messages=f"{key}:", day=first.day, units=written.units)
    answer_by = ctx.clock.real() + nudge_answers.PATIENCE
    await nudges.put(turn.connection, answer_key(turn.message), nudge, answer_by=answer_by)
    await reply(ctx, turn.connection, turn.message, "")


async def _unmet(ctx: Context, connection: Connection, person: Person, proposed: NudgeProposed) -> list[Obligation]:
    """Of the area, and of the units or kinds that were named."""
    unmet = await obligations.unmet(connection, proposed.campaign, DAILY, proposed.day)
    known = await ctx.directory.load(connection)
    area = known.area(person.supervises)
    named = below(proposed.units, known.everybody.values()) if proposed.units else area
    return [
        o
        for o in unmet
        if (unit := area.get(o.organisation_id)) is not None
        and unit.id in named
        and (not proposed.kinds or unit.kind in proposed.kinds)
    ]
