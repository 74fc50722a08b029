"""The loops of a worker: each repeats one step until it finds nothing to do, then waits to be woken.

A step is ``() -> bool``: it did one thing, call it again. When a step fails for a reason of its surroundings (database
away, disk full) its loop rests for a moment and goes on; nothing is lost, because nothing is kept here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

log = structlog.get_logger()

Step = Callable[[], Awaitable[bool]]

#: Without being woken a loop looks for work this often, in seconds: other processes put work in the tables too.
IDLE = 0.4
#: Rest after an unexpected failure, in seconds.
REST = 2.0


class Loops:
    """``steps``: name → (step, how many at once). ``wake`` may be called from any callback of the same event loop."""

    def __init__(self, steps: Mapping[str, tuple[Step, int]]) -> None:
        self._steps = steps
        self._tasks: list[asyncio.Task[None]] = []
        self._awake = asyncio.Event()
        self._stopping = asyncio.Event()

    def start(self) -> None:
        for name, (step, number) in self._steps.items():
            for index in range(number):
                running = self._run(name, step, polls=index == 0)
                self._tasks.append(asyncio.create_task(running, name=f"{name}-{index}"))

    def wake(self) -> None:
        """There is something to do."""
        self._awake.set()

    async def stop(self, patience: float = 20.0) -> None:
        """Let every step that runs finish (up to ``patience`` seconds), begin no other."""
        self._stopping.set()
        self._awake.set()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=patience)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, name: str, step: Step, *, polls: bool) -> None:
        while not self._stopping.is_set():
            try:
                if await step():
                    self._awake.set()
                    continue
            except Exception:
                log.exception("step_failed", step=name)
                # Work that others find does not end this rest: the next step would fail, too.
                await _wait(self._stopping, REST)
            if not self._stopping.is_set():
                self._awake.clear()
                # One of each kind looks by itself; it wakes the others when there is something.
                await _wait(self._awake, IDLE if polls else None)


async def _wait(event: asyncio.Event, seconds: float | None) -> None:
    """Until ``event`` is set, but not longer."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
