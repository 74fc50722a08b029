"""To supervisors, unasked: the missing list at the deadline and the digest after it, each for their own area."""

from __future__ import annotations

from collections.abc import Callable

from domain.scheduled_notices import ScheduledNotice
from formats.digest.text import DayOverview, digest_text, missing_text
from handlers.context import Context
from handlers.outbox import address
from handlers.submissions.overview import area_of, day_overview
from storage import people
from storage.outbox import OutboxMessage


async def missing_lists(ctx: Context, notice: ScheduledNotice) -> list[OutboxMessage]:
    """Who has not reported, the moment the deadline has passed."""
    return await _to_supervisors(ctx, notice, missing_text)


async def digests(ctx: Context, notice: ScheduledNotice) -> list[OutboxMessage]:
    """The six counts, who is late or missing, what came in."""
    return await _to_supervisors(ctx, notice, digest_text)


async def _to_supervisors(
    ctx: Context, notice: ScheduledNotice, worded: Callable[[DayOverview], str]
) -> list[OutboxMessage]:
    """One message each; those who see the same area get the same words. An area that owes nothing hears nothing."""
    now = ctx.clock.now()
    campaign = ctx.campaigns[notice.campaign]
    async with ctx.database.read() as connection:
        watching = [(person, await area_of(connection, person)) for person in await people.supervisors(connection)]
    texts: dict[frozenset[int] | None, str] = {}
    for area in {area for _, area in watching}:
        view = await day_overview(ctx, campaign, notice.day, area, now, item=notice.item)
        texts[area] = worded(view) if view.counts.expected or view.counts.exempt else ""
    messages = []
    for person, area in watching:
        account = address(ctx, person)
        if account is not None and texts[area]:
            key = f"{notice.what.value}:{notice.campaign}:{notice.day}:{person.id}"
            messages.append(OutboxMessage(channel=account.channel, account=account.account, text=texts[area], key=key))
    return messages
