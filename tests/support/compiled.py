"""Statements are compiled once a process and not once a test: every test has an engine of its own, and all are alike.

Compiling is a quarter of the processor's time of a short story on a database.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

#: As many as all tests of a process may have in use.
_MOST = 4_000


class _OfAllAlike(LRUCache[Any, Any]):
    """SQLAlchemy's keys begin with a dialect; here with its kind. The servers and drivers of a run are the same."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_alike(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_alike(key), value)


def _alike(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *others = key
    return (type(dialect), *others)


def compile_once() -> None:
    """For every engine of this process."""
    statements = _OfAllAlike(_MOST)
    # What an engine would have for itself is let go.
    Engine._compiled_cache = property(lambda engine: statements, lambda engine, own: None)  # type: ignore[assignment]
