"""The timetable: what runs, how much of it at once and how often, and that nothing on it is forgotten."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from scheduler import timetable
from tests.support.swift_time import swiftly

STEPS = (
    "intake",
    "fetching",
    "receipts",
    "delivery",
    "undelivered",
    "listening",
    "relocating",
    "cleaning",
    "exports",
    "freeing",
)
RUNS = (
    "notices",
    "rehearsal",
    "channels",
    "clock",
    "uploads",
    "scratch",
    "watch",
    "passed",
    "logins",
    "handles",
    "websites",
    "parked",
    "lifted",
    "short",
    "came_back",
    "enlarging",
    "sums",
    "old_exports",
)


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
    once = dict.fromkeys(STEPS[2:], 1) | {"delivery": 32}
    assert begun == {"intake": 12, "fetching": 8, **once}


def test_further_loops_are_like_the_first_of_their_kind() -> None:
    """Each channel has its own, none of which is held up by another's."""
    begun: Counter[str] = Counter()

    async def main() -> None:
        def named(name: str) -> Callable[[], Awaitable[bool]]:
            async def step() -> bool:
                begun[name] += 1
                await asyncio.sleep(1000 if name == "delivery.wecom" else 5)
                return True

            return step

        names = (*STEPS, "delivery.wecom", "delivery.simulator")
        loops = timetable.loops({name: named(name) for name in names})
        loops.start()
        await asyncio.sleep(11)
        await loops.stop(patience=1)

    swiftly(main)
    assert (begun["delivery.wecom"], begun["delivery.simulator"]) == (32, 96)
    with pytest.raises(KeyError, match="deliver"):
        timetable.loops({**dict.fromkeys(STEPS, nothing_to_do), "deliver.wecom": nothing_to_do})


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
        "enlarging": 20,
        "logins": 600,
        "handles": 60,
        "websites": 300,
        "parked": 60,
        "lifted": 60,
        "short": 60,
        "came_back": 20,
        "sums": 20,
        "old_exports": 600,
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
