"""Running: web, worker, or both in one process. Starts whole or not at all, stops in order and loses nothing."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial

import structlog
from aiohttp import web

from bot import descriptors
from bot.doctor.checks import startup_problems
from bot.doctor.diagnosis import Diagnosis
from bot.logs import loop_failed
from bot.sample_roster import SAMPLE, file_named
from bot.settings.tables import Rehearsal, Settings
from bot.wiring import (
    Bot,
    follow_rehearsal,
    heartbeat,
    listened_to,
    listener_loops,
    loops,
    opened,
    tendings,
    ticks,
)
from channels.registry import longest_callback, roster_columns
from domain.messages import SendError
from domain.processes import Part
from formats.words.system import reason_of
from handlers import codes
from handlers.roster import at_start, bringing_in
from handlers.roster.at_start import Verdict
from handlers.schedule import keeping
from handlers.watching.vitals import Heartbeat
from scheduler.loops import Loops
from scheduler.ticks import Tick, Ticks
from scheduler.timetable import TICKS
from storage import channel_states, simulator
from storage import connections as connection_rows
from storage.engine.database import DatabaseUnavailable
from web import connections
from web.app import build_app, build_worker_app
from web.events import STREAMS

log = structlog.get_logger()

#: How long requests under way are waited for when stopping, in seconds.
GRACE = 5.0


class AddressTaken(Exception):
    """``host``, ``port``: the address that cannot be listened on; ``reason``: the system's word for why."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"{host}:{port}: {reason}")
        self.host = host
        self.port = port
        self.reason = reason


async def serve(
    settings: Settings,
    *,
    web_part: bool = False,
    worker_part: bool = False,
    listen_part: bool = False,
    ready: Callable[[str], None],
    warn: Callable[[Diagnosis], None],
) -> None:
    """Run until SIGTERM or SIGINT. ``ready`` is told the address once the page is up, ``warn`` what is not good.

    Raises ``bot.wiring.SchemaNotReady``, ``storage.engine.migrate.SchemaTooNew`` and what opening raises, before
    anything has begun.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(loop_failed)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(opened(settings, alone=web_part and worker_part))
        if worker_part:
            await _prepare(bot)
        if web_part and worker_part and settings.roster.file == SAMPLE and settings.rehearsal is not None:
            await _begin_week(bot, settings.rehearsal, stop)
        for problem in await startup_problems(settings, bot.ctx.clock.now()):
            warn(problem)
        settle(stack)
        pulse = heartbeat(bot, _part(web_part, worker_part))
        await pulse.beat()
        stack.push_async_callback(_end, pulse)
        wake: Callable[[], None] = lambda: None  # noqa: E731
        if worker_part:
            wake = partial((await _start_worker(stack, bot, pulse)).wake, {"inbox"})
        if listen_part:
            await _start_listener(stack, bot, wake, alone=not worker_part, pulse=pulse)
        if web_part:
            ready(await _start_web(stack, bot, pulse, wake, alone=not worker_part))
        elif settings.worker.metrics_port:
            app = build_worker_app(bot.ctx, bot.metrics, pulse)
            await _listen(stack, app, settings.worker.metrics_host, settings.worker.metrics_port)
        await stop.wait()
        log.info("stopping")


def settle(stack: AsyncExitStack) -> None:
    """Until the stack ends, no search for garbage looks through what is there now.

    It is code, and stays: looking through it took 70 ms, several times for one page of thousands of units.
    """
    gc.collect()
    gc.freeze()
    stack.callback(gc.unfreeze)


async def _prepare(bot: Bot) -> None:
    """What must be true before the first message: people, obligations, scheduled notices."""
    await bringing_in.sweep(bot.ctx.database)
    if bot.settings.roster.file:
        await _take_roster(bot, bot.settings.roster.file)
    async with bot.ctx.database.write() as connection:
        await codes.give(connection, bot.ctx.clock.now())
    if simulator.SIMULATOR in bot.ctx.channels:
        async with bot.ctx.database.write() as connection:
            await simulator.bind_everybody(connection)
    await _open_connections(bot)
    await keeping.plan(bot.ctx)
    # What a channel was refused for may be what this restart has mended.
    await channel_states.probe_soon(bot.ctx.database, now=bot.ctx.clock.real())


async def _open_connections(bot: Bot) -> None:
    """From now on it is missed when a channel that is connected to has no connection."""
    async with bot.ctx.database.write() as connection:
        await connection_rows.open_rows(connection, listened_to(bot.ctx), now=bot.ctx.clock.real())


async def _begin_week(bot: Bot, rehearsal: Rehearsal, stop: asyncio.Event) -> None:
    """The sample's material, where it is asked for: a rehearsal then begins in the midst of a week."""
    if rehearsal.material:
        # It draws and films: what a real week has no use for stays unloaded.
        from bot.sample import making

        await making.make(bot.ctx, stopped=stop.is_set)


def _part(web_part: bool, worker_part: bool) -> Part:
    if web_part and worker_part:
        return Part.SERVE
    return Part.WEB if web_part else Part.WORKER if worker_part else Part.LISTEN


async def _end(pulse: Heartbeat) -> None:
    # At the end the database may be what is in trouble; then others see that this process is gone by its age.
    with suppress(DatabaseUnavailable):
        await pulse.stop()


async def _take_roster(bot: Bot, file: str) -> None:
    """The file of the settings, unless something newer is there: then the roster stays, and it is said why."""
    clock = bot.ctx.clock
    verdict = await at_start.take(
        bot.ctx.database,
        bot.ctx.campaigns.values(),
        file_named(file, roster_columns(bot.settings.in_force)),
        now=clock.now(),
        real=clock.real(),
    )
    if verdict not in (Verdict.TAKE, Verdict.SAME):
        remedy = f"baosong roster import {file} --dry-run"
        log.warning("roster_not_taken", file=file, reason=verdict.value, remedy=remedy)


async def _start_worker(stack: AsyncExitStack, bot: Bot, pulse: Heartbeat) -> Loops:
    await bot.checker.start()
    running = loops(bot)
    running.start()
    stack.push_async_callback(running.stop)
    bot.ctx.database.on_rows = running.wake
    _tick(stack, ticks(bot, pulse))
    if bot.ping is not None:
        with suppress(SendError):
            await bot.ping.start()
    return running


async def _start_listener(
    stack: AsyncExitStack, bot: Bot, wake: Callable[[], None], *, alone: bool, pulse: Heartbeat
) -> None:
    held = tendings(bot, wake)
    if alone:
        await _open_connections(bot)
        follow = Tick(name="rehearsal", seconds=TICKS["rehearsal"], run=partial(follow_rehearsal, bot.ctx))
        _tick(stack, [follow, Tick(name="watch", seconds=TICKS["watch"], run=pulse.beat)])
    for one in held:
        stack.push_async_callback(one.close)
    running = listener_loops(bot, held)
    running.start()
    stack.push_async_callback(running.stop)
    before = bot.ctx.database.on_rows

    def rows(tables: frozenset[str]) -> None:
        before(tables)
        running.wake(tables)

    bot.ctx.database.on_rows = rows


async def _start_web(
    stack: AsyncExitStack, bot: Bot, pulse: Heartbeat, wake: Callable[[], None], *, alone: bool
) -> str:
    app = build_app(
        bot.ctx,
        bot.inbox,
        wake=wake,
        max_body=max(bot.settings.web.max_callback_bytes, longest_callback(bot.settings.in_force)),
        trusted_proxies=bot.settings.web.trusted_proxies,
        metrics=bot.metrics,
        heartbeat=pulse,
        poked=bot.poked,
    )
    # Whatever is open, calls of platforms find a connection.
    app[STREAMS].most = min(app[STREAMS].most, max(_most_connections() * 3 // 4, 1))
    address = await _listen(stack, app, bot.settings.web.host, bot.settings.web.port)
    if alone:
        follow = Tick(name="rehearsal", seconds=TICKS["rehearsal"], run=partial(follow_rehearsal, bot.ctx))
        _tick(stack, [follow, Tick(name="watch", seconds=TICKS["watch"], run=pulse.beat)])
    return address


def _most_connections() -> int:
    return max(descriptors.raised() - connections.RESERVE, 1)


async def _listen(stack: AsyncExitStack, app: web.Application, host: str, port: int) -> str:
    """Serve ``app``; its address. Raises ``AddressTaken``."""
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=GRACE, handle_signals=False, keepalive_timeout=connections.SILENCE
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    assert runner.server is not None
    connections.bound(runner.server, _most_connections())
    site = web.TCPSite(runner, host, port, reuse_port=False)
    try:
        await site.start()
    except OSError as error:
        raise AddressTaken(host, port, reason_of(error)) from error
    return "http://{}:{}".format(*runner.addresses[0][:2])


def _tick(stack: AsyncExitStack, table: list[Tick]) -> None:
    running = Ticks(table)
    running.start()
    stack.push_async_callback(running.stop)
