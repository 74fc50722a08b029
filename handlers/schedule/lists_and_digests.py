"""To supervisors, unasked: the missing list at the deadline and the digest after it, each for their own area."""

from __future__ import annotations

from collections.abc import Callable

from domain.appointments import Appointment
from formats.digest.text import DayOverview, digest_text, missing_text
from handlers.context import Context
from handlers.outbox import address
from handlers.submissions.overview import area_of, day_overview
from storage import people
from storage.outbox import Message


async def missing_lists(ctx: Context, appointment: Appointment) -> list[Message]:
    """Who has not reported, the moment the deadline has passed."""
    return await _to_supervisors(ctx, appointment, missing_text)


async def digests(ctx: Context, appointment: Appointment) -> list[Message]:
    """The six counts, who is late or missing, what came in."""
    return await _to_supervisors(ctx, appointment, digest_text)


async def _to_supervisors(
    ctx: Context, appointment: Appointment, worded: Callable[[DayOverview], str]
) -> list[Message]:
    """One message each; those who see the same area get the same words. An area that owes nothing hears nothing."""
    now = ctx.clock.now()
    campaign = ctx.campaigns[appointment.campaign]
    async with ctx.database.read() as connection:
        watching = [(person, await area_of(connection, person)) for person in await people.supervisors(connection)]
    texts: dict[frozenset[int] | None, str] = {}
    for area in {area for _, area in watching}:
        view = await day_overview(ctx, campaign, appointment.day, area, now, item=appointment.item)
        texts[area] = worded(view) if view.counts.expected or view.counts.exempt else ""
    messages = []
    for person, area in watching:
        account = address(ctx, person)
        if account is not None and texts[area]:
            key = f"{appointment.what.value}:{appointment.campaign}:{appointment.day}:{person.id}"
            messages.append(Message(channel=account.channel, account=account.account, text=texts[area], key=key))
    return messages
