"""Trouble made on purpose while a bot works: processes killed, its store gone, its platform failing, in turn."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from moto.server import ThreadedMotoServer

from tests.support.installation import Installation, kill

#: How the platform fails, one after the other.
PLATFORM: Sequence[dict[str, Any]] = ({"status": 503}, {"errcode": -1}, {"lose_answer": True})


class Processes:
    """The bot's processes by name: ``serve``, or ``web1``, ``worker1`` …"""

    def __init__(self, place: Installation, names: Sequence[str]) -> None:
        self._place = place
        self.names = names
        self.kills = 0
        self._alive: dict[str, psutil.Process] = {}

    @property
    def webs(self) -> list[str]:
        return [name for name in self.names if not name.startswith("worker")]

    def start(self, name: str) -> None:
        """It listens when this returns, unless it is a worker."""
        process = self._alive[name] = self._place.start(name.rstrip("12"), name=name)
        if name in self.webs:
            self._place.wait_for(process, name)

    def kill(self, name: str) -> None:
        """``kill -9``, and at once the next life."""
        kill(self._alive[name])
        self.kills += 1
        self.start(name)

    def measured(self) -> dict[str, tuple[float, int]]:
        """Name → memory of its own in MB, open descriptors."""
        return {name: (p.memory_full_info().uss / 1e6, p.num_fds()) for name, p in self._alive.items()}

    def logged(self) -> dict[str, int]:
        """Name → bytes of log."""
        return {name: self._place.log(name).stat().st_size for name in self.names}


@contextmanager
def folder_gone(folder: Path) -> Iterator[None]:
    """A file lies where the store's folder was; root, too, can write nothing there."""
    aside = folder.with_name(f"{folder.name}-aside")
    folder.rename(aside)
    folder.write_text("")
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


class S3:
    """moto's server, which keeps its objects while nobody can reach it."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self.host, self.port = self._server.get_host_and_port()

    @contextmanager
    def gone(self) -> Iterator[None]:
        self._server.stop()
        try:
            yield
        finally:
            self._server = ThreadedMotoServer(ip_address=self.host, port=self.port, verbose=False)
            self._server.start()

    def stop(self) -> None:
        self._server.stop()


@contextmanager
def platform_failing(api: str, how: dict[str, Any]) -> Iterator[None]:
    _order(api, how)
    try:
        yield
    finally:
        _order(api, {})


def _order(api: str, how: dict[str, Any]) -> None:
    request = urllib.request.Request(f"{api}/_fake/trouble", data=json.dumps(how).encode(), method="POST")
    urllib.request.urlopen(request, timeout=30).close()


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """All of it; ``seconds``: of the run. ``store_gone`` begins and ends with its context."""

    processes: Processes
    api: str
    store_gone: Callable[[], AbstractContextManager[None]]
    seconds: float

    async def pass_by(self, over: asyncio.Event) -> None:
        """A kill, then the platform or the store fails for a while, then the next; then it is ``over``."""
        failing: list[Callable[[], AbstractContextManager[None]]] = [
            lambda: platform_failing(self.api, PLATFORM[0]),
            self.store_gone,
            lambda: platform_failing(self.api, PLATFORM[1]),
            self.store_gone,
            lambda: platform_failing(self.api, PLATFORM[2]),
        ]
        names = self.processes.names
        rounds = max(len(failing), len(names))
        step = self.seconds * 0.9 / rounds
        for number in range(rounds):
            await asyncio.sleep(step * 0.3)
            await asyncio.to_thread(self.processes.kill, names[number % len(names)])
            await asyncio.sleep(step * 0.2)
            gone = failing[number % len(failing)]()
            await asyncio.to_thread(gone.__enter__)
            try:
                await asyncio.sleep(step * 0.4)
            finally:
                await asyncio.to_thread(gone.__exit__, None, None, None)
        over.set()
