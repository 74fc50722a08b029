"""A desk to be measured: ``benchmarks.servers.desk`` in a process of its own, and what it has taken."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from web.desk.access import COOKIE


@dataclass(frozen=True, kw_only=True)
class Served:
    """``sessions``: ids of browsers in which the province's supervisor is logged in."""

    url: str
    campaign: str
    day: str
    sessions: list[str]

    @property
    def week(self) -> str:
        """Where the pages of the campaign are."""
        return f"/w/{self.campaign}"

    def cookie(self, number: int = 0) -> dict[str, str]:
        """The header that a browser of this session sends."""
        return {"Cookie": f"{COOKIE}={self.sessions[number]}"}


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What the server's process has taken so far: seconds, and statements."""

    cpu: float
    statements: int

    def __sub__(self, before: Taken) -> Taken:
        return Taken(cpu=self.cpu - before.cpu, statements=self.statements - before.statements)


@contextmanager
def desk_server(url: str, folder: Path, *, sessions: int) -> Iterator[Served]:
    """Over the empty database at ``url``; pictures are kept in ``folder``."""
    command = [sys.executable, "-m", "benchmarks.servers.desk", url, str(folder), str(sessions)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Served(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()


async def taken(client: ClientSession, served: Served) -> Taken:
    async with client.get(f"{served.url}/figures") as answer:
        return Taken(**await answer.json())
