from __future__ import annotations

import asyncio
import io
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, cast

import psutil
import pytest
from PIL import Image

from checks.check import inspect
from checks.facts import NAMES
from checks.pool.runner import CheckRunner
from checks.pool.worker import READY, read_frame, write_frame
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind, Report
from formats.findings.values import found_text
from tests.support.patience import PATIENCE
from tests.support.real_files import RealFiles

RULES = Rules()


@pytest.fixture
async def runner() -> AsyncIterator[CheckRunner]:
    runner = CheckRunner(processes=1, seconds=PATIENCE)
    yield runner
    await runner.close()


@pytest.fixture
def stuck(tmp_path: Path) -> Path:
    """A file whose reader waits for ever: a check that hangs, without any clock."""
    path = tmp_path / "stuck.jpg"
    os.mkfifo(path)
    return path


def workers() -> list[psutil.Process]:
    return [p for p in psutil.Process().children() if "checks.pool.worker" in p.cmdline()]


async def check(runner: CheckRunner, path: Path, kind: Kind | None = Kind.PHOTO) -> Report:
    return await runner.inspect(CheckRequest(path=path, name=path.name, kind=kind, rules=RULES, caption="启动仪式"))


async def kill_reader_of(fifo: Path) -> None:
    """Wait until a worker has opened the file, then kill it there."""
    descriptor = await asyncio.to_thread(os.open, fifo, os.O_WRONLY)
    for worker in workers():
        worker.kill()
        worker.wait(10)
    os.close(descriptor)


async def test_a_worker_says_what_the_check_says(runner: CheckRunner, real: RealFiles) -> None:
    for name in ("photo_small_apple_gainmap.jpg", "docx_bad_fonts_songti.docx", "video_gen_720x576_sar.mp4"):
        path = real(name)
        here = inspect(CheckRequest(path=path, name=name, kind=None, rules=RULES, caption="启动仪式"))
        assert await check(runner, path, None) == here


async def test_a_worker_makes_a_photo_large_and_nothing_of_what_is_none(runner: CheckRunner, tmp_path: Path) -> None:
    photo, text = tmp_path / "photo.jpg", tmp_path / "text.jpg"
    Image.new("RGB", (3000, 2000)).save(photo, "JPEG")
    text.write_bytes(b"no picture")
    assert Image.open(io.BytesIO(await runner.large(photo))).size == (1600, 1067)
    assert await runner.large(text) == b""


async def test_start_brings_all_workers_up_and_close_ends_them() -> None:
    runner = CheckRunner(processes=2)
    await runner.start()
    assert len(workers()) == 2
    await runner.close()
    assert workers() == []


async def test_many_files_at_once_share_the_workers(real: RealFiles) -> None:
    runner = CheckRunner(processes=2)
    path = real("photo_small_apple_gainmap.jpg")
    reports = await asyncio.gather(*(check(runner, path) for _ in range(20)))
    assert {report.facts["width"] for report in reports} == {384}
    assert len(workers()) == 2
    await runner.close()


async def test_a_check_that_hangs_is_given_up_and_the_pool_heals(stuck: Path, real: RealFiles) -> None:
    runner = CheckRunner(processes=1, seconds=3)
    report = await check(runner, stuck)
    assert [(f.code, found_text(f)) for f in report.findings] == [("file.unsafe", "检查超过 3 秒")]
    assert (report.kind, report.ok) == (Kind.PHOTO, False)
    assert (await check(runner, real("photo_small_apple_gainmap.jpg"))).facts["width"] == 384
    await runner.close()


async def test_a_worker_that_dies_twice_on_a_file_condemns_it(
    runner: CheckRunner, stuck: Path, real: RealFiles
) -> None:
    asked = asyncio.create_task(check(runner, stuck, None))
    await kill_reader_of(stuck)
    assert not asked.done()
    await kill_reader_of(stuck)
    report = await asked
    assert [f.code for f in report.findings] == ["file.damaged"]
    assert report.kind is Kind.PHOTO
    assert (await check(runner, real("photo_small_apple_gainmap.jpg"))).facts["width"] == 384


async def test_a_worker_killed_between_files_is_replaced(runner: CheckRunner, real: RealFiles) -> None:
    await runner.start()
    for worker in workers():
        worker.kill()
        worker.wait(10)
    assert (await check(runner, real("photo_small_apple_gainmap.jpg"))).facts["width"] == 384


async def test_a_caller_who_goes_away_leaves_no_worker_behind_in_his_file(
    runner: CheckRunner, stuck: Path, real: RealFiles
) -> None:
    asked = asyncio.create_task(check(runner, stuck))
    descriptor = await asyncio.to_thread(os.open, stuck, os.O_WRONLY)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    os.close(descriptor)
    assert (await check(runner, real("photo_small_apple_gainmap.jpg"))).facts["width"] == 384


async def test_a_file_that_is_not_there_is_the_callers_mistake(runner: CheckRunner, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await check(runner, tmp_path / "gone.jpg")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file that opens and cannot be read")
async def test_a_file_that_cannot_be_read_is_not_called_broken_and_costs_no_worker(runner: CheckRunner) -> None:
    await runner.start()
    (before,) = workers()
    with pytest.raises(OSError, match="Input/output error"):
        await check(runner, Path("/proc/self/mem"))
    assert [worker.pid for worker in workers()] == [before.pid]


async def test_a_worker_that_has_grown_makes_room_for_a_fresh_one(
    runner: CheckRunner, real: RealFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1] / "grown"))
    path = real("docx_ok_vml_pict.docx")
    first = await check(runner, path, Kind.DOCUMENT)
    (old,) = workers()
    psutil.wait_procs([old], timeout=PATIENCE)
    assert await check(runner, path, Kind.DOCUMENT) == first
    assert [worker.pid for worker in workers()] != [old.pid]


async def test_a_file_given_up_has_all_facts_unknown_but_its_size(stuck: Path) -> None:
    runner = CheckRunner(processes=1, seconds=0.2)
    report = await check(runner, stuck)
    assert dict(report.facts) == {**dict.fromkeys(NAMES[Kind.PHOTO]), "bytes": 0}
    await runner.close()


def test_a_worker_whose_parent_is_gone_ends_by_itself_in_the_midst_of_a_file(stuck: Path) -> None:
    command = [sys.executable, "-m", "checks.pool.worker"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None and worker.stdout is not None
        assert read_frame(cast(BinaryIO, worker.stdout)) == READY
        request = CheckRequest(path=stuck, name=stuck.name, kind=Kind.PHOTO, rules=RULES)
        write_frame(cast(BinaryIO, worker.stdin), pickle.dumps((0.2, request)))
        assert worker.wait(30) == -signal.SIGALRM


async def test_files_that_wait_are_checked_when_a_worker_dies(
    runner: CheckRunner, stuck: Path, real: RealFiles
) -> None:
    bad = asyncio.create_task(check(runner, stuck))
    waiting = [asyncio.create_task(check(runner, real("photo_small_apple_gainmap.jpg"))) for _ in range(5)]
    await kill_reader_of(stuck)
    # The second chance comes after those who were waiting: one file holds nobody up twice.
    assert {report.facts["width"] for report in await asyncio.gather(*waiting)} == {384}
    await kill_reader_of(stuck)
    assert [f.code for f in (await bad).findings] == ["file.damaged"]
