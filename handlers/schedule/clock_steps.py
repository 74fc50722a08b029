"""The machine's clock was moved: said in the log, and what a wrong clock had given up is promised again."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from handlers.context import Context
from handlers.schedule import keeping
from storage import clock_steps

log = structlog.get_logger()

#: Seconds by which a clock differs from the time that has passed before it counts as moved.
STEP = 30.0


class ClockSteps:
    """Compares the machine's clock with ``monotonic`` seconds, which nobody can move."""

    def __init__(self, ctx: Context, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ctx = ctx
        self._monotonic = monotonic
        self._apart: float | None = None

    async def look(self) -> None:
        """Takes note of a step, however long, once."""
        apart = self._ctx.clock.real().timestamp() - self._monotonic()
        step = 0.0 if self._apart is None else apart - self._apart
        self._apart = apart
        if abs(step) >= STEP:
            log.warning("clock.stepped", seconds=round(step))
            await keeping.plan(self._ctx)
        if step <= -STEP:
            await clock_steps.set_back(self._ctx.database, now=self._ctx.clock.real())
