"""The clock's ticks: a pause after every run, no two of the same at a time, and no regard for the machine's clock."""

from __future__ import annotations

import asyncio
import inspect

import structlog

from scheduler import loops
from scheduler.ticks import Tick, Ticks
from tests.support.swift_time import seconds, swiftly


class Look:
    """A run that takes ``takes`` seconds, and remembers when it began."""

    def __init__(self, takes: float = 0.0, fails: bool = False) -> None:
        self.takes = takes
        self.fails = fails
        self.begun: list[float] = []
        self.under_way = 0

    async def __call__(self) -> None:
        assert self.under_way == 0
        self.begun.append(seconds())
        self.under_way += 1
        try:
            await asyncio.sleep(self.takes)
            if self.fails:
                raise RuntimeError("hush-hush")
        finally:
            self.under_way -= 1


def ticked(look: Look, *, every: float, for_: float) -> None:
    async def run() -> None:
        running = Ticks([Tick(name="look", seconds=every, run=look)])
        running.start()
        await asyncio.sleep(for_)
        await running.stop()

    swiftly(run)


def test_a_look_comes_after_every_pause() -> None:
    look = Look()
    ticked(look, every=60, for_=200)
    assert look.begun == [60, 120, 180]


def test_a_long_look_is_not_overtaken_by_the_next() -> None:
    look = Look(takes=100)
    ticked(look, every=60, for_=350)
    assert look.begun == [60, 220]


def test_a_look_that_fails_is_logged_and_goes_on() -> None:
    look = Look(fails=True)
    with structlog.testing.capture_logs() as logged:
        ticked(look, every=60, for_=130)
    assert look.begun == [60, 120]
    assert [(line["event"], line["tick"]) for line in logged] == [("tick_failed", "look")] * 2


def test_stopping_ends_what_is_under_way() -> None:
    look = Look(takes=1000)
    ticked(look, every=60, for_=70)
    assert look.under_way == 0


def test_nothing_that_loops_reads_the_machines_clock() -> None:
    """Otherwise a step of the clock would be waited out. Of ticks the tests above show it."""
    source = inspect.getsource(loops)
    assert "datetime" not in source
    assert "time.time" not in source
