"""The desk's pages on a stage; SQLite alone, because the queries have tests of their own on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.desk_site import DeskSite, desk_site
from tests.support.stage import Stage
from tests.support.town import on

__all__ = ["on"]


@pytest.fixture
async def site(on: Stage) -> AsyncIterator[DeskSite]:
    async with desk_site(on) as opened:
        yield opened
