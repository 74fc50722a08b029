"""Where a benchmark keeps what it writes, and its PostgreSQL: as an operator runs one, gone when the run ends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.databases import start_postgresql, stop_postgresql
from tests.support.run_folder import RunFolder


@contextmanager
def own_run() -> Iterator[Path]:
    """An empty folder, on a disk because commits wait for one; a server with durable commits."""
    run = RunFolder(Path(tempfile.gettempdir()))
    try:
        start_postgresql(durable=True)
        yield run.path / "tmp"
    finally:
        stop_postgresql()
        run.remove()
