"""催报: say who would be nudged, and nudge them only after 确认."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from domain.campaign import DAILY
from domain.obligation import Obligation
from domain.organisation import Organisation, Person
from formats import asking, texts
from formats.reminder import ReminderUnit, nudge_text
from handlers.asked import Question
from handlers.context import Context
from handlers.progress import Progress, progress
from handlers.voice import address, say
from storage import conversations, events, obligations, organisations, people
from storage.database import Connection
from storage.outbox import Message

#: A proposal waits this long for its 确认: later the list may have changed.
PROPOSED = timedelta(minutes=10)
_AWAITING = "confirm:chase"


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
            awaiting = f"{_AWAITING}:{campaign.code}:{day}" if names else ""
            await conversations.save(connection, asked.person.id, now=asked.now, awaiting=awaiting)
            return asking.chase_confirm(day, names, unreachable)
    campaign = asked.campaigns[0]
    day = asked.day_in(campaign)
    return asking.chase_closed(day) if asked.now > campaign.late_until(day) else asking.chase_nobody(day)


async def confirm(asked: Question) -> str:
    """Nudge those who are still missing. Repeated, it says the same and sends nothing twice."""
    async with asked.ctx.database.write() as connection:
        waiting = await conversations.load(connection, asked.person.id)
        proposed = _proposed(waiting.awaiting)
        if proposed is None or waiting.since is None or asked.now - waiting.since > PROPOSED:
            return texts.NOTHING_TO_CONFIRM
        code, day = proposed
        unmet = await _unmet(asked, connection, code, day)
        messages = await _messages(asked, connection, unmet, key=f"nudge:{code}:{day}:{waiting.since:%Y%m%d%H%M%S}")
        await say(asked.ctx, connection, messages)
        names, _ = await _reachable(asked.ctx, connection, unmet)
        await events.record(
            connection, "chased", at=asked.now, person_id=asked.person.id, campaign=code, day=day.isoformat()
        )
    return asking.chased(len(names)) if names else asking.chase_nobody(day)


async def cancel(asked: Question) -> str:
    """取消: nobody is nudged."""
    async with asked.ctx.database.write() as connection:
        waiting = await conversations.load(connection, asked.person.id)
        if not waiting.awaiting:
            return texts.NOTHING_TO_CANCEL
        await conversations.save(connection, asked.person.id, now=asked.now, awaiting="")
    return texts.CANCELLED


def _proposed(awaiting: str) -> tuple[str, date] | None:
    prefix, _, rest = awaiting.partition(f"{_AWAITING}:")
    code, _, day = rest.rpartition(":")
    return (code, date.fromisoformat(day)) if not prefix and code else None


async def _unmet(asked: Question, connection: Connection, code: str, day: date) -> list[Obligation]:
    unmet = await obligations.unmet(connection, code, DAILY, day)
    return [o for o in unmet if asked.area is None or o.organisation_id in asked.area]


async def _reachable(ctx: Context, connection: Connection, unmet: Sequence[Obligation]) -> tuple[list[str], list[str]]:
    """Names of the units whose liaisons can be written to, and of the others."""
    units = await _units(connection)
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    reached: list[str] = []
    others: list[str] = []
    for obligation in unmet:
        known = any(address(ctx, person) for person in liaisons[obligation.organisation_id])
        (reached if known else others).append(units[obligation.organisation_id].name)
    return reached, others


async def _messages(asked: Question, connection: Connection, unmet: Sequence[Obligation], *, key: str) -> list[Message]:
    """One message a person, for all their units."""
    units = await _units(connection)
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    so_far = await progress(asked.ctx, connection, unmet)
    by_person: dict[int, tuple[Person, list[Obligation]]] = {}
    for obligation in unmet:
        for person in liaisons[obligation.organisation_id]:
            by_person.setdefault(person.id, (person, []))[1].append(obligation)
    messages = []
    for person, owed in by_person.values():
        account = address(asked.ctx, person)
        if account is not None:
            missing = [_missing(units[o.organisation_id], so_far[o.id]) for o in owed]
            messages.append(
                Message(
                    channel=account.channel,
                    account=account.account,
                    text=nudge_text(missing, day=owed[0].day, due_at=owed[0].due_at, now=asked.now),
                    key=f"{key}:{person.id}",
                    expires_at=owed[0].late_until,
                )
            )
    return messages


def _missing(unit: Organisation, so_far: Progress) -> ReminderUnit:
    return ReminderUnit(
        organisation=unit.name,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=so_far.uncaptioned,
        refused=so_far.refused,
    )


async def _units(connection: Connection) -> dict[int, Organisation]:
    return {unit.id: unit for unit in await organisations.all(connection)}
