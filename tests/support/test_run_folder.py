"""A run of tests leaves nothing behind: no file, no folder, no process; also when workers share the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from tests.support import run_folder
from tests.support.patience import PATIENCE
from tests.support.programs import ROOT

#: Both databases, tmp_path, and a process of its own.
TESTS = (
    "tests/storage/test_rehearsal.py",
    "tests/checks/pool/test_runner.py::test_start_brings_all_workers_up_and_close_ends_them",
)


@pytest.fixture
def folder() -> Path:
    """Not ``tmp_path``: the path of PostgreSQL's socket must be short."""
    return Path(tempfile.mkdtemp(dir=run_folder.run_folder()))


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A run of its own with ``folder`` as its temporary folder."""
    inherited = {name: value for name, value in os.environ.items() if name != run_folder.VARIABLE}
    inherited.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, *TESTS]
    return subprocess.Popen(
        command, cwd=ROOT, env={**inherited, "TMPDIR": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def processes_of(folder: Path) -> list[str]:
    """Those that have the folder in their command line or environment."""
    found = []
    for process in psutil.process_iter():
        try:
            said = [*process.cmdline(), process.environ().get("TMPDIR", "")]
        except psutil.Error:
            continue
        if any(str(folder) in word for word in said):
            found.append(" ".join(said))
    return found


@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "workers"])
def test_nothing_stays(arguments: tuple[str, ...], folder: Path) -> None:
    run = started(folder, *arguments)
    written, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, written.decode()
    assert list(folder.iterdir()) == []
    assert processes_of(folder) == []


def test_the_next_run_clears_away_what_a_killed_one_has_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv(run_folder.VARIABLE, "")
    monkeypatch.setenv("TMPDIR", str(folder))
    living = run_folder.RunFolder()
    code = "import os, signal; from tests.support.run_folder import RunFolder; RunFolder(); os.kill(0, signal.SIGKILL)"
    monkeypatch.setenv("TMPDIR", str(folder))
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, start_new_session=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(folder.iterdir())) == 2
    following = run_folder.RunFolder()
    assert set(folder.iterdir()) == {living.path, following.path}
    living.remove()
    following.remove()
    assert list(folder.iterdir()) == []


@pytest.mark.long
def test_a_benchmark_has_a_durable_server_of_its_own_and_leaves_nothing(folder: Path) -> None:
    code = (
        "import asyncio, asyncpg\n"
        "from benchmarks.measuring.own_run import own_run\n"
        "from tests.support.databases import new_postgresql\n"
        "async def setting():\n"
        "    connection = await asyncpg.connect(new_postgresql().replace('+asyncpg', ''))\n"
        "    print(await connection.fetchval('SHOW synchronous_commit'), await connection.fetchval('SHOW fsync'))\n"
        "    await connection.close()\n"
        "with own_run():\n"
        "    asyncio.run(setting())\n"
    )
    variables = {name: value for name, value in os.environ.items() if name != run_folder.VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**variables, "TMPDIR": str(folder)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["on", "on"]
    assert list(folder.iterdir()) == []
