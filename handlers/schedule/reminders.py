"""Reminders: only to the liaisons of those who have not sent, one message for all their units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from domain.campaigns.campaign import DAILY
from domain.obligation import Obligation
from domain.organisation import Person
from domain.scheduled_notices import ScheduledNotice
from formats.chat.reminder import ReminderUnit, milestone_reminder_text, reminder_text
from handlers.context import Context
from handlers.outbox import address
from handlers.submissions.progress import Progress, progress
from storage import obligations, organisations, people
from storage.engine.database import Connection
from storage.outbox import OutboxMessage

#: What one person is told about the units they serve that have not sent.
Worded = Callable[[Sequence[ReminderUnit]], str]


async def reminders(ctx: Context, notice: ScheduledNotice) -> list[OutboxMessage]:
    """One message for every person with something to send; none after the deadline."""
    async with ctx.database.read() as connection:
        unmet = await obligations.unmet(connection, notice.campaign, notice.item, notice.day)
        key = f"remind:{notice.campaign}:{notice.item}:{notice.run_at:%Y%m%d%H%M}"
        if not unmet:
            return []
        worded = _worded(ctx, notice, unmet[0].due_at)
        return await to_liaisons(ctx, connection, unmet, worded, key=key, expires_at=notice.expires_at)


async def to_liaisons(
    ctx: Context,
    connection: Connection,
    unmet: Sequence[Obligation],
    worded: Worded,
    *,
    key: str,
    expires_at: datetime,
) -> list[OutboxMessage]:
    """One message for every liaison of ``unmet`` who can be reached; each is said once per ``key``."""
    names = {unit.id: unit.name for unit in await organisations.all(connection)}
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    so_far = await progress(ctx, connection, unmet)
    by_person: dict[int, tuple[Person, list[ReminderUnit]]] = {}
    for obligation in unmet:
        line = _line(names[obligation.organisation_id], so_far[obligation.id])
        for person in liaisons.get(obligation.organisation_id, ()):
            by_person.setdefault(person.id, (person, []))[1].append(line)
    messages = []
    for person, lines in by_person.values():
        account = address(ctx, person)
        if account is not None:
            message = OutboxMessage(
                channel=account.channel,
                account=account.account,
                text=worded(lines),
                key=f"{key}:{person.id}",
                expires_at=expires_at,
            )
            messages.append(message)
    return messages


def _worded(ctx: Context, notice: ScheduledNotice, due_at: datetime) -> Worded:
    now = ctx.clock.now()
    if notice.item == DAILY:
        return lambda lines: reminder_text(lines, day=notice.day, due_at=due_at, now=now)
    milestone = ctx.campaigns[notice.campaign].milestone(notice.item)
    assert milestone is not None, "scheduled notices are planned from the campaign's own milestones"
    return lambda lines: milestone_reminder_text(
        [line.organisation for line in lines],
        item=milestone.name,
        due_at=due_at,
        now=now,
        word=milestone.name,
        contents=milestone.contents,
    )


def _line(organisation: str, so_far: Progress) -> ReminderUnit:
    return ReminderUnit(
        organisation=organisation,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=so_far.uncaptioned,
        refused=so_far.refused,
    )
