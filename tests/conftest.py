"""What all tests share: one folder a run, real databases, and a clock that only moves when told."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.clock import CHINA
from storage.engine.database import Database
from tests.support import run_folder
from tests.support.clocks import FrozenClock
from tests.support.compiled import compile_once
from tests.support.databases import drop_databases, ready_database, stop_postgresql

if TYPE_CHECKING:
    from tests.support.installation import Nursery

# Settings of whoever runs the tests must not reach them.
for name in [name for name in os.environ if name.startswith("BAOSONG_") and name != "BAOSONG_MATERIAL"]:
    del os.environ[name]

compile_once()

_OWN_FOLDER = pytest.StashKey[run_folder.RunFolder]()
_STORIES = Path(__file__).parent / "stories"
#: Longest tests first: what comes last should not keep one worker busy while the others have nothing left.
_LONG_KINDS = ("slow", "browser")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if run_folder.VARIABLE not in os.environ:
        config.stash[_OWN_FOLDER] = run_folder.RunFolder()
    if config.option.basetemp is None and not hasattr(config, "workerinput"):
        config.option.basetemp = str(run_folder.run_folder() / f"pytest-{os.getpid()}")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    own = config.stash.get(_OWN_FOLDER, None)
    if own is None:
        drop_databases()
        if not hasattr(config, "workerinput"):
            shutil.rmtree(config.option.basetemp, ignore_errors=True)
    else:
        stop_postgresql()
        own.remove()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_a_story_on_postgresql(item):
            item.add_marker("long")
    items.sort(key=lambda item: not any(item.get_closest_marker(kind) for kind in _LONG_KINDS))


def _is_a_story_on_postgresql(item: pytest.Item) -> bool:
    """It is told on SQLite, too: that is enough while one works, and the other comes with all that takes long."""
    told_on = getattr(item, "callspec", None)
    return _STORIES in item.path.parents and told_on is not None and told_on.params.get("database") == "postgresql"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2020, 11, 9, 9, 0, tzinfo=CHINA))


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Forks processes of the bot: for all tests with real processes the program is imported once."""
    # Only here: most tests have no use for what it needs.
    from tests.support.installation import Nursery

    with Nursery() as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with the schema, once on SQLite and once on PostgreSQL."""
    async with ready_database(request.param, tmp_path) as url:
        opened = Database(url)
        yield opened
        await opened.close()
