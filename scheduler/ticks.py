"""What runs how often: one table, ticked by APScheduler. Nothing that matters lives in a timer; a tick only looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler


@dataclass(frozen=True, kw_only=True)
class Tick:
    """``run`` every ``seconds``; a missed tick is made up once, two of the same never overlap."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


def schedule(ticks: Sequence[Tick]) -> AsyncIOScheduler:
    """A scheduler with these ticks, not yet started."""
    scheduler = AsyncIOScheduler(
        executors={"default": AsyncIOExecutor()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="Asia/Shanghai",
    )
    for tick in ticks:
        scheduler.add_job(tick.run, "interval", seconds=tick.seconds, id=tick.name, name=tick.name)
    return scheduler
