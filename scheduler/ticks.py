"""What runs how often: one table, a task for each row. Nothing that matters lives in a timer; a tick only looks.

Pauses are the event loop's, which are monotonic: a machine's clock that is moved makes no tick late and none to be
made up for. What fell due meanwhile is found by the look itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Tick:
    """``run``, then a pause of ``seconds``, again and again; two of the same never overlap."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


class Ticks:
    """``ticks`` as tasks of the running loop. The first run comes after the first pause."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(_tick_on(tick), name=f"tick-{tick.name}") for tick in self._ticks]

    async def stop(self) -> None:
        """End all of them, those under way as well: each works in transactions."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _tick_on(tick: Tick) -> None:
    while True:
        await asyncio.sleep(tick.seconds)
        try:
            await tick.run()
        except Exception:
            log.exception("tick_failed", tick=tick.name)
