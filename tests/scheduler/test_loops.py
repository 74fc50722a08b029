"""A worker's loops: when they look for work, who wakes whom, how they rest after a failure, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence

import pytest
import structlog

from scheduler.loops import Loop, Loops
from tests.support.swift_time import seconds, swiftly

#: More steps than any test takes: a loop that does not wait would never end.
_BUSY = 1000


class BusyLoop(BaseException):
    """A loop takes steps without ever waiting."""


class Worker:
    """A step that does what it is told to, in order, and nothing afterwards; remembers who took it and when.

    ``outcomes``: done or nothing to do, or what is raised. ``takes``: seconds a step is under way.
    """

    def __init__(self, *outcomes: bool | Exception, takes: float = 0.0) -> None:
        self.outcomes = list(outcomes)
        self.takes = takes
        self.begun: list[tuple[str, float]] = []
        self.finished = 0

    async def __call__(self) -> bool:
        task = asyncio.current_task()
        assert task is not None
        self.begun.append((task.get_name(), seconds()))
        if len(self.begun) > _BUSY:
            raise BusyLoop
        if self.takes:
            await asyncio.sleep(self.takes)
        self.finished += 1
        outcome = self.outcomes.pop(0) if self.outcomes else False
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def times(self) -> list[float]:
        return [at for _, at in self.begun]


def run(
    *workers: tuple[Worker, int],
    until: float,
    during: Sequence[tuple[float, Callable[[Loops], None]]] = (),
    patience: float | None = None,
) -> float:
    """Loops over these workers, so many steps of each at once, told to stop at ``until``; when they have stopped."""

    async def main() -> float:
        kinds = {
            f"step{n}": (step, Loop(number=many, tables=frozenset({f"table{n}"})))
            for n, (step, many) in enumerate(workers)
        }
        loops = Loops(kinds)
        loops.start()
        for at, act in during:
            asyncio.get_running_loop().call_at(at, act, loops)
        await asyncio.sleep(until)
        await (loops.stop() if patience is None else loops.stop(patience))
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return seconds()

    return swiftly(main)


def test_without_work_a_loop_looks_again_and_again() -> None:
    worker = Worker()
    run((worker, 1), until=1.3)
    assert worker.times == [0.0, 0.4, 0.8, 1.2]


def test_a_step_that_did_something_is_taken_again_at_once() -> None:
    worker = Worker(True, True, True)
    run((worker, 1), until=0.1)
    assert worker.times == [0.0, 0.0, 0.0, 0.0]


def test_of_several_loops_of_a_kind_one_looks() -> None:
    worker = Worker()
    run((worker, 3), until=0.5)
    assert worker.begun == [("step0-0", 0.0), ("step0-1", 0.0), ("step0-2", 0.0), ("step0-0", 0.4)]


def test_so_many_of_a_kind_are_under_way_at_once() -> None:
    one, three = Worker(takes=5), Worker(takes=5)
    run((one, 1), (three, 3), until=1)
    assert (len(one.begun), len(three.begun)) == (1, 3)


def wake(*tables: str) -> Callable[[Loops], None]:
    return lambda loops: loops.wake(tables)


def test_one_of_those_whose_work_came_looks_at_once() -> None:
    one, other = Worker(), Worker()
    run((one, 2), (other, 2), until=0.3, during=[(0.1, wake("table0", "elsewhere"))])
    assert one.begun == [("step0-0", 0.0), ("step0-1", 0.0), ("step0-0", 0.1)]
    assert other.times == [0.0, 0.0]


def test_as_many_look_as_there_is_work() -> None:
    worker = Worker(False, False, False, True, True, takes=0.05)
    run((worker, 3), until=0.2, during=[(0.1, wake("table0")), (0.1, wake("table0"))])
    assert [at for at in worker.times if at >= 0.1] == [0.1, 0.1, 0.15, 0.15]


def test_work_that_comes_while_a_step_finds_none_is_not_forgotten() -> None:
    worker = Worker(takes=0.1)
    run((worker, 1), until=0.3, during=[(0.05, wake("table0"))])
    assert worker.times == [0.0, 0.1]


def test_the_one_that_finds_work_by_looking_wakes_another() -> None:
    finder, other = Worker(False, False, True), Worker()
    run((finder, 2), (other, 2), until=0.5)
    assert finder.begun[2:] == [("step0-0", 0.4), ("step0-0", 0.4), ("step0-1", 0.4)]
    assert [name for name, at in other.begun if at == 0.4] == ["step1-0"]


def looked_for(worker: Worker, look: Callable[[], Awaitable[Collection[str]]], until: float) -> None:
    """A loop whose work waits in ``box``, and which looks by itself after 5 seconds."""

    async def main() -> None:
        loops = Loops({"step": (worker, Loop(waiting="box", idle=5))}, look)
        loops.start()
        await asyncio.sleep(until)
        await loops.stop()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    swiftly(main)


def test_where_something_waits_a_loop_is_woken_to_look() -> None:
    worker, boxes = Worker(), [{"box"}, {"other"}, set[str](), {"other", "box"}]

    async def look() -> Collection[str]:
        return boxes.pop(0) if boxes else ()

    looked_for(worker, look, until=5.1)
    assert worker.times == [0.0, 0.4, 1.6, 5.0]


def test_when_the_look_fails_every_loop_looks_itself() -> None:
    worker = Worker()

    async def look() -> Collection[str]:
        raise OSError("database away")

    with structlog.testing.capture_logs() as logs:
        looked_for(worker, look, until=3)
    assert worker.times == [0.0, 0.4, 2.4]
    assert [(line["event"], line["step"]) for line in logs] == [("step_failed", "look")] * 2


def test_while_one_is_busy_another_looks() -> None:
    busy: list[str] = []

    async def step() -> bool:
        task = asyncio.current_task()
        assert task is not None
        busy.append(f"{task.get_name()} {seconds():g}")
        return len(busy) == 1 and await asyncio.sleep(5, True)

    async def main() -> None:
        loops = Loops({"step": (step, Loop(number=2))})
        loops.start()
        await asyncio.sleep(1)
        await loops.stop()

    swiftly(main)
    assert busy == ["step-0 0", "step-1 0", "step-1 0.4", "step-1 0.8"]


@pytest.mark.parametrize("before", [[], [True]], ids=["first", "after work"])
def test_after_a_failure_a_loop_rests_and_goes_on(before: list[bool]) -> None:
    worker = Worker(*before, OSError("disk full"), True)
    with structlog.testing.capture_logs() as logs:
        run((worker, 1), until=3)
    # Two seconds of rest, then it looks like one that had nothing to do.
    assert worker.times == [*(0.0 for _ in before), 0.0, 2.4, 2.4, 2.8]
    assert [(line["event"], line["step"], line["log_level"]) for line in logs] == [("step_failed", "step0", "error")]


def test_a_loop_that_rests_after_a_failure_is_not_woken() -> None:
    failing, well = Worker(OSError("disk full")), Worker(takes=0.1)
    well.outcomes = [True] * 50
    run((failing, 1), (well, 1), until=2.2, during=[(0.5, wake("table0"))])
    assert [at for at in failing.times if at < 2.0] == [0.0]


def test_one_kinds_failure_holds_no_other_up() -> None:
    failing, well = Worker(OSError("disk full")), Worker()
    run((failing, 1), (well, 1), until=1)
    assert well.times == [0.0, 0.4, 0.8]


# stopping


def test_loops_that_wait_stop_at_once() -> None:
    worker = Worker(OSError("disk full"))
    assert run((worker, 1), (Worker(), 4), until=0.1) == 0.1
    assert worker.times == [0.0]


@pytest.mark.parametrize("outcome", [True, False, OSError("disk full")], ids=["work", "no work", "failure"])
def test_a_step_under_way_is_waited_for_and_no_other_begun(outcome: bool | Exception) -> None:
    worker = Worker(*[outcome] * 9, takes=5)
    assert run((worker, 2), until=1) == 5.0
    assert (len(worker.begun), worker.finished) == (2, 2)


@pytest.mark.parametrize(
    ("patience", "takes", "finished", "stopped"),
    [(None, 20.9, 1, 20.9), (None, 30, 0, 21.0), (3, 3.9, 1, 3.9), (3, 4.1, 0, 4.0)],
)
def test_a_step_that_takes_too_long_is_broken_off(
    patience: float | None, takes: float, finished: int, stopped: float
) -> None:
    worker = Worker(takes=takes)
    assert run((worker, 1), until=1, patience=patience) == stopped
    assert worker.finished == finished


def test_loops_that_never_started_stop() -> None:
    async def main() -> float:
        await Loops({"step": (Worker(), Loop())}).stop()
        return seconds()

    assert swiftly(main) == 0.0
