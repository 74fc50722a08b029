"""What runs how often: one table, ticked by APScheduler. Nothing that matters lives in a timer; a tick only looks.

APScheduler asks the machine's clock, walks through every tick that a step forward skips, and waits out a step back. So
it gets a time zone in which the time is the event loop's, which is monotonic, and every tick is planned once, when the
one before has ended. What fell due meanwhile is found by the look itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Tick:
    """``run``, then a pause of ``seconds``, again and again; two of the same never overlap."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


class Ticks:
    """``ticks`` in the running loop. The first run comes after the first pause."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._scheduler = AsyncIOScheduler(
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None},
            timezone=_LoopTime(asyncio.get_running_loop()),
        )
        for tick in self._ticks:
            self._plan(tick)
        self._scheduler.start()

    async def stop(self) -> None:
        """End all of them, those under way as well: each works in transactions."""
        under_way = list(self._under_way)
        self._scheduler.shutdown(wait=False)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _plan(self, tick: Tick) -> None:
        self._scheduler.add_job(partial(self._look, tick), _Once(tick.seconds), name=tick.name)

    async def _look(self, tick: Tick) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            await tick.run()
        except Exception:
            log.exception("tick_failed", tick=tick.name)
        finally:
            self._under_way.discard(task)
        self._plan(tick)


class _Once(BaseTrigger):  # type: ignore[misc]
    """Fires once, so many seconds after it was planned."""

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        return now + self._pause if previous_fire_time is None else None


class _LoopTime(tzinfo):
    """``datetime.now`` in this time zone is the loop's time, whatever the machine's clock says."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def fromutc(self, _machines: datetime) -> datetime:
        return datetime.fromtimestamp(0, UTC).replace(tzinfo=self) + timedelta(seconds=self._loop.time())

    def utcoffset(self, _at: datetime | None) -> timedelta:
        return timedelta(0)

    def dst(self, _at: datetime | None) -> None:
        return None

    def tzname(self, _at: datetime | None) -> str:
        return "loop"
