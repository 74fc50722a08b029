"""Processes of a test or a benchmark: started with their own settings, waited for, and always ended by their own id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from tests.support.patience import PATIENCE

ROOT = Path(__file__).parents[2]


class DidNotStart(Exception):
    """The process ended, or did not listen in time; carries the end of what it wrote."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Ours without the settings of whoever runs this, and with ``variables``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAOSONG_")}
    return {**kept, **variables}


def start(
    arguments: Sequence[str], log: Path, *, variables: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """``python`` with these arguments in the repository's folder; what it writes is appended to ``log``."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment(variables or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def is_free(port: int) -> bool:
    with socket.socket() as listener, suppress(OSError):
        listener.bind(("127.0.0.1", port))
        return True
    return False


class Process(Protocol):
    def poll(self) -> int | None:
        """Its exit code once it has ended."""


def wait_until_listening(process: Process, port: int, log: Path) -> None:
    """Raises ``DidNotStart``."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise DidNotStart(log.read_text(errors="replace")[-4000:])


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask it to stop, insist after a while; its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


@contextmanager
def running(
    arguments: Sequence[str], port: int, log: Path, *, variables: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that listens on 127.0.0.1:``port`` while the block runs."""
    process = start(arguments, log, variables=variables)
    try:
        wait_until_listening(process, port, log)
        yield process
    finally:
        stop(process)
