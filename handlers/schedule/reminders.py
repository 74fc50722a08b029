"""Reminders: only to the liaisons of those who have not sent, one message for all their units."""

from __future__ import annotations

from datetime import datetime

from domain.campaigns.campaign import DAILY
from domain.scheduled_notices import ScheduledNotice
from formats.chat.reminder import milestone_reminder_text, reminder_text
from handlers.context import Context
from handlers.outgoing.liaisons import Addressed, Worded, to_liaisons
from storage import obligations
from storage.outbox_batches import REMINDER


async def reminders(ctx: Context, notice: ScheduledNotice) -> Addressed:
    """One message for every person with something to send by this deadline; none after it."""
    async with ctx.database.read() as connection:
        unmet = await obligations.unmet(connection, notice.campaign, notice.item, notice.day)
        unmet = [owed for owed in unmet if owed.due_at == notice.due_at]
        if not unmet:
            return Addressed()
        key = f"{REMINDER}{notice.campaign}:{notice.item}:{notice.run_at:%Y%m%d%H%M}"
        key += f":{notice.due_at:%H%M}" if unmet[0].extended else ""
        worded = _worded(ctx, notice, notice.due_at)
        return await to_liaisons(ctx, connection, unmet, worded, key=key, expires_at=notice.expires_at)


def _worded(ctx: Context, notice: ScheduledNotice, due_at: datetime) -> Worded:
    now = ctx.clock.now()
    if notice.item == DAILY:
        return lambda lines: reminder_text(lines, day=notice.day, due_at=due_at, now=now)
    milestone = ctx.campaigns[notice.campaign].milestone(notice.item)
    assert milestone is not None, "scheduled notices are planned from the campaign's own milestones"
    return lambda lines: milestone_reminder_text(
        lines,
        item=milestone.name,
        due_at=due_at,
        now=now,
        word=milestone.name,
        contents=milestone.contents,
    )
