"""Sending what is in the outbox. The platform is called with no transaction open; its answer decides the state."""

from __future__ import annotations

from datetime import timedelta

import structlog

from domain.messages import Outgoing, Problem, SendError
from handlers.context import Context
from handlers.leases import kept_claimed
from storage import channel_states, outbox
from storage.engine import claims
from storage.outbox import Batch

log = structlog.get_logger()

#: Wrong credentials are not tried again for this long: every further try earns a ban (docs/platform.md, Access token).
CREDENTIALS_PAUSE = timedelta(hours=1)
#: A throttled channel rests this long when the platform does not say.
THROTTLE_PAUSE = timedelta(seconds=61)
#: About a day of trying (``claims.BACKOFF``).
MOST_ATTEMPTS = 150


async def deliver_next(ctx: Context, *, lease: timedelta) -> bool:
    """Send the next message; True when there was one. A killed worker's message is free after ``lease``."""
    pace = {name: c.abilities.pace for name, c in ctx.channels.items()}
    most = {name: c.abilities.max_receivers for name, c in ctx.channels.items()}
    batch = await outbox.claim_batch(ctx.database, now=ctx.clock.real(), lease=lease, pace=pace, most=most)
    if batch is None:
        return False
    try:
        async with kept_claimed(lambda until: outbox.extend_claim(ctx.database, batch, until=until), ctx.clock, lease):
            await _deliver(ctx, batch)
    except claims.ClaimLost:
        log.warning("claim_lost", channel=batch.channel, receivers=len(batch.accounts))
    return True


async def _deliver(ctx: Context, batch: Batch) -> None:
    channel = ctx.channels.get(batch.channel)
    if channel is None:
        await outbox.failed(ctx.database, batch, error="no such channel")
        return
    if batch.expires_at is not None and batch.expires_at <= ctx.clock.now():
        await outbox.failed(ctx.database, batch, error="expired")
        return
    try:
        sent = await channel.send(Outgoing(channel=batch.channel, receivers=batch.accounts, text=batch.text))
    except SendError as error:
        await _not_sent(ctx, batch, error)
        return
    await outbox.sent(ctx.database, batch, at=ctx.clock.real(), message_id=sent.message_id, rejected=sent.rejected)


async def _not_sent(ctx: Context, batch: Batch, error: SendError) -> None:
    """The one place where a channel's problem becomes a state."""
    log.warning("not_sent", channel=batch.channel, code=error.code.value, permanent=error.permanent)
    real = ctx.clock.real()
    if error.code in (Problem.CREDENTIALS, Problem.THROTTLED):
        least = timedelta(seconds=error.retry_after or 0)
        usual = CREDENTIALS_PAUSE if error.code is Problem.CREDENTIALS else THROTTLE_PAUSE
        until = real + max(least, usual)
        await channel_states.pause(
            ctx.database, batch.channel, until=until, problem=error.code.value, detail=error.detail, now=real
        )
        await outbox.postponed(ctx.database, batch, at=until, error=str(error))
    elif error.permanent or batch.attempts >= MOST_ATTEMPTS:
        await outbox.failed(ctx.database, batch, error=str(error))
    else:
        at = claims.next_try(batch.attempts, real, error.retry_after)
        await outbox.postponed(ctx.database, batch, at=at, error=str(error))
