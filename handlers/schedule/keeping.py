"""The clock speaks: reminders to those who have not sent, the missing list at the deadline, the digest after it.

Scheduled notices are rows. One is sent in the transaction that writes everything it says, so it is sent once however
many workers there are, and caught up after downtime; one whose time has run out is dropped.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from domain import scheduled_notices as planning
from domain.scheduled_notices import ScheduledNotice, What
from handlers import notice_plan
from handlers.context import Context
from handlers.outbox import say
from handlers.outgoing.liaisons import Addressed
from handlers.schedule import lists_and_digests, reminders
from handlers.setbacks import MOST_ATTEMPTS, reason_of, tell
from storage import inbox, obligations, scheduled_notices
from storage.engine import claims
from storage.engine.database import ROSTER, DatabaseUnavailable, one_at_a_time
from storage.scheduled_notices import DueNotice
from storage.states import Lane, NoticeState

log = structlog.get_logger()

LEASE = timedelta(seconds=60)

#: What each kind of notice says, decided from what the database says at that moment.
_WORDS: Mapping[What, Callable[[Context, ScheduledNotice], Awaitable[Addressed]]] = {
    What.REMIND: reminders.reminders,
    What.MISSING: lists_and_digests.missing_lists,
    What.DIGEST: lists_and_digests.digests,
}


async def plan(ctx: Context) -> None:
    """Bring obligations and scheduled notices in line with campaigns and roster. Idempotent."""
    async with ctx.database.write() as connection:
        await one_at_a_time(connection, ROSTER)
        for campaign in ctx.campaigns.values():
            await obligations.rederive(connection, campaign)
            await notice_plan.plan(ctx, connection, campaign)


async def keep_due(ctx: Context) -> None:
    """Keep every notice whose time has come."""
    while await keep_next(ctx):
        continue


async def keep_next(ctx: Context) -> bool:
    """Keep the earliest notice whose time has come; True when there was one."""
    now, real = ctx.clock.now(), ctx.clock.real()
    due = await scheduled_notices.claim_next(ctx.database, now=now, real=real, lease=LEASE)
    if due is None:
        return False
    try:
        await _keep(ctx, due)
    except claims.ClaimLost:
        log.warning("claim_lost", notice=due.id)
    except DatabaseUnavailable:
        # No notice is at fault: the claim runs out and it is kept then.
        raise
    except Exception as error:
        # One bad notice must not stop the clock: it is tried again, the others go on.
        aside = due.attempts >= MOST_ATTEMPTS and not due.waited
        tell(Lane.NOTICES, due.id, due.attempts, aside=aside, error=error)
        at = claims.next_try(due.attempts, real)
        await scheduled_notices.set_back(ctx.database, due, at=at, error=reason_of(error), aside=aside)
    return True


async def _keep(ctx: Context, due: DueNotice) -> None:
    """Say what there is to say. What fails of it is raised at the end, when the others have theirs."""
    notice, now = due.notice, ctx.clock.now()
    if notice.what is What.MISSING and await _still_coming(ctx, notice):
        await scheduled_notices.wait(ctx.database, due, at=ctx.clock.real() + timedelta(seconds=1))
        return
    async with ctx.database.read() as connection:
        late = now >= notice.expires_at
        dropped = late or await scheduled_notices.superseded(connection, notice, now=now)
    nothing = dropped or notice.campaign not in ctx.campaigns
    words = Addressed() if nothing else await _words(ctx, notice)
    async with ctx.database.write() as connection:
        await say(ctx, connection, words.messages)
        if not words.failed:
            await scheduled_notices.finish(connection, due, state=NoticeState.DROPPED if dropped else NoticeState.DONE)
    if late:
        # After an outage, or a step of the clock, there may be many: they are all dropped in one go.
        others = await scheduled_notices.drop_late(ctx.database, now=now, real=ctx.clock.real())
        log.info("notices_dropped", others=others)
    log.info("kept", what=notice.what.value, day=str(notice.day), messages=len(words.messages), dropped=dropped)
    if words.failed:
        # Said again, the others' messages are the same ones: their keys are in the outbox.
        raise words.failed[0]


async def _still_coming(ctx: Context, notice: ScheduledNotice) -> bool:
    """Mail sent in time is still being worked on: who sent it must not be called missing."""
    if ctx.clock.now() > notice.run_at + planning.PATIENCE:
        return False
    async with ctx.database.read() as connection:
        return await inbox.waiting_since_before(connection, notice.run_at)


async def _words(ctx: Context, notice: ScheduledNotice) -> Addressed:
    return await _WORDS[notice.what](ctx, notice)
