"""The loops of a worker: each repeats one step until it finds nothing to do, then waits to be woken.

A step is ``() -> bool``: it did one thing, call it again. When a step fails for a reason of its surroundings (database
away, disk full) its loop rests for a moment and goes on; nothing is lost, because nothing is kept here.

What other processes put in the tables, and what waits for a moment to come, is found by looking. One look for all loops
asks where anything waits at all, and only those are woken whose work it may be.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

import structlog

log = structlog.get_logger()

Step = Callable[[], Awaitable[bool]]

#: Which tables have rows that wait, for whatever.
Look = Callable[[], Awaitable[Collection[str]]]

#: Without being woken a kind of loop looks for work this often, in seconds, or has it looked for.
IDLE = 0.4
#: Rest after an unexpected failure, in seconds.
REST = 2.0


@dataclass(frozen=True, kw_only=True)
class Loop:
    """A kind of loop: ``number`` steps of it at once. New rows of ``tables`` are its work.

    ``waiting``: the table that is looked at for it. ``idle``: seconds after which it looks by itself.
    """

    number: int = 1
    tables: frozenset[str] = frozenset()
    waiting: str = ""
    idle: float = IDLE


class Loops:
    """``steps``: name → (step, its kind). ``wake`` may be called from any callback of the same event loop."""

    def __init__(self, steps: Mapping[str, tuple[Step, Loop]], look: Look | None = None) -> None:
        self._steps = steps
        self._look = look
        self._tasks: list[asyncio.Task[None]] = []
        self._bells: dict[str, _Bell] = {}
        self._stopping = asyncio.Event()

    def start(self) -> None:
        for name, (step, loop) in self._steps.items():
            self._bells[name] = bell = _Bell(loop.idle)
            bell.poll()
            for index in range(loop.number):
                self._tasks.append(asyncio.create_task(self._run(name, step, bell), name=f"{name}-{index}"))
        if self._look is not None:
            self._tasks.append(asyncio.create_task(self._looking(self._look), name="look"))

    def wake(self, tables: Collection[str]) -> None:
        """There are new rows in these tables."""
        for name, bell in self._bells.items():
            if not self._steps[name][1].tables.isdisjoint(tables):
                bell.ring()

    async def stop(self, patience: float = 20.0) -> None:
        """Let every step that runs finish (up to ``patience`` seconds), begin no other."""
        self._stopping.set()
        for bell in self._bells.values():
            bell.close()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=patience)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _looking(self, look: Look) -> None:
        await _wait(self._stopping, IDLE)
        while not self._stopping.is_set():
            pause = IDLE
            try:
                waiting = await look()
            except Exception:
                log.exception("step_failed", step="look")
                waiting, pause = {loop.waiting for _, loop in self._steps.values()}, REST
            for name, bell in self._bells.items():
                if self._steps[name][1].waiting in waiting:
                    bell.ring(to_look=True)
            await _wait(self._stopping, pause)

    async def _run(self, name: str, step: Step, bell: _Bell) -> None:
        looked = False
        while not self._stopping.is_set():
            bell.answered()
            try:
                if await step():
                    if looked:
                        # Where a look finds something there may be more, and nobody has rung for it.
                        bell.ring()
                    continue
            except Exception:
                log.exception("step_failed", step=name)
                # Work that others find does not end this rest: the next step would fail, too.
                await _wait(self._stopping, REST)
            looked = await bell.waited()


class _Bell:
    """What the loops of one kind wait for. A ring wakes one of them; with none waiting, the next one does not wait."""

    def __init__(self, idle: float) -> None:
        self._idle = idle
        self._waiting: deque[asyncio.Future[bool]] = deque()
        self._unanswered = False
        self._closed = False
        self._timer: asyncio.TimerHandle | None = None

    def ring(self, *, to_look: bool = False) -> None:
        if self._waiting:
            self._waiting.popleft().set_result(to_look)
        elif not to_look:
            self._unanswered = True

    def answered(self) -> None:
        """A step begins, which sees whatever was rung for."""
        self._unanswered = False

    async def waited(self) -> bool:
        """Wait to be woken; whether it is only to look."""
        if self._unanswered or self._closed:
            return False
        woken: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(woken)
        try:
            return await woken
        finally:
            if woken in self._waiting:
                self._waiting.remove(woken)

    def poll(self) -> None:
        """Have one of those that wait look, now and again."""
        self._timer = asyncio.get_running_loop().call_later(self._idle, self.poll)
        self.ring(to_look=True)

    def close(self) -> None:
        """Nobody waits any more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        while self._waiting:
            self._waiting.popleft().set_result(False)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Until ``event`` is set, but not longer."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
