"""催报: say who would be nudged, and nudge them only after 确认."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain.campaigns.campaign import DAILY
from domain.conversation import NudgeProposed
from domain.events import EventVerb
from domain.obligation import Obligation
from formats.chat import supervisor_answers
from formats.chat.reminder import nudge_text
from formats.words import chat as texts
from handlers.context import Context
from handlers.outbox import address, say
from handlers.outgoing.liaisons import to_liaisons
from handlers.supervision.question import Question
from storage import conversations, events, obligations, organisations, people
from storage.engine.database import Connection
from storage.outbox import OutboxMessage

#: A proposal waits this long for its 确认: later the list may have changed.
PROPOSED = timedelta(minutes=10)


async def propose(asked: Question) -> str:
    """Who of the area has not reported and can be reached."""
    async with asked.ctx.database.write() as connection:
        for campaign in asked.campaigns:
            day = asked.day_in(campaign)
            if asked.now > campaign.late_until(day):
                continue
            unmet = await _unmet(asked, connection, campaign.code, day)
            if not unmet:
                continue
            names, unreachable = await _reachable(asked.ctx, connection, unmet)
            await _await(asked, connection, NudgeProposed(campaign.code, day) if names else None)
            return supervisor_answers.nudge_confirm(day, names, unreachable)
    campaign = asked.campaigns[0]
    day = asked.day_in(campaign)
    return (
        supervisor_answers.nudge_closed(day)
        if asked.now > campaign.late_until(day)
        else supervisor_answers.nudge_nobody(day)
    )


async def confirm(asked: Question) -> str:
    """Nudge those who are still missing. Repeated, it says the same and sends nothing twice."""
    async with asked.ctx.database.write() as connection:
        waiting = await conversations.load(connection, asked.person.id)
        proposed, since = waiting.awaiting, waiting.since
        if not isinstance(proposed, NudgeProposed) or since is None or asked.now - since > PROPOSED:
            return texts.NOTHING_TO_CONFIRM
        code, day = proposed.campaign, proposed.day
        unmet = await _unmet(asked, connection, code, day)
        if unmet:
            await say(asked.ctx, connection, await _nudges(asked, connection, unmet, since))
        names, _ = await _reachable(asked.ctx, connection, unmet)
        await events.record(
            connection,
            EventVerb.NUDGED,
            at=asked.now,
            person_id=asked.person.id,
            details={"campaign": code, "day": day.isoformat()},
        )
    return supervisor_answers.nudged(len(names)) if names else supervisor_answers.nudge_nobody(day)


async def cancel(asked: Question) -> str:
    """取消: nobody is nudged."""
    async with asked.ctx.database.write() as connection:
        waiting = await conversations.load(connection, asked.person.id)
        if waiting.awaiting is None:
            return texts.NOTHING_TO_CANCEL
        await _await(asked, connection, None)
    return texts.CANCELLED


async def _nudges(
    asked: Question, connection: Connection, unmet: Sequence[Obligation], proposed_at: datetime
) -> list[OutboxMessage]:
    first = unmet[0]
    return await to_liaisons(
        asked.ctx,
        connection,
        unmet,
        lambda lines: nudge_text(lines, day=first.day, due_at=first.due_at, now=asked.now),
        key=f"nudge:{first.campaign}:{first.day}:{proposed_at:%Y%m%d%H%M%S}",
        expires_at=first.late_until,
    )


async def _await(asked: Question, connection: Connection, proposed: NudgeProposed | None) -> None:
    change = conversations.Change(awaiting=proposed)
    await conversations.save(connection, asked.person.id, change, now=asked.now)


async def _unmet(asked: Question, connection: Connection, code: str, day: date) -> list[Obligation]:
    unmet = await obligations.unmet(connection, code, DAILY, day)
    return [o for o in unmet if asked.area is None or o.organisation_id in asked.area]


async def _reachable(ctx: Context, connection: Connection, unmet: Sequence[Obligation]) -> tuple[list[str], list[str]]:
    """Names of the units whose liaisons can be written to, and of the others."""
    units = await organisations.names(connection, [o.organisation_id for o in unmet])
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    reached: list[str] = []
    others: list[str] = []
    for obligation in unmet:
        known = any(address(ctx, person) for person in liaisons[obligation.organisation_id])
        (reached if known else others).append(units[obligation.organisation_id])
    return reached, others
