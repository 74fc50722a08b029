"""What all tests share: real databases, and a clock that only moves when told."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from domain.clock import CHINA
from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.databases import create_schema, ready_postgresql

# Settings of whoever runs the tests must not reach them.
for name in [name for name in os.environ if name.startswith("BAOSONG_") and name != "BAOSONG_MATERIAL"]:
    del os.environ[name]


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2020, 11, 9, 9, 0, tzinfo=CHINA))


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with the schema, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
        await create_schema(url)
    else:
        url = ready_postgresql()
    opened = Database(url)
    yield opened
    await opened.close()
