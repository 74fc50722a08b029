"""Running: web, worker, or both in one process. Starts whole or not at all, stops in order and loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

import structlog
from aiohttp import web

from bot import descriptors
from bot.doctor.checks import startup_problems
from bot.doctor.diagnosis import Diagnosis
from bot.sample_roster import roster_named
from bot.settings.secret_key import secret_key
from bot.settings.tables import Settings
from bot.wiring import Bot, follow_rehearsal, loops, opened, ticks
from handlers import roster
from handlers.schedule import keeping
from scheduler.loops import Loops
from scheduler.ticks import Tick, Ticks
from storage import channel_states, simulator
from web import connections
from web.app import build_app
from web.events import STREAMS

log = structlog.get_logger()

#: How long requests under way are waited for when stopping, in seconds.
GRACE = 5.0


class AddressTaken(Exception):
    """The web's address cannot be listened on."""


async def serve(
    settings: Settings,
    *,
    web_part: bool,
    worker_part: bool,
    ready: Callable[[str], None],
    warn: Callable[[Diagnosis], None],
) -> None:
    """Run until SIGTERM or SIGINT. ``ready`` is told the address once the page is up, ``warn`` what is not good.

    Raises ``bot.wiring.SchemaNotReady``, ``storage.engine.migrate.SchemaTooNew`` and what opening raises, before
    anything has begun.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(opened(settings, alone=web_part and worker_part))
        secret_key(settings)
        if worker_part:
            await _prepare(bot)
        for problem in await startup_problems(settings, bot.ctx.clock.now()):
            warn(problem)
        wake: Callable[[], None] = lambda: None  # noqa: E731
        if worker_part:
            wake = (await _start_worker(stack, bot)).wake
        if web_part:
            ready(await _start_web(stack, bot, wake, alone=not worker_part))
        await stop.wait()
        log.info("stopping")


async def _prepare(bot: Bot) -> None:
    """What must be true before the first message: people, obligations, scheduled notices."""
    if bot.settings.roster.file:
        named = roster_named(bot.settings.roster.file)
        await roster.import_roster(bot.ctx.database, bot.ctx.campaigns.values(), named)
    if simulator.SIMULATOR in bot.ctx.channels:
        async with bot.ctx.database.write() as connection:
            await simulator.bind_everybody(connection)
    await keeping.plan(bot.ctx)
    # What a channel was refused for may be what this restart has mended.
    await channel_states.probe_soon(bot.ctx.database, now=bot.ctx.clock.real())


async def _start_worker(stack: AsyncExitStack, bot: Bot) -> Loops:
    await bot.checker.start()
    running = loops(bot)
    running.start()
    stack.push_async_callback(running.stop)
    _tick(stack, ticks(bot))
    return running


async def _start_web(stack: AsyncExitStack, bot: Bot, wake: Callable[[], None], *, alone: bool) -> str:
    app = build_app(
        bot.ctx,
        bot.inbox,
        wake=wake,
        max_body=bot.settings.web.max_callback_bytes,
        trusted_proxies=bot.settings.web.trusted_proxies,
        poked=bot.poked,
    )
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=GRACE, handle_signals=False, keepalive_timeout=connections.SILENCE
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    most = max(descriptors.raised() - connections.RESERVE, 1)
    assert runner.server is not None
    connections.bound(runner.server, most)
    # Whatever is open, calls of platforms find a connection.
    app[STREAMS].most = min(app[STREAMS].most, max(most * 3 // 4, 1))
    site = web.TCPSite(runner, bot.settings.web.host, bot.settings.web.port, reuse_port=False)
    try:
        await site.start()
    except OSError as error:
        raise AddressTaken(os.strerror(error.errno) if error.errno else type(error).__name__) from error
    if alone:
        _tick(stack, [Tick(name="rehearsal", seconds=1, run=partial(follow_rehearsal, bot.ctx))])
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


def _tick(stack: AsyncExitStack, table: list[Tick]) -> None:
    running = Ticks(table)
    running.start()
    stack.push_async_callback(running.stop)
