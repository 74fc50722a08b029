"""Stories are told on a stage: ``on`` is the town with the bot in it; questions are asked in a small region."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support import asked
from tests.support.asked import Region
from tests.support.clocks import FrozenClock
from tests.support.town import on

__all__ = ["on", "region"]


@pytest.fixture
async def region(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Region]:
    async with asked.region(database, clock, tmp_path) as found:
        yield found
