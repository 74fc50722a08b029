"""One folder for everything a test run writes outside the repository; it goes when the run ends.

The process that starts a run makes the folder and names it in the environment. Workers of pytest-xdist, and every
process a test starts, inherit it as their temporary folder. A run that is killed leaves its folder; the next one
clears it away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

VARIABLE = "TEST_RUN_FOLDER"
_PREFIX = "baosong-run-"
_MEMORY = Path("/dev/shm")
#: Bytes that must be free in memory before files go there; the suite needs about a tenth.
_ROOM = 4 << 30


class RunFolder:
    """Made by ``__init__``, removed by ``remove``; locked in between, so that a dead run's folder can be told."""

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or _parent()
        _clear(parent)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        # The PostgreSQL of a run by root runs as somebody else, who must get at its folder below this one.
        self.path.chmod(0o711)
        self._lock = _lock(self.path)
        (self.path / "tmp").mkdir()
        os.environ[VARIABLE] = str(self.path)
        os.environ["TMPDIR"] = str(self.path / "tmp")
        tempfile.tempdir = None

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()


def run_folder() -> Path:
    """The folder of the run this process belongs to."""
    return Path(os.environ[VARIABLE])


@contextmanager
def one_process(what: str) -> Iterator[None]:
    """Only one process of the run at a time is inside."""
    with (run_folder() / f"{what}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _parent() -> Path:
    """Where the person who starts the run wants temporary files; who says nothing gets memory, if there is enough."""
    if "TMPDIR" in os.environ:
        return Path(os.environ["TMPDIR"])
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM:
        return _MEMORY
    return Path(tempfile.gettempdir())


def _clear(parent: Path) -> None:
    """Remove the folders of runs that are no more."""
    for folder in parent.glob(f"{_PREFIX}*"):
        lock = _lock(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            lock.close()


def _lock(folder: Path) -> IO[str] | None:
    """The folder's lock; None while a living process has it, or when the folder belongs to somebody else."""
    with suppress(OSError):
        file = (folder / "run.lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
        else:
            return file
    return None
