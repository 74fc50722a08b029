"""Fetching early: files that a platform keeps for minutes are brought in before their message is worked on.

They have a lane of their own, soonest to expire first and in nobody's order: a sender's mail waits for its bytes, the
bytes wait for no mail. A fetch that was killed is made again when its claim ends, to the same place.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import structlog

from domain.messages import Problem, SendError
from handlers.context import Context
from handlers.leases import kept_claimed
from handlers.setbacks import tell
from handlers.submissions import fetching
from storage import early_fetches
from storage.early_fetches import EarlyFetch
from storage.engine import claims, private
from storage.engine.database import DatabaseUnavailable
from storage.engine.objects import ObjectsUnavailable
from storage.states import Lane

log = structlog.get_logger()

#: Seconds after which a failed fetch is made again: there are only minutes.
AGAIN = 3.0


async def fetch_next(ctx: Context, *, lease: timedelta) -> bool:
    """Fetch the file that is gone first; True when there was one. One that was killed is made again after ``lease``."""
    fetch = await early_fetches.claim_soonest(ctx.database, now=ctx.clock.real(), lease=lease)
    if fetch is None:
        return False
    try:
        async with kept_claimed(
            lambda until: early_fetches.extend_claim(ctx.database, fetch, until=until), ctx.clock, lease
        ):
            await _fetch(ctx, fetch)
    except claims.ClaimLost:
        log.warning("claim_lost", inbox=fetch.message.id)
    except DatabaseUnavailable:
        raise
    except SendError as error:
        await _not_fetched(ctx, fetch, str(error), error.permanent, error.retry_after)
    except (ObjectsUnavailable, OSError, TimeoutError) as error:
        await _not_fetched(ctx, fetch, type(error).__name__)
    except Exception as error:
        tell(Lane.FETCHING, fetch.message.id, fetch.message.attempts, aside=False, error=error)
        await _not_fetched(ctx, fetch, type(error).__name__)
    return True


async def free_next(ctx: Context) -> bool:
    """Delete a file whose message was worked on; True when there was one. Idempotent."""
    async with ctx.database.read() as connection:
        found = await early_fetches.next_to_free(connection)
    if found is None:
        return False
    inbox_id, key = found
    try:
        await ctx.objects.delete(key)
    except ObjectsUnavailable as error:
        log.warning("early_not_freed", error=type(error).__name__)
        return False
    async with ctx.database.write() as connection:
        await early_fetches.freed(connection, inbox_id)
    return True


async def _fetch(ctx: Context, fetch: EarlyFetch) -> None:
    incoming = fetch.message.incoming
    channel = ctx.channels.get(incoming.channel)
    if channel is None:
        raise SendError(Problem.BUSY, permanent=False, detail="no such channel")
    private.make_folder(ctx.scratch)
    folder = Path(tempfile.mkdtemp(dir=ctx.scratch))
    try:
        async with asyncio.timeout(fetching.LONGEST.total_seconds()):
            fetched = await channel.fetch(incoming.media, folder)
        await ctx.objects.put_file(early_fetches.key_of(fetch.message.id), fetched.path)
        await early_fetches.fetched(ctx.database, fetch, name=fetched.file_name, now=ctx.clock.real())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _not_fetched(
    ctx: Context, fetch: EarlyFetch, reason: str, permanent: bool = False, wait: float | None = None
) -> None:
    """Its time is short: it is tried again soon, until its platform has it no more."""
    now = ctx.clock.real()
    again = now + timedelta(seconds=max(AGAIN, wait or 0.0))
    log.warning("early_not_fetched", inbox=fetch.message.id, attempts=fetch.message.attempts, reason=reason)
    try:
        if permanent or again >= fetch.fetch_by:
            await early_fetches.gave_up(ctx.database, fetch, error=reason, now=now)
        else:
            await early_fetches.postponed(ctx.database, fetch, at=again, error=reason)
    except claims.ClaimLost:
        log.warning("claim_lost", inbox=fetch.message.id)
