"""What many tests begin with is done once a process, and copied for the others: on SQLite, where copying is cheap."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from storage.engine.database import Database
from storage.tables import metadata
from tests.support.run_folder import run_folder

#: Of as many beginnings a copy is kept; each has some hundred kilobytes.
_MOST = 60

_kept: OrderedDict[str, Path] = OrderedDict()
_numbers = itertools.count()


async def set_up(database: Database, beginning: str, fill: Callable[[], Awaitable[None]]) -> None:
    """``fill`` an empty database; two of the same ``beginning`` must come out alike."""
    file = database.file
    if file is None or not _is_empty(file):
        await fill()
    elif beginning in _kept:
        _kept.move_to_end(beginning)
        _copy(_kept[beginning], file)
    else:
        await fill()
        _keep(beginning, file)


def _is_empty(file: Path) -> bool:
    rows = " UNION ALL ".join(f"SELECT 1 FROM {name}" for name in metadata.tables)
    with closing(sqlite3.connect(file)) as connection:
        return bool(connection.execute(f"SELECT NOT EXISTS ({rows})").fetchone()[0])


def _keep(beginning: str, file: Path) -> None:
    _kept[beginning] = path = run_folder() / f"beginning-{os.getpid()}-{next(_numbers)}.db"
    _copy(file, path)
    if len(_kept) > _MOST:
        _, oldest = _kept.popitem(last=False)
        oldest.unlink()


def _copy(source: Path, into: Path) -> None:
    """Also of a database that others have open."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(into)) as written:
        written.execute("PRAGMA synchronous = OFF")
        read.backup(written)
