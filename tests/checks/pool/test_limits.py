"""The limits of the check workers: seconds, bytes of a reply, memory; as handed to the kernel, or on swift time."""

from __future__ import annotations

import asyncio
import pickle
import resource
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import psutil
import pytest

from checks.pool import runner as pool
from checks.pool import worker
from checks.pool.runner import CheckRunner, WorkerDied, WorkerNotStarted
from checks.pool.worker import HEADER, READY
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Code, Finding, Kind, Report
from domain.findings.found import TimeLimit
from tests.support.patience import PATIENCE
from tests.support.real_files import RealFiles
from tests.support.swift_time import seconds, swiftly

GIB = 1 << 30


def asking(path: Path) -> CheckRequest:
    return CheckRequest(path=path, name=path.name, kind=Kind.PHOTO, rules=Rules())


class FakeProcess:
    """A worker that greets, and ends, after so many seconds, and says what it is told to."""

    def __init__(self, *, greets_after: float = 0.0, ends_after: float = 0.0) -> None:
        self.returncode: int | None = None
        self.stdin, self.stdout = FakePipe(), self
        self.greets_after, self.ends_after = greets_after, ends_after
        self.greeting = HEADER.pack(len(READY)) + READY

    async def readexactly(self, size: int) -> bytes:
        await asyncio.sleep(self.greets_after)
        self.greets_after = 0.0
        said, self.greeting = self.greeting[:size], self.greeting[size:]
        return said

    async def communicate(self) -> None:
        await asyncio.sleep(self.ends_after)

    async def wait(self) -> None: ...

    def kill(self) -> None:
        self.returncode = -signal.SIGKILL


class FakePipe:
    def close(self) -> None: ...


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[FakeProcess]:
    """What is started, in turn."""
    given: list[FakeProcess] = []

    async def start(*command: str, **options: object) -> FakeProcess:
        return given.pop(0)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    return given


# time


@pytest.mark.parametrize("given", [{}, {"seconds": 5}])
def test_a_check_has_so_many_seconds(
    processes: list[FakeProcess], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, float]
) -> None:
    most = given.get("seconds", 30)
    path = tmp_path / "photo.jpg"
    path.touch()
    requests: list[tuple[Any, ...]] = []

    async def never(worker: Process, request: bytes) -> bytes:
        requests.append(pickle.loads(request))
        await asyncio.sleep(10**6)
        return b""

    async def main() -> tuple[Report, float]:
        runner = CheckRunner(processes=1, **given)
        report = await runner.inspect(asking(path))
        return report, seconds()

    processes.append(FakeProcess())
    monkeypatch.setattr(pool, "_exchange", never)
    report, ended = swiftly(main)
    assert ended == most
    assert report.findings == (Finding(code=Code.FILE_UNSAFE, found=TimeLimit(most)),)
    # Should nobody be there any more to end it, the worker does so itself, soon after.
    assert [request[0] for request in requests] == [most + 5]


@pytest.mark.parametrize(("after", "started"), [(59.9, True), (60.1, False)])
def test_a_worker_may_take_so_long_to_start(processes: list[FakeProcess], after: float, started: bool) -> None:
    late = FakeProcess(greets_after=after)
    processes.append(late)

    async def main() -> None:
        await CheckRunner(processes=1).start()

    if started:
        swiftly(main)
    else:
        with pytest.raises(WorkerNotStarted):
            swiftly(main)
    assert late.returncode == (None if started else -signal.SIGKILL)


@pytest.mark.parametrize(("after", "killed"), [(59.9, False), (60.1, True)])
def test_a_worker_may_take_so_long_to_end(processes: list[FakeProcess], after: float, killed: bool) -> None:
    slow = FakeProcess(ends_after=after)
    processes.append(slow)

    async def main() -> None:
        runner = CheckRunner(processes=1)
        await runner.start()
        await runner.close()

    swiftly(main)
    assert slow.returncode == (-signal.SIGKILL if killed else None)


@pytest.fixture
def told_the_kernel(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Signals and timers as they are set; none really is, for the test's own limit is one of them."""
    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(signal, "signal", lambda *what: told.append(what))
    monkeypatch.setattr(signal, "setitimer", lambda *what: told.append(what))
    return told


def test_a_worker_ends_itself_when_its_time_is_up_and_not_later(told_the_kernel: list[tuple[object, ...]]) -> None:
    with worker._within(7):
        assert told_the_kernel == [(signal.SIGALRM, signal.SIG_DFL), (signal.ITIMER_REAL, 7)]
    assert told_the_kernel[2:] == [(signal.ITIMER_REAL, 0)]


def test_a_file_that_cannot_be_read_leaves_no_timer_behind(told_the_kernel: list[tuple[object, ...]]) -> None:
    with pytest.raises(OSError, match="away"), worker._within(7):
        raise OSError("away")
    assert told_the_kernel[-1] == (signal.ITIMER_REAL, 0)


# bytes


@pytest.mark.parametrize(("length", "read"), [(16 << 20, True), ((16 << 20) + 1, False)])
async def test_a_reply_may_be_so_long(length: int, read: bool) -> None:
    stdout = asyncio.StreamReader()
    stdout.feed_data(HEADER.pack(length) + bytes(length))
    stdout.feed_eof()
    talking = FakeProcess()
    talking.stdout = cast(Any, stdout)
    if read:
        assert len(await pool._read(cast(Process, talking))) == length
    else:
        with pytest.raises(WorkerDied):
            await pool._read(cast(Process, talking))


# memory


@pytest.mark.parametrize(("peak", "grown"), [(GIB, False), (GIB + 1024, True)])
def test_a_worker_that_once_held_so_much_makes_room(monkeypatch: pytest.MonkeyPatch, peak: int, grown: bool) -> None:
    class Usage:
        # Bytes on macOS, elsewhere kilobytes.
        ru_maxrss = peak if sys.platform == "darwin" else peak // 1024

    monkeypatch.setattr(resource, "getrusage", lambda who: Usage)
    assert worker._has_grown() is grown


@pytest.mark.parametrize(
    ("hard", "soft"),
    [(resource.RLIM_INFINITY, 2 * GIB), (3 * GIB, 2 * GIB), (GIB, GIB)],
    ids=["unlimited", "more", "less"],
)
def test_a_worker_limits_its_memory_below_what_it_may(monkeypatch: pytest.MonkeyPatch, hard: int, soft: int) -> None:
    set_to: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda what: (hard, hard))
    monkeypatch.setattr(resource, "setrlimit", set_to.__setitem__)
    worker._limit_memory()
    assert set_to == {resource.RLIMIT_AS: (soft, hard), resource.RLIMIT_CORE: (0, 0)}


@pytest.fixture
async def started() -> AsyncIterator[tuple[CheckRunner, psutil.Process]]:
    """A pool of one real worker, and the worker."""
    runner = CheckRunner(processes=1, seconds=PATIENCE)
    await runner.start()
    (process,) = (p for p in psutil.Process().children() if "checks.pool.worker" in p.cmdline())
    yield runner, process
    await runner.close()


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
async def test_a_workers_limits_are_the_kernels(started: tuple[CheckRunner, psutil.Process]) -> None:
    _, process = started
    assert process.rlimit(psutil.RLIMIT_AS)[0] == 2 * GIB
    assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert Path(f"/proc/{process.pid}/oom_score_adj").read_text(encoding="ascii").strip() == "1000"


async def test_ctrl_c_ends_no_worker(started: tuple[CheckRunner, psutil.Process], real: RealFiles) -> None:
    runner, process = started
    process.send_signal(signal.SIGINT)
    path = real("photo_small_apple_gainmap.jpg")
    await runner.inspect(asking(path))
    assert process.is_running()
    assert [p.pid for p in psutil.Process().children() if "checks.pool.worker" in p.cmdline()] == [process.pid]
