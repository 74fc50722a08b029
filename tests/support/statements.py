"""The statements that go to a database, by verb and table, transaction by transaction: counted, never timed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from storage.engine.database import Database

#: A statement that only looks something up first (``WITH …``) is the one that comes after.
_LOOKED_UP = re.compile(r"^WITH .*\)\s*(?=(?:SELECT|INSERT|UPDATE|DELETE)\b)", re.DOTALL)
_PARENTHESES = re.compile(r"\([^()]*\)")
_TABLE = re.compile(r"\b(?:INTO|UPDATE|FROM)\s+([a-z_]+)")


@dataclass(frozen=True)
class Recorded:
    """One list for each transaction: its statements as ``SELECT people``, in their order."""

    transactions: list[list[str]] = field(default_factory=list)

    @property
    def statements(self) -> int:
        return sum(map(len, self.transactions))

    def __str__(self) -> str:
        return "\n".join(", ".join(statements) for statements in self.transactions)


@contextmanager
def recorded(database: Database) -> Iterator[Recorded]:
    """Record what is said to ``database`` inside the block, by whatever connection."""
    found = Recorded()
    running: dict[Any, list[str]] = {}

    def begin(connection: Any) -> None:
        running[connection] = []
        found.transactions.append(running[connection])

    def execute(connection: Any, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            running[connection].append(summary(statement))

    # PostgreSQL's readers are its writers with another option, and tell the same listeners.
    engines = [database._writer, *([database._reader] if database.sqlite else [])]
    listeners = (("begin", begin), ("before_cursor_execute", execute))
    for engine in engines:
        for name, listener in listeners:
            event.listen(engine.sync_engine, name, listener)
    try:
        yield found
    finally:
        for engine in engines:
            for name, listener in listeners:
                event.remove(engine.sync_engine, name, listener)


def summary(statement: str) -> str:
    """Its verb, and the table that it writes or reads first; a subquery's only when there is no other; or ``LOCK``."""
    if "pg_advisory" in statement:
        return "LOCK"
    said = _LOOKED_UP.sub("", statement)
    outside, found = said, 1
    while found:
        outside, found = _PARENTHESES.subn("", outside)
    table = _TABLE.search(outside) or _TABLE.search(said)
    return f"{said.split(None, 1)[0]} {table.group(1) if table else '?'}"
