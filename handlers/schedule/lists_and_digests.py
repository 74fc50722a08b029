"""To supervisors and readers, unasked: the missing list at the deadline, the digest after it, each for their area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.scheduled_notices import ScheduledNotice
from formats.digest.text import DayOverview, bare_counts_text, digest_text, missing_text, more_time_text
from handlers.context import Context
from handlers.outbox import address
from handlers.outgoing.liaisons import Addressed
from handlers.schedule import group_robots
from handlers.setbacks import tell
from handlers.submissions.overview import area_of, day_overview
from storage import overview, people
from storage.engine.database import DatabaseUnavailable
from storage.outbox import OutboxMessage
from storage.states import Lane


async def missing_lists(ctx: Context, notice: ScheduledNotice) -> Addressed:
    """Who has not reported, the moment the deadline has passed; of those given more time, when that is over."""
    if notice.due_at != ctx.campaigns[notice.campaign].due_at(notice.day):
        return await _to_supervisors(ctx, notice, None)
    told = await _to_supervisors(ctx, notice, missing_text)
    return _with(told, *await group_robots.to_groups(ctx, notice, office=missing_text, other=None))


async def digests(ctx: Context, notice: ScheduledNotice) -> Addressed:
    """The six counts, who is late or missing, what came in."""
    told = await _to_supervisors(ctx, notice, digest_text)
    return _with(told, *await group_robots.to_groups(ctx, notice, office=digest_text, other=bare_counts_text))


def _with(told: Addressed, messages: Sequence[OutboxMessage], failed: Sequence[Exception]) -> Addressed:
    return replace(told, messages=(*told.messages, *messages), failed=(*told.failed, *failed))


async def _to_supervisors(
    ctx: Context, notice: ScheduledNotice, worded: Callable[[DayOverview], str] | None
) -> Addressed:
    """One message each; those who see the same get the same words. An area that owes nothing hears nothing.

    ``worded`` None: of those alone that were given until the notice's deadline. An area whose words cannot be found
    does not keep the others from theirs.
    """
    now = ctx.clock.now()
    campaign = ctx.campaigns[notice.campaign]
    async with ctx.database.read() as connection:
        everybody = await people.watching(connection)
        watching = [(person, await area_of(ctx, connection, person.watches)) for person in everybody]
    texts: dict[tuple[frozenset[int] | None, bool], str] = {}
    failed = []
    for area, phones in {(area, bool(person.supervises)) for person, area in watching}:
        try:
            view = await day_overview(ctx, campaign, notice.day, area, now, item=notice.item, phones=phones)
            if worded is None:
                texts[area, phones] = await _given_time(ctx, notice, area, view)
            else:
                texts[area, phones] = worded(view) if view.counts.expected or view.counts.exempt else ""
        except DatabaseUnavailable:
            raise
        except Exception as error:
            tell(Lane.NOTICES, f"{notice.what.value} {notice.day}", 1, aside=False, error=error)
            failed.append(error)
    messages = []
    for person, area in watching:
        account, text = address(ctx, person), texts.get((area, bool(person.supervises)))
        if account is not None and text:
            own = f":{notice.due_at:%H%M}" if worded is None else ""
            key = f"{notice.what.value}:{notice.campaign}:{notice.day}{own}:{person.id}"
            messages.append(OutboxMessage(channel=account.channel, account=account.account, text=text, key=key))
    return Addressed(messages=tuple(messages), failed=tuple(failed))


async def _given_time(ctx: Context, notice: ScheduledNotice, area: frozenset[int] | None, view: DayOverview) -> str:
    asked = (notice.campaign, notice.item, notice.day, area)
    async with ctx.database.read() as connection:
        number = await overview.given_time(connection, *asked, due_at=notice.due_at)
    return more_time_text(view, notice.due_at, number) if number else ""
