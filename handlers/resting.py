"""Channels that rest: only for what speaks of the whole channel, and no longer than that lasts.

A throttled channel goes on when its window is over. A refused one is asked with one cheap call (``Channel.probe``):
each hour when its secret was refused, which may earn a ban, else every ``PROBE_EVERY``; sooner after a restart or when
``doctor`` has found it good.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from channels.connecting import connector_of
from channels.contract import Channel
from domain.messages import Problem, SendError
from handlers.context import Context
from storage import channel_states, inbox, outbox

log = structlog.get_logger()

#: A refused secret is not tried again for this long: every further try earns a ban (docs/platform.md, Access token).
CREDENTIALS_PAUSE = timedelta(hours=1)
#: Any other channel that is refused is asked this often whether it is mended.
PROBE_EVERY = timedelta(seconds=100)
#: A throttled channel rests this long when the platform does not say.
THROTTLE_PAUSE = timedelta(seconds=61)

#: The platform refuses the channel, whatever it is asked for.
REFUSED = frozenset({Problem.CREDENTIALS, Problem.CONFIGURATION})
#: What makes a channel rest.
OF_THE_CHANNEL = REFUSED | {Problem.THROTTLED}


async def asked(channel: Channel) -> SendError | None:
    """What is wrong with the whole channel, or keeps it from telling; None when it is good."""
    try:
        await channel.probe()
    except SendError as error:
        if error.code in OF_THE_CHANNEL or error.code is Problem.BUSY:
            return error
        # Nobody was addressed: whatever was refused is the channel.
        return SendError(Problem.CONFIGURATION, permanent=False, detail=error.detail)
    return None


async def rest(ctx: Context, channel: str, error: SendError) -> datetime:
    """``error`` speaks of the whole channel (``OF_THE_CHANNEL``): nothing goes on it until then (real time), or sooner
    when it is found good.
    """
    now, told = ctx.clock.real(), {"problem": error.code.value, "detail": error.detail}
    if error.code is Problem.THROTTLED:
        until = now + max(timedelta(seconds=error.retry_after or 0), THROTTLE_PAUSE)
        await channel_states.pause(ctx.database, channel, until=until, now=now, **told)
    else:
        until = now + _pause(error)
        await channel_states.stop(ctx.database, channel, probe_at=until, now=now, **told)
    log.warning("channel_rests", channel=channel, code=error.code.value)
    return until


async def may_ask(ctx: Context, channel: str) -> bool:
    """A channel that we connect to is asked by connecting: whether that may be done now, by whoever asked this."""
    now = ctx.clock.real()
    refused = {state.channel: state for state in await channel_states.states(ctx.database, now=now) if state.refused}
    if channel not in refused:
        return True
    return await channel_states.claim_probe(ctx.database, channel, now=now, again=PROBE_EVERY)


async def found_good(ctx: Context, channel: str) -> None:
    """The platform has taken us: what it was refused for is over."""
    if channel in {state.channel for state in await channel_states.states(ctx.database, now=ctx.clock.real())}:
        await _resume(ctx, channel)


async def found_bad(ctx: Context, channel: str, error: SendError) -> None:
    """The platform does not want us (``REFUSED``): it is asked again when its time has come."""
    now = ctx.clock.real()
    if channel in {state.channel for state in await channel_states.states(ctx.database, now=now) if state.refused}:
        told = {"problem": error.code.value, "detail": error.detail}
        await channel_states.ask_again(ctx.database, channel, at=now + _pause(error), **told)
    else:
        await rest(ctx, channel, error)


async def probe_due(ctx: Context) -> bool:
    """Ask the refused channels whose time has come; True when one of them goes on."""
    now = ctx.clock.real()
    resumed = False
    for name in await channel_states.to_probe(ctx.database, now=now):
        channel = ctx.channels.get(name)
        if (
            channel is None
            or not _askable(channel)
            or not await channel_states.claim_probe(ctx.database, name, now=now, again=PROBE_EVERY)
        ):
            continue
        try:
            trouble = await asked(channel)
        except Exception:
            log.exception("probe_failed", channel=name)
            continue
        if trouble is None:
            await _resume(ctx, name)
            resumed = True
        elif trouble.code in OF_THE_CHANNEL:
            pause = THROTTLE_PAUSE if trouble.code is Problem.THROTTLED else _pause(trouble)
            told = {"problem": trouble.code.value, "detail": trouble.detail}
            await channel_states.ask_again(ctx.database, name, at=now + pause, **told)
    return resumed


def _askable(channel: Channel) -> bool:
    """To ask by another connection would take the standing one away: whoever holds it asks."""
    connector = connector_of(channel)
    return connector is None or not connector.speaks or connector.connected


async def _resume(ctx: Context, channel: str) -> None:
    """It goes on, and what waited for its next try with it."""
    now = ctx.clock.real()
    async with ctx.database.write() as connection:
        await channel_states.resume(connection, channel)
        await outbox.hurry(connection, channel, now)
        await inbox.hurry(connection, channel, now)
    log.info("channel_resumed", channel=channel)


def _pause(error: SendError) -> timedelta:
    if error.code is not Problem.CREDENTIALS:
        return PROBE_EVERY
    return timedelta(seconds=error.retry_after) if error.retry_after else CREDENTIALS_PAUSE
