"""Sending what is in the outbox. The platform is called with no transaction open; its answer decides the state.

What a platform refuses is one receiver's matter unless it speaks of the whole channel: a batch falls apart, so that the
others go on, and a channel rests only when its code or its probe says so (``handlers.resting``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import structlog

from channels.contract import Channel
from domain.busy_minutes import after_busy
from domain.messages import Problem, SendError, Unreachable
from handlers import resting, setbacks, spending
from handlers.context import Context
from handlers.leases import kept_claimed
from handlers.outbox import pace
from handlers.outgoing import bursts, carrying, elsewhere, nudge_answers, parking
from handlers.setbacks import MOST_ATTEMPTS as MOST_FAILURES
from storage import outbox, outbox_batches
from storage.engine import claims
from storage.engine.database import DatabaseUnavailable
from storage.engine.sealing import SealBroken
from storage.outbox_batches import Batch
from storage.reply_handles import ReplyHandle
from storage.states import Lane

log = structlog.get_logger()

#: About a day of trying (``claims.BACKOFF``).
MOST_ATTEMPTS = 150
#: Why a message is set aside whose ``secret_key`` is not ours.
SEALED_OTHERWISE = "sealed with another secret_key"
#: About an hour, for a refusal that is this receiver's matter and may pass.
MOST_REFUSALS = 10
#: Seconds before a call whose outcome is not known is made once more.
UNCERTAIN_WAIT = 60.0


async def deliver_next(
    ctx: Context, *, lease: timedelta, of: Collection[str] | None = None, besides: Collection[str] = ()
) -> bool:
    """Send the next message, or ask a channel that rests whether it goes on; True when there was one.

    A killed worker's message is free after ``lease``. Only messages of channels in ``of`` (None: all), not in
    ``besides``.
    """
    besides = {*besides, *await bursts.full(ctx, of)}
    batch = ctx.handover.take(now=ctx.clock.real(), lease=lease, of=of, besides=besides)
    if batch is None:
        most = {name: c.abilities.max_receivers for name, c in ctx.channels.items()}
        now = ctx.clock.real()
        batch = await outbox_batches.claim_batch(
            ctx.database,
            now=now,
            lease=lease,
            pace=pace(ctx),
            most=most,
            of=of,
            besides=besides,
            spared=await spending.spared(ctx, of),
        )
    if batch is None:
        return await resting.probe_due(ctx)
    try:
        async with kept_claimed(lambda until: outbox.extend_claim(ctx.database, batch, until=until), ctx.clock, lease):
            await _deliver(ctx, batch)
    except claims.ClaimLost:
        log.warning("claim_lost", channel=batch.channel, receivers=len(batch.accounts))
    except DatabaseUnavailable:
        raise
    except Exception as error:
        await _set_back(ctx, batch, error)
    return True


async def _deliver(ctx: Context, batch: Batch) -> None:
    channel = ctx.channels.get(batch.channel)
    if channel is None:
        # It may be switched on again.
        await _try_again(ctx, batch, "no such channel", most=MOST_FAILURES)
        return
    if batch.expires_at is not None and batch.expires_at <= ctx.clock.now():
        await outbox.dropped(ctx.database, batch)
        return
    try:
        text = await nudge_answers.put_in_words(ctx, batch) if batch.unworded else ctx.seal.opened(batch.text)
    except SealBroken:
        # Another worker may have the key it was sealed with.
        await _try_again(ctx, batch, SEALED_OTHERWISE, most=MOST_FAILURES)
        return
    if await parking.full(ctx, batch):
        return
    handle = await carrying.handle_of(ctx, batch)
    if await parking.parked(ctx, batch, answers=handle is not None):
        return
    leave = await spending.leave(ctx, batch, free=_costs_nothing(channel, batch, handle))
    if leave is spending.Leave.WAIT or await bursts.put_off(ctx, batch):
        return
    try:
        async with carrying.outgoing(ctx, batch, text + batch.again, handle) as outgoing:
            sent = await channel.send(outgoing)
    except SendError as error:
        await _not_sent(ctx, channel, batch, error)
        return
    await carrying.handle_used(ctx, batch, handle)
    if leave is spending.Leave.TRY:
        await spending.taken(ctx, batch.channel)
    now = ctx.clock.real()
    later = {account: now + timedelta(seconds=wait) for account, wait in sent.deferred.items()}
    await outbox.sent(
        ctx.database,
        batch,
        at=now,
        message_id=sent.message_id,
        rejected=sent.rejected,
        deferred=later,
        elsewhere=await elsewhere.of(ctx, batch, sent.rejected),
    )


def _costs_nothing(channel: Channel, batch: Batch, handle: ReplyHandle | None) -> bool:
    """It is no call of the month's."""
    return handle is not None and batch.attachment is None and channel.abilities.free_replies


async def _not_sent(ctx: Context, channel: Channel, batch: Batch, error: SendError) -> None:
    """The one place where a channel's problem becomes a state."""
    code, permanent = error.code.value, error.permanent
    log.warning("not_sent", channel=batch.channel, code=code, permanent=permanent, receivers=len(batch.accounts))
    if error.code is Problem.UNCLEAR:
        error = await resting.asked(channel) or error
    if error.code is Problem.QUOTA:
        until = await spending.used_up(ctx, batch.channel)
        await outbox.waits(ctx.database, batch, at=until, error=str(error))
    elif error.code in resting.OF_THE_CHANNEL:
        until = await resting.rest(ctx, batch.channel, error)
        # It keeps its place: what its channel is refused for is no try of the message.
        await outbox.waits(ctx.database, batch, at=until, error=str(error))
    elif error.code is Problem.UNCERTAIN and not channel.abilities.repeatable:
        await _once_more(ctx, batch, error)
    elif error.code in (Problem.BUSY, Problem.UNCERTAIN) and not error.permanent:
        await _try_again(ctx, batch, str(error), most=MOST_ATTEMPTS, at_least=error.retry_after)
    elif len(batch.accounts) > 1:
        await outbox.split(ctx.database, batch, at=ctx.clock.real(), error=str(error))
    else:
        await _refused(ctx, batch, error)


async def _once_more(ctx: Context, batch: Batch, error: SendError) -> None:
    """It may have been said, and a platform that knows no repeats says it twice: better that than not at all, once."""
    if batch.error.startswith(Problem.UNCERTAIN.value):
        await _set_aside(ctx, batch, str(error))
        return
    at = ctx.clock.real() + timedelta(seconds=max(UNCERTAIN_WAIT, error.retry_after or 0))
    await outbox.postponed(ctx.database, batch, at=after_busy(at), error=str(error))


async def _refused(ctx: Context, batch: Batch, error: SendError) -> None:
    """This one receiver is not delivered to, or this one message is not taken."""
    now = ctx.clock.real()
    if await parking.parked_as(ctx, batch, error.unreachable):
        return
    reason = error.unreachable or (Unreachable.UNKNOWN if error.code is Problem.RECEIVER else None)
    to = await elsewhere.of(ctx, batch, batch.accounts) if reason is not None else {}
    if not error.permanent and not to and _may_pass(batch, MOST_REFUSALS):
        at = claims.next_try(batch.attempts, now, error.retry_after)
        await outbox.refused(ctx.database, batch, at=at, error=str(error), reason=reason, now=now)
    elif reason is not None:
        await outbox.rejected(ctx.database, batch, at=now, reason=reason, error=str(error), elsewhere=to)
    else:
        await _set_aside(ctx, batch, str(error))


async def _set_back(ctx: Context, batch: Batch, error: Exception) -> None:
    """A bug, ours or a channel's. The same call is made once more; then one receiver must not stop the others."""
    reason = setbacks.reason_of(error)
    setbacks.tell(Lane.DELIVERY, batch.held.ids[0], batch.attempts, aside=False, error=error)
    if len(batch.accounts) > 1 and batch.attempts > 1:
        await outbox.split(ctx.database, batch, at=ctx.clock.real(), error=reason)
    else:
        await _try_again(ctx, batch, reason, most=MOST_FAILURES)


async def _try_again(ctx: Context, batch: Batch, reason: str, *, most: int, at_least: float | None = None) -> None:
    if batch.error.startswith(Problem.UNCERTAIN.value):
        # It goes on counting as tried once with an outcome that nobody knows.
        reason = f"{Problem.UNCERTAIN.value}, then {reason}"
    if _may_pass(batch, most):
        at = claims.next_try(batch.attempts, ctx.clock.real(), at_least)
        await outbox.postponed(ctx.database, batch, at=at, error=reason)
    else:
        await _set_aside(ctx, batch, reason)


def _may_pass(batch: Batch, most: int) -> bool:
    """Tries that only waited for a busy platform say nothing about the message itself."""
    return batch.attempts < most or (most < MOST_ATTEMPTS and batch.error.startswith(Problem.BUSY.value))


async def _set_aside(ctx: Context, batch: Batch, reason: str) -> None:
    log.error("set_aside", lane=Lane.DELIVERY.value, row=batch.held.ids[0], attempts=batch.attempts)
    await outbox.failed(ctx.database, batch, error=reason)
