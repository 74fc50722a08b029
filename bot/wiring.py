"""Where everything is put together: settings become open resources, resources become a context, steps become loops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.settings.load import Settings
from bot.settings.secret_key import secret_key
from channels import registry
from channels.connecting import Connector, connector_of
from channels.contract import Channel, Fetched
from channels.group_robot.settings import robots
from channels.ping import PingService
from channels.pulling import puller_of
from channels.registry import Services
from channels.simulator import SimulatorPage
from channels.websites import WebsiteCaller
from checks.pool.runner import CheckRunner
from domain.clock import Clock, RealClock, RehearsalClock
from domain.processes import Part
from formats.words import chat as texts
from handlers import intake, resting
from handlers.context import Context
from handlers.counted_calls import CountedCalls
from handlers.desk import enlarging, entering, export_making, telling
from handlers.handover import Handover
from handlers.listening.pulling import PullConnector
from handlers.listening.tending import Tending
from handlers.measuring import MeasuredChecks, Rounds, measured
from handlers.outgoing import carrying, coming_back, delivery, parking, receipts, shortage
from handlers.schedule import keeping
from handlers.schedule.clock_steps import ClockSteps
from handlers.shared_tokens import StoredToken
from handlers.submissions import early, relocating
from handlers.submissions.summing import Summing
from handlers.uploads import cleaning
from handlers.watching.vitals import Heartbeat
from handlers.watching.watch import Watch
from handlers.websites import WebsiteWatch
from scheduler import timetable
from scheduler.loops import Loops, Step
from scheduler.ticks import Tick
from storage import backlog, campaign_files, rehearsal, simulator
from storage.engine import migrate
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.objects import Objects
from storage.engine.sealing import Seal
from storage.inbox import InboxWriter
from web.metrics import Metrics


class SchemaNotReady(Exception):
    """The database has not this version's schema: ``baosong migrate`` comes first."""


@dataclass(frozen=True, kw_only=True)
class Bot:
    """Everything that is open while the program runs."""

    settings: Settings
    ctx: Context
    inbox: InboxWriter
    checker: CheckRunner
    metrics: Metrics
    rounds: Rounds
    #: The service outside that is pinged, where the settings name one.
    ping: PingService | None
    #: Who calls the websites that units hand in, where the settings want that.
    websites: WebsiteCaller | None
    #: Set when this process has written something that open pages show.
    poked: asyncio.Event


@asynccontextmanager
async def opened(settings: Settings, *, alone: bool) -> AsyncIterator[Bot]:
    """Open database, store, checks and channels; close them in reverse order.

    ``alone``: this process is the only one, so an SQLite database is brought to this version here. Raises
    ``SchemaNotReady`` and ``storage.engine.migrate.SchemaTooNew``.
    """
    async with AsyncExitStack() as stack:
        database = Database(
            settings.database.url, pool_size=settings.database.pool_size, pgbouncer=settings.database.pgbouncer
        )
        stack.push_async_callback(database.close)
        objects = Objects(settings.files.url, **settings.files.options())
        checker, metrics = CheckRunner(), Metrics()
        stack.push_async_callback(checker.close)
        await _bring_schema(database, alone=alone)
        clock = await _clock(settings, database)
        poked = asyncio.Event()
        seal = Seal(secret_key(settings))
        page = _simulator_page(database, objects, clock, seal, poked)
        tokens = partial(_token, database, seal, clock)
        services = Services(
            page=page,
            withheld=texts.WITHHELD,
            owed=texts.OWED,
            token=tokens,
            count=partial(_counted, database, clock),
            welcome=texts.HELLO,
        )
        channels = registry.build(settings.in_force, services)
        for channel in channels.values():
            stack.push_async_callback(channel.close)
        ctx = Context(
            campaigns=campaign_files.load_campaigns(settings.campaigns),
            database=database,
            objects=objects,
            checker=MeasuredChecks(checker, metrics),
            channels=measured(channels, metrics),
            clock=clock,
            scratch=settings.data_folder / "scratch",
            public_url=settings.public_url,
            seal=seal,
            platform_time=services.platform_time,
            uploads=settings.uploads.rules(),
            kept_until=settings.retention.until or None,
            handover=Handover(elsewhere=spoken_over(channels)),
            configured=settings.in_force,
            robots=robots(settings.in_force),
        )
        inbox = InboxWriter(database, clock, seal=seal)
        stack.push_async_callback(inbox.close)
        ping = PingService(settings.alerts.url) if settings.alerts.url else None
        if ping is not None:
            stack.push_async_callback(ping.close)
        websites = WebsiteCaller() if settings.websites.check else None
        if websites is not None:
            stack.push_async_callback(websites.close)
        yield Bot(
            settings=settings,
            ctx=ctx,
            inbox=inbox,
            checker=checker,
            metrics=metrics,
            rounds=Rounds(),
            ping=ping,
            websites=websites,
            poked=poked,
        )


def _counted(database: Database, clock: Clock, channel: str) -> CountedCalls:
    return CountedCalls(database=database, clock=clock, channel=channel)


def _token(database: Database, seal: Seal, clock: Clock, channel: str) -> StoredToken:
    return StoredToken(database=database, seal=seal, clock=clock, channel=channel)


def heartbeat(bot: Bot, part: Part) -> Heartbeat:
    """How this process, which runs ``part``, says that it is there."""
    checks = bot.ctx.checker if isinstance(bot.ctx.checker, MeasuredChecks) else None

    def clock_ahead() -> float | None:
        ahead = bot.ctx.platform_time.ahead
        return None if ahead is None else ahead.total_seconds()

    return Heartbeat(bot.ctx, part, checks=checks, rounds=bot.rounds, clock_ahead=clock_ahead)


def loops(bot: Bot) -> Loops:
    """A worker's loops over a bot's steps."""
    ctx, lease = bot.ctx, _lease(bot)
    steps: dict[str, Step] = {
        "intake": partial(intake.process_next, ctx, lease=lease),
        "fetching": partial(early.fetch_next, ctx, lease=lease),
        "receipts": partial(receipts.send_next, ctx, lease=lease),
        **_deliveries(ctx, lease, besides=spoken_over(ctx.channels)),
        "relocating": partial(relocating.move_next, ctx),
        "cleaning": partial(cleaning.free_next, ctx),
        "exports": partial(export_making.make_next, ctx),
        "freeing": partial(early.free_next, ctx),
    }
    return timetable.loops(
        _watched(bot, steps), partial(ctx.database.look, backlog.waiting), besides=("delivery", "listening")
    )


def connectors(channels: Mapping[str, Channel]) -> dict[str, Connector]:
    """The channels that are spoken to over a connection of ours, by name."""
    found = ((name, connector_of(channel)) for name, channel in channels.items())
    return {name: connector for name, connector in found if connector is not None}


def spoken_over(channels: Mapping[str, Channel]) -> frozenset[str]:
    """Those of them whose messages only whoever holds the connection can send, by name."""
    return frozenset(name for name, connector in connectors(channels).items() if connector.speaks)


def listened_to(ctx: Context) -> dict[str, Connector]:
    """The channels whose messages one process brings in, by a connection or by pulling, by name."""
    pulled = ((name, puller_of(channel)) for name, channel in ctx.channels.items())
    pulling = {name: PullConnector(ctx=ctx, channel=name, puller=puller) for name, puller in pulled if puller}
    return {**connectors(ctx.channels), **pulling}


def tendings(bot: Bot, stored: Callable[[], None]) -> list[Tending]:
    """What holds them. ``stored``: called when a message has come."""
    return [
        Tending(ctx=bot.ctx, channel=name, connector=connector, inbox=bot.inbox, counted=bot.metrics, stored=stored)
        for name, connector in listened_to(bot.ctx).items()
    ]


def listener_loops(bot: Bot, held: Iterable[Tending]) -> Loops:
    """The loops of whoever holds connections: what goes out over them is sent here and nowhere else."""
    ctx, lease = bot.ctx, _lease(bot)
    steps: dict[str, Step] = {}
    for one in held:
        steps[f"listening.{one.channel}"] = one.step
        if not one.connector.speaks:
            continue
        steps[f"delivery.{one.channel}"] = one.while_connected(
            partial(delivery.deliver_next, ctx, lease=lease, of=[one.channel])
        )
    # Without a connection to hold there is nothing to do.
    kinds = {name.partition(".")[0] for name in steps}
    others = [name for name in timetable.LOOPS if name not in kinds]
    return timetable.loops(_watched(bot, steps), partial(ctx.database.look, backlog.waiting), besides=others)


def _lease(bot: Bot) -> timedelta:
    return timedelta(seconds=bot.settings.worker.lease)


def _watched(bot: Bot, steps: Mapping[str, Step]) -> dict[str, Step]:
    return {name: bot.rounds.watched(name, step) for name, step in steps.items()}


def _deliveries(ctx: Context, lease: timedelta, besides: Collection[str] = ()) -> dict[str, Step]:
    """Each channel has loops of its own, so that one that hangs holds no other; so have those not in force any more.

    ``besides``: those that are sent on elsewhere.
    """
    own: dict[str, Step] = {
        f"delivery.{name}": partial(delivery.deliver_next, ctx, lease=lease, of=[name])
        for name in ctx.channels
        if name not in besides
    }
    return {**own, "undelivered": partial(delivery.deliver_next, ctx, lease=lease, besides=list(ctx.channels))}


def ticks(bot: Bot, pulse: Heartbeat) -> list[Tick]:
    """What the clock runs."""
    watch = Watch(ctx=bot.ctx, heartbeat=pulse, persons=bot.settings.alerts.persons, ping=bot.ping)
    runs: dict[str, Callable[[], Awaitable[object]]] = {
        "notices": partial(keeping.keep_due, bot.ctx),
        "rehearsal": partial(follow_rehearsal, bot.ctx),
        "channels": partial(resting.probe_due, bot.ctx),
        "clock": ClockSteps(bot.ctx).look,
        "uploads": partial(cleaning.expire_uploads, bot.ctx),
        "scratch": partial(cleaning.sweep_scratch, bot.ctx),
        "watch": watch.look,
        "logins": partial(entering.sweep, bot.ctx),
        "websites": WebsiteWatch(ctx=bot.ctx, caller=bot.websites).check_some,
        "handles": partial(carrying.forget_handles, bot.ctx),
        "parked": partial(parking.look, bot.ctx),
        "lifted": partial(parking.lift, bot.ctx),
        "short": partial(shortage.look, bot.ctx),
        "came_back": partial(coming_back.look, bot.ctx),
        "passed": partial(telling.tell_passed, bot.ctx),
        "enlarging": partial(enlarging.enlarge_some, bot.ctx),
        "sums": Summing(bot.ctx).sum_some,
        "old_exports": partial(export_making.end_over, bot.ctx),
    }
    return timetable.ticks({name: bot.rounds.watched(name, run) for name, run in runs.items()})


async def follow_rehearsal(ctx: Context) -> None:
    """Another process may have moved the rehearsal clock."""
    if isinstance(ctx.clock, RehearsalClock):
        async with ctx.database.read() as connection:
            ctx.clock.rehearsal = await rehearsal.load(connection) or ctx.clock.rehearsal


async def _bring_schema(database: Database, *, alone: bool) -> None:
    """SQLite in one process migrates itself; otherwise ``baosong migrate`` does, once for all processes."""
    if database.sqlite and alone:
        await migrate.upgrade(database)
    elif not await migrate.is_ready(database):
        raise SchemaNotReady


async def _clock(settings: Settings, database: Database) -> Clock:
    real = RealClock()
    if settings.rehearsal is None:
        return real
    async with database.write() as connection:
        begun = await rehearsal.begin(
            connection, configured=settings.rehearsal.now, speed=settings.rehearsal.speed, real=real.real()
        )
    return RehearsalClock(begun)


def _simulator_page(
    database: Database, objects: Objects, clock: Clock, seal: Seal, poked: asyncio.Event
) -> SimulatorPage:
    async def deliver(account: str, text: str) -> None:
        try:
            async with database.write() as connection:
                await simulator.add_bubble(connection, account, seal.sealed(text), at=clock.now())
        except DatabaseUnavailable as error:
            raise OSError("the page's table does not take it") from error
        poked.set()

    async def read(media: str, into: Path) -> Fetched:
        path = into / "media"
        with path.open("wb") as file:
            async for chunk in simulator.file_chunks(objects, media):
                file.write(chunk)
        return Fetched(path=path, file_name="", size=path.stat().st_size)

    return SimulatorPage(deliver=deliver, read=read)
