"""The timetable: what runs, how much of it at once and how often, and that nothing on it is forgotten."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from scheduler import timetable
from tests.support.swift_time import swiftly

STEPS = ("intake", "receipts", "delivery", "relocating", "cleaning")
RUNS = ("notices", "rehearsal", "channels", "clock", "uploads", "scratch", "watch", "passed", "logins")


async def nothing() -> None: ...


async def nothing_to_do() -> bool:
    return False


def test_so_many_steps_of_each_are_under_way_at_once() -> None:
    begun: Counter[str] = Counter()

    async def main() -> None:
        async def step() -> bool:
            task = asyncio.current_task()
            assert task is not None
            begun[task.get_name().rpartition("-")[0]] += 1
            return not await asyncio.sleep(5, True)

        loops = timetable.loops(dict.fromkeys(STEPS, step))
        loops.start()
        await asyncio.sleep(1)
        await loops.stop()

    swiftly(main)
    assert begun == {"intake": 12, "receipts": 1, "delivery": 24, "relocating": 1, "cleaning": 1}


def test_every_tick_runs_so_often() -> None:
    ticks = timetable.ticks(dict.fromkeys(RUNS, nothing))
    assert {tick.name: tick.seconds for tick in ticks} == {
        "notices": 1,
        "rehearsal": 1,
        "channels": 30,
        "clock": 5,
        "uploads": 60,
        "scratch": 600,
        "watch": 60,
        "passed": 60,
        "logins": 600,
    }
    assert {tick.run for tick in ticks} == {nothing}


@pytest.mark.parametrize(("names", "named"), [(STEPS[1:], "intake"), ((*STEPS, "more"), "more")])
def test_a_step_too_few_or_too_many_is_named(names: tuple[str, ...], named: str) -> None:
    with pytest.raises(KeyError, match=named):
        timetable.loops(dict.fromkeys(names, nothing_to_do))


@pytest.mark.parametrize(("names", "named"), [(RUNS[1:], "notices"), ((*RUNS, "more"), "more")])
def test_a_tick_too_few_or_too_many_is_named(names: tuple[str, ...], named: str) -> None:
    with pytest.raises(KeyError, match=named):
        timetable.ticks(dict.fromkeys(names, nothing))
