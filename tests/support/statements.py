"""The statements that go to a database, listed: what something costs there is counted, never timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.engine.database import Database

#: On SQLite the engine opens transactions by a statement of its own; PostgreSQL's driver does it unseen.
_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement of this process meanwhile, those of transactions apart."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_TRANSACTION):
            seen.append(statement)

    # On PostgreSQL the reader is the writer with other options and shares its listeners.
    engines = [database._writer.sync_engine, *([database._reader.sync_engine] if database.sqlite else [])]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
