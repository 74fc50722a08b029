"""What the doctor says of the day by which people's things should have been removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.doctor import retention
from bot.settings.tables import Retention, Settings
from formats.words import doctor as texts
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.tables import submissions
from tests.support.databases import ready_database
from tests.support.every_column import fill

UNTIL = date(2021, 1, 31)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with ready_database("sqlite", tmp_path) as url:
        database = Database(url)
        await fill(database, Objects(str(tmp_path / "files")))
        yield database
        await database.close()


async def said(database: Database, until: date | None, today: date) -> tuple[str, str]:
    settings = Settings(retention=Retention(until=until or ""))
    async with database.read() as connection:
        found = await retention.examine(connection, settings, today)
    sentence, remedy = texts.said(found.id, found.code, found.values)
    return f"{found.grade.value} {sentence}", remedy


async def test_until_it_has_passed_nothing_is_to_be_done(database: Database) -> None:
    assert (await said(database, None, UNTIL))[0].startswith("good 没有写")
    assert await said(database, UNTIL, UNTIL) == ("good 材料和个人信息保存到 2021-01-31。", "")


@pytest.mark.parametrize("left", ["key", "text", "caption"])
async def test_what_is_still_there_afterwards_is_told_with_the_command(database: Database, left: str) -> None:
    async with database.write() as connection:
        gone = {name: "" for name in ("key", "text", "caption") if name != left}
        await connection.execute(update(submissions).values(**gone))
    sentence, remedy = await said(database, UNTIL, UNTIL + timedelta(days=1))
    assert sentence.startswith("advice 答应大家 2021-01-31 前") and "baosong purge --before 2021-02-01" in remedy


async def test_once_it_is_removed_that_is_good(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(update(submissions).values(key="", text="", caption=""))
    assert (await said(database, UNTIL, UNTIL + timedelta(days=1)))[0].startswith("good 2021-01-31 已过")
