"""Commands that make a database: what migrations make of nothing is always the same, and they are run once a process.

What they do is shown in ``tests/storage/engine/test_migrate.py`` and, a version at a time, in ``test_upgrade.py``.
"""

from __future__ import annotations

from functools import cache

import pytest
from sqlalchemy import Connection, create_engine, inspect

from storage.engine import migrate

_upgrade_to = migrate.upgrade_to


@pytest.fixture(autouse=True)
def _migrated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "upgrade_to", _upgrade)


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name != "sqlite" or revision != "head" or inspect(connection).get_table_names():
        _upgrade_to(connection, revision)
    else:
        for statement in _made_of_nothing():
            connection.exec_driver_sql(statement)


@cache
def _made_of_nothing() -> list[str]:
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            _upgrade_to(connection, "head")
            found = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
            )
            return [*found.scalars(), f"INSERT INTO alembic_version VALUES ('{migrate.newest()}')"]
    finally:
        engine.dispose()
