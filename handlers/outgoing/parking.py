"""Who may be spoken to unasked: what may not go is parked until its receiver is heard, and blocks nothing behind it.

That somebody is not to be reached stands where all such reasons do (``storage.unreachable``), before anything was said
to them: lists, the desk and 催报 know it in time.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from domain.abilities import Unasked
from domain.messages import MessageKind, Unreachable
from domain.speaking import UNTIL_HEARD, barred
from domain.spending import Means
from handlers import spending
from handlers.context import Context
from handlers.outbox import abilities
from handlers.outgoing import elsewhere
from storage import heard, lifting, outbox, unreachable
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.outbox_batches import Batch

log = structlog.get_logger()

HOUR = timedelta(hours=1)
#: Coming, leaving, and what means nothing to us is not speaking.
_SILENT = (MessageKind.ENTER, MessageKind.LEAVE, MessageKind.OTHER)


async def heard_from(ctx: Context, connection: Connection, message: InboxMessage) -> None:
    """Note that somebody spoke, left or came back, in the transaction that takes up their message."""
    incoming = message.incoming
    if incoming.kind is MessageKind.LEAVE:
        await heard.left(connection, incoming.channel, incoming.sender, at=incoming.sent_at)
    elif incoming.kind is MessageKind.ENTER:
        await heard.came(connection, incoming.channel, incoming.sender, at=incoming.sent_at)
    elif abilities(ctx, incoming.channel).unasked is not Unasked.ALWAYS and incoming.kind not in _SILENT:
        conversation = incoming.group or incoming.sender
        at = min(incoming.sent_at, message.arrived_at)
        await heard.note(connection, incoming.channel, conversation, at=at, now=ctx.clock.real())


async def parked(ctx: Context, batch: Batch, *, answers: bool) -> bool:
    """Park a batch that may not go now; False when it may. ``answers``: it goes by a reply handle."""
    able = abilities(ctx, batch.channel)
    if able.unasked is Unasked.ALWAYS or answers or len(batch.accounts) != 1:
        return False
    now = ctx.clock.real()
    async with ctx.database.read() as connection:
        stands = await heard.of(connection, batch.channel, batch.accounts[0])
    reason = barred(able, stands, now=now, minor=batch.precedence.minor, due=batch.due is not None)
    if reason is None:
        return False
    await _park(ctx, batch, reason)
    return True


async def full(ctx: Context, batch: Batch) -> bool:
    """Put off a batch whose receiver has had as many messages as an hour may bring; nothing is counted against it."""
    most = abilities(ctx, batch.channel).hourly
    if not most or len(batch.accounts) != 1:
        return False
    now = ctx.clock.real()
    async with ctx.database.read() as connection:
        number, first = await outbox.sent_since(connection, batch.channel, batch.accounts[0], now - HOUR)
    if number < most or first is None:
        return False
    await outbox.waits(ctx.database, batch, at=first + HOUR, error="as many as an hour may bring")
    return True


async def parked_as(ctx: Context, batch: Batch, reason: Unreachable | None) -> bool:
    """Park what the platform itself has refused until its receiver is heard; False when that is not the reason."""
    if reason is None or reason not in UNTIL_HEARD or abilities(ctx, batch.channel).unasked is Unasked.ALWAYS:
        return False
    await _park(ctx, batch, reason)
    return True


async def _park(ctx: Context, batch: Batch, reason: Unreachable) -> None:
    """It waits until its receiver is heard, but for what can be said to them elsewhere now."""
    at, to = ctx.clock.real(), await elsewhere.of(ctx, batch, batch.accounts)
    if to:
        await outbox.rejected(ctx.database, batch, at=at, reason=reason, elsewhere=to)
        return
    await heard.park(ctx.database, batch, reason=reason, at=at)
    log.info("parked", channel=batch.channel, reason=reason.value)


async def look(ctx: Context) -> None:
    """Drop what was parked too long, and note who could not be written to now, and who can again."""
    await heard.drop_expired(ctx.database, now=ctx.clock.now())
    for name, channel in ctx.channels.items():
        if channel.abilities.unasked is not Unasked.ALWAYS:
            await _note_reasons(ctx, name)


async def lift(ctx: Context) -> None:
    """What others have kept waiting for long goes first."""
    stand = await spending.standings(ctx)
    short = [name for name, its in stand.items() if its.means is not Means.ENOUGH]
    lifted = await lifting.lift(ctx.database, now=ctx.clock.real(), besides=short)
    if lifted:
        log.info("lifted", messages=lifted)


async def _note_reasons(ctx: Context, channel: str) -> None:
    able, now = abilities(ctx, channel), ctx.clock.real()
    async with ctx.database.read() as connection:
        everybody = await heard.of_everybody(connection, channel)
    stands = {account: (barred(able, one, now=now), noted) for account, (one, noted) in everybody.items()}
    barred_now = {account: why for account, (why, noted) in stands.items() if why is not None and why is not noted}
    again = [account for account, (why, noted) in stands.items() if why is None and noted in UNTIL_HEARD]
    if barred_now or again:
        async with ctx.database.write() as connection:
            await unreachable.note(connection, channel, barred_now, at=now)
            for account in again:
                await unreachable.clear(connection, channel, account)
