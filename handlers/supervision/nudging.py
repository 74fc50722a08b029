"""催报: say who would be nudged, and nudge them only after 确认."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.campaigns.campaign import DAILY, Campaign
from domain.conversation import NudgeProposed
from domain.events import EventVerb
from domain.language.acts import ConfirmNudge
from domain.language.questions import Question
from domain.obligation import Obligation
from domain.organisation import Person, below
from formats.chat import answers, supervisor_answers
from formats.chat.reminder import nudge_text
from formats.words import chat as texts
from handlers.context import Context
from handlers.outbox import address, say
from handlers.outgoing.liaisons import to_liaisons
from handlers.submissions.overview import area_of
from handlers.turn import Told, Turn
from storage import conversations, events, obligations, overview, people
from storage.engine.database import Connection
from storage.outbox import OutboxMessage


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
        unmet = await _unmet(connection, person, proposed)
        if not unmet:
            nobody = nobody or day
            continue
        names, unreachable = await _reachable(ctx, connection, unmet)
        text = supervisor_answers.nudge_confirm(day, names, unreachable)
        return Proposal(text=text, proposed=proposed if names else None)
    said = supervisor_answers.nudge_nobody(nobody) if nobody else ""
    return Proposal(text=said or (supervisor_answers.nudge_closed(closed) if closed else texts.NO_CAMPAIGN))


async def confirm(turn: Turn, act: ConfirmNudge) -> Told:
    """Nudge those who are still missing. Repeated, it says the same and sends nothing twice."""
    proposed, since = turn.conversation.awaiting, turn.conversation.since
    if not isinstance(proposed, NudgeProposed) or since is None:
        return Told(text=texts.NOTHING_TO_CONFIRM)
    unmet = await _unmet(turn.connection, turn.person, proposed)
    if unmet:
        await say(turn.ctx, turn.connection, await _nudges(turn, unmet, since))
    names, _ = await _reachable(turn.ctx, turn.connection, unmet)
    await events.record(
        turn.connection,
        EventVerb.NUDGED,
        at=turn.now,
        person_id=turn.person.id,
        details={"campaign": proposed.campaign, "day": proposed.day.isoformat()},
    )
    said = supervisor_answers.nudged(len(names)) if names else supervisor_answers.nudge_nobody(proposed.day)
    return Told(text=said, undo=())


async def await_confirmation(
    connection: Connection, person: Person, proposed: NudgeProposed | None, now: datetime
) -> None:
    """The bot has proposed it: what was proposed before is not awaited any more."""
    await conversations.save(connection, person.id, conversations.Change(awaiting=proposed), now=now)


async def _campaigns(
    ctx: Context, connection: Connection, person: Person, question: Question, now: datetime
) -> list[Campaign]:
    """Those that the area owes to, with the day named, nearest in time."""
    known = await overview.outlines(connection)
    area = await area_of(connection, person)
    kinds = {o.kind for o in known if area is None or o.id in area}
    owed = [c for c in ctx.campaigns.values() if c.kinds & kinds]
    owed = [c for c in owed if set(question.days) & set(c.days)] or owed
    nearest = min((c.distance(now) for c in owed), default=None)
    return [c for c in owed if c.distance(now) == nearest]


async def _nudges(turn: Turn, unmet: Sequence[Obligation], proposed_at: datetime) -> list[OutboxMessage]:
    first = unmet[0]
    return await to_liaisons(
        turn.ctx,
        turn.connection,
        unmet,
        lambda lines: nudge_text(lines, day=first.day, due_at=first.due_at, now=turn.now),
        key=f"nudge:{first.campaign}:{first.day}:{proposed_at:%Y%m%d%H%M%S}",
        expires_at=first.late_until,
    )


async def _unmet(connection: Connection, person: Person, proposed: NudgeProposed) -> list[Obligation]:
    """Of the area, and of the units or kinds that were named."""
    unmet = await obligations.unmet(connection, proposed.campaign, DAILY, proposed.day)
    area = await area_of(connection, person)
    known = await overview.outlines(connection)
    named = below(proposed.units, known)
    kinds = {o.id: o.kind for o in known}
    return [
        o
        for o in unmet
        if (area is None or o.organisation_id in area)
        and (not proposed.units or o.organisation_id in named)
        and (not proposed.kinds or kinds.get(o.organisation_id) in proposed.kinds)
    ]


async def _reachable(ctx: Context, connection: Connection, unmet: Sequence[Obligation]) -> tuple[list[str], list[str]]:
    """Names of the units whose liaisons can be written to, and of the others."""
    names = {unit.id: unit.name for unit in await overview.outlines(connection)}
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    reached: list[str] = []
    others: list[str] = []
    for obligation in unmet:
        known = any(address(ctx, person) for person in liaisons[obligation.organisation_id])
        (reached if known else others).append(names[obligation.organisation_id])
    return reached, others
