"""An upload site on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.upload_site import Site, upload_site


@pytest.fixture
async def site(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Site]:
    async with upload_site(database, clock, tmp_path) as opened:
        yield opened
