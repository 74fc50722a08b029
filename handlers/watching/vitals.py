"""A process's own row in the database: that it runs, that it can write, and what only it can measure."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from secrets import token_hex

from domain.processes import Part, Process, Vitals
from handlers.context import Context
from handlers.disks import free_bytes, places
from handlers.measuring import MeasuredChecks, Rounds
from storage import processes


class Heartbeat:
    """One of a process. ``clock_ahead``: seconds, as far as somebody who knows the time has said."""

    def __init__(
        self,
        ctx: Context,
        part: Part,
        *,
        checks: MeasuredChecks | None = None,
        rounds: Rounds | None = None,
        clock_ahead: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.checks = checks
        self.rounds = rounds
        self._ctx = ctx
        self._part = part
        self._clock_ahead = clock_ahead
        self._process: Process | None = None

    def vitals(self) -> Vitals:
        """As they are now."""
        return Vitals(
            free=free_bytes(places(self._ctx)),
            oldest_check=self.checks.oldest if self.checks else 0.0,
            rounds=self.rounds.since() if self.rounds else {},
            clock_ahead=self._clock_ahead(),
            descriptors=descriptors(),
        )

    async def beat(self) -> None:
        """Write the row; proof that the database takes what is written. Raises ``DatabaseUnavailable``."""
        now = self._ctx.clock.real()
        process = self._process or Process(
            id=token_hex(8),
            part=self._part,
            host=socket.gethostname(),
            pid=os.getpid(),
            started_at=now,
            seen_at=now,
        )
        self._process = process = process.seen(now, self.vitals())
        async with self._ctx.database.write() as connection:
            await processes.save(connection, process)

    async def stop(self) -> None:
        """The process ends as it should: nobody need look for it."""
        if self._process is not None:
            async with self._ctx.database.write() as connection:
                await processes.remove(connection, self._process.id)


def descriptors() -> tuple[int, int]:
    """How many this process has open, and how many it may; (0, 0) where the system does not say."""
    try:
        import resource

        return len(os.listdir("/proc/self/fd")), resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except (ImportError, OSError):
        return 0, 0
