"""What a check worker may not do, tried from within one: reach a network, write a file, see the bot's environment."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from checks.pool import confinement, runner
from checks.pool.confinement import MOST_DESCRIPTORS, VARIABLES

linux = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")

#: What a file that has taken over its worker would try.
ATTEMPTS = """
import json, os, socket, sys
from checks.pool import confinement

confined = confinement.give_up_network()
confinement.give_up_writing()
tried = {}

def attempt(name, act):
    try:
        act()
        tried[name] = "done"
    except OSError as error:
        tried[name] = type(error).__name__

for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"):
    attempt(family, lambda: socket.socket(getattr(socket, family)))
attempt("write", lambda: os.write(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY), b"x"))
attempt("descriptors", lambda: [os.dup(1) for _ in range(100)])
print(json.dumps({"confined": confined, "tried": tried}))
"""


def attempted(path: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", ATTEMPTS, str(path)], stdout=subprocess.PIPE, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@linux
def test_a_worker_reaches_no_network_and_writes_nothing(tmp_path: Path) -> None:
    found = attempted(tmp_path / "left behind")
    assert found["confined"]
    refused = dict.fromkeys(("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"), "PermissionError")
    assert found["tried"] == {**refused, "write": "OSError", "descriptors": "OSError"}
    assert (tmp_path / "left behind").read_bytes() == b""


@linux
async def test_the_pools_own_workers_are_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_SECRET_KEY", "of nobody's business")
    monkeypatch.setenv("LANG", "C.UTF-8")
    pool = runner.CheckRunner(processes=1)
    await pool.start()
    try:
        (process,) = (p for p in psutil.Process().children() if "checks.pool.worker" in p.cmdline())
        assert set(process.environ()) <= {*VARIABLES, "LC_CTYPE"}
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        assert "NoNewPrivs:\t1" in status and "Seccomp:\t2" in status
        assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
        assert process.rlimit(psutil.RLIMIT_NOFILE) == (MOST_DESCRIPTORS, MOST_DESCRIPTORS)
        assert os.readlink(f"/proc/{process.pid}/fd/2") == os.devnull
    finally:
        await pool.close()


@linux
async def test_a_trial_says_that_the_kernel_forbids_the_network() -> None:
    assert await runner.try_worker()


@pytest.mark.parametrize("machine", ["", "mips"])
def test_where_the_kernel_cannot_it_is_said(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert not confinement.give_up_network()
