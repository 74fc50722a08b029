"""Checks in processes that may die: a pool of workers, each file under a limit of time and memory.

A hostile file can at worst cost one worker, which is replaced; the caller always gets a report.
"""

from __future__ import annotations

import asyncio
import base64
import errno
import json
import logging
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import replace
from pathlib import Path
from typing import Any

from checks.facts import complete
from checks.guess import kind_by_name
from checks.pool.confinement import VARIABLES
from checks.pool.worker import HEADER, PICTURE, READY, READY_WITH_NETWORK, UNREADABLE
from checks.request import CheckRequest, PictureRequest
from domain.findings import Appearance, Code, Finding, Kind, Report
from domain.findings.found import TimeLimit
from domain.findings.stored import from_json

#: A worker ends itself so long after its time is up: should the parent be gone, nobody else would.
GRACE_SECONDS = 5.0
#: How long a fresh worker may take to import what it needs, on a busy small machine.
START_SECONDS = 60.0
MAX_REPLY_BYTES = 16 << 20
_ROOT = Path(__file__).resolve().parent.parent.parent

log = logging.getLogger(__name__)


class WorkerDied(Exception):
    """The worker ended, or talked nonsense, before it answered."""


class WorkerNotStarted(Exception):
    """No worker comes up on this machine: no file's fault, so no file is blamed."""


class CheckRunner:
    """A pool of ``processes`` workers; each check has ``seconds``. Belongs to the event loop that uses it.

    Workers start when first needed, or all at once by ``start``.
    """

    def __init__(self, *, processes: int = 2, seconds: float = 30.0) -> None:
        self._seconds = seconds
        self._slots: asyncio.Queue[Process | None] = asyncio.Queue()
        self._processes = processes
        for _ in range(processes):
            self._slots.put_nowait(None)

    async def start(self) -> None:
        """Warm all idle workers: processes up, imports done."""
        idle = [self._slots.get_nowait() for _ in range(self._slots.qsize())]
        started = await asyncio.gather(*(_ready(worker) for worker in idle), return_exceptions=True)
        for worker in started:
            self._slots.put_nowait(None if isinstance(worker, BaseException) else worker)
        for problem in started:
            if isinstance(problem, BaseException):
                raise problem

    async def inspect(self, request: CheckRequest) -> Report:
        """``checks.check.inspect`` in a worker.

        Raises OSError when the file cannot be read, ``WorkerNotStarted`` when this machine runs no worker; never
        for what is in the file.
        """
        size = request.path.stat().st_size
        asked = replace(request, path=request.path.resolve())
        try:
            answer = await self._twice(asked, size)
        except WorkerDied:
            return _given_up(request, size, Finding(code=Code.FILE_DAMAGED))
        except TimeoutError:
            return self._too_slow(request, size)
        assert isinstance(answer, Report)
        return answer

    async def large(self, path: Path) -> bytes:
        """``checks.photos.large.large_picture`` in a worker; empty, too, for a photo that a worker dies of.

        Raises as ``inspect`` does.
        """
        try:
            answer = await self._twice(PictureRequest(path.resolve()), path.stat().st_size)
        except (WorkerDied, TimeoutError):
            return b""
        assert isinstance(answer, bytes)
        return answer

    async def _twice(self, request: CheckRequest | PictureRequest, size: int) -> Report | bytes:
        """A worker may have died of something else (memory short, an operator's kill): one more chance."""
        asked = pickle.dumps((self._seconds + GRACE_SECONDS, request))
        try:
            return await self._ask(asked)
        except WorkerDied:
            log.warning("check worker died, trying again", extra={"bytes": size})
        return await self._ask(asked)

    async def close(self) -> None:
        """End all workers; checks under way are waited for."""
        workers = [await self._slots.get() for _ in range(self._processes)]
        await asyncio.gather(*(_end(worker) for worker in workers if worker is not None))
        for _ in workers:
            self._slots.put_nowait(None)

    async def _ask(self, request: bytes) -> Report | bytes:
        worker = await self._slots.get()
        good = False
        try:
            worker = await _ready(worker)
            reply = await asyncio.wait_for(_exchange(worker, request), self._seconds)
            answer = _from_json(reply)
            good = True
            if isinstance(answer, OSError):
                raise answer
            return answer
        finally:
            # Also when the caller was cancelled: a worker in the midst of a file is of no use to the next one.
            if not good and worker is not None:
                _kill(worker)
            self._slots.put_nowait(worker if good else None)
            if not good and worker is not None:
                await _end(worker)

    def _too_slow(self, request: CheckRequest, size: int) -> Report:
        return _given_up(request, size, Finding(code=Code.FILE_UNSAFE, found=TimeLimit(self._seconds)))


def _given_up(request: CheckRequest, size: int, finding: Finding) -> Report:
    log.error("check given up", extra={"code": finding.code, "bytes": size})
    kind = request.kind or kind_by_name(request.name) or Kind.ATTACHMENT
    return Report(kind=kind, facts=complete(kind, {"bytes": size}), findings=(finding,))


async def try_worker() -> bool:
    """Start one worker and end it: whether the kernel keeps it from the network. Raises ``WorkerNotStarted``."""
    fresh, greeting = await _started()
    await _end(fresh)
    return greeting == READY


async def _ready(worker: Process | None) -> Process:
    """``worker`` if it lives, else a fresh one. Raises WorkerNotStarted."""
    if worker is not None:
        if worker.returncode is None:
            return worker
        await _end(worker)
    fresh, _ = await _started()
    return fresh


async def _started() -> tuple[Process, bytes]:
    """A fresh worker and its greeting. Raises WorkerNotStarted."""
    fresh = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "checks.pool.worker", stdin=PIPE, stdout=PIPE, env=_environment()
    )
    try:
        greeting = await asyncio.wait_for(_read(fresh), START_SECONDS)
        if greeting not in (READY, READY_WITH_NETWORK):
            raise WorkerNotStarted("unexpected greeting")
    except (WorkerDied, TimeoutError) as error:
        _kill(fresh)
        await _end(fresh)
        raise WorkerNotStarted("checks.pool.worker did not start") from error
    except BaseException:
        _kill(fresh)
        await _end(fresh)
        raise
    return fresh, greeting


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in VARIABLES if name in os.environ}
    path = os.pathsep.join(filter(None, (str(_ROOT), kept.get("PYTHONPATH", ""))))
    return {**kept, "PYTHONPATH": path}


async def _exchange(worker: Process, request: bytes) -> bytes:
    assert worker.stdin is not None
    try:
        worker.stdin.write(HEADER.pack(len(request)) + request)
        await worker.stdin.drain()
    except OSError as error:
        raise WorkerDied from error
    return await _read(worker)


async def _read(worker: Process) -> bytes:
    assert worker.stdout is not None
    try:
        (length,) = HEADER.unpack(await worker.stdout.readexactly(HEADER.size))
        if length > MAX_REPLY_BYTES:
            raise WorkerDied
        return await worker.stdout.readexactly(length)
    except (asyncio.IncompleteReadError, OSError) as error:
        raise WorkerDied from error


def _from_json(reply: bytes) -> Report | bytes | OSError:
    try:
        data: dict[str, Any] = json.loads(reply)
        if UNREADABLE in data:
            return OSError(errno.EIO, str(data[UNREADABLE]))
        if PICTURE in data:
            return base64.b64decode(data[PICTURE], validate=True)
        findings = tuple(from_json(finding) for finding in data["findings"])
        return Report(
            kind=Kind(data["kind"]),
            facts=data["facts"],
            findings=findings,
            form=tuple(data["form"]),
            wording=str(data["wording"]),
            crc32=data["crc32"],
            appearance=_appearance(data["appearance"]) if "appearance" in data else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WorkerDied from error


def _appearance(data: dict[str, Any]) -> Appearance:
    blobs = {name: base64.b64decode(data[name], validate=True) for name in ("thumbnail", "small", "views")}
    return Appearance(sharpness=float(data["sharpness"]), fingerprint=data["fingerprint"], **blobs)


def _kill(worker: Process) -> None:
    if worker.returncode is None:
        worker.kill()


async def _end(worker: Process) -> None:
    """Close the worker's input, which ends it, and reap it; its pipe is read out so that nothing is left open."""
    if worker.stdin is not None:
        worker.stdin.close()
    try:
        await asyncio.wait_for(worker.communicate(), START_SECONDS)
    except TimeoutError:
        _kill(worker)
        await worker.wait()
    except (OSError, ValueError):
        await worker.wait()
