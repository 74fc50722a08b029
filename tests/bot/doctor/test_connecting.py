"""The doctor at a channel that is connected to: it asks by itself only where that takes nothing away."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doctor import checks
from bot.doctor.diagnosis import Diagnosis, Grade
from bot.settings.load import load
from bot.settings.tables import Settings
from domain.clock import RealClock
from formats.words import doctor as words
from storage import connections
from storage.engine import migrate
from storage.engine.database import Database
from tests.support.fakes.wecom_bot_platform import FakeBot

KIND = "wecom-bot"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(bot: FakeBot, **changes: str) -> Settings:
    fields = {**bot.credentials, **changes}
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items())
    Path("config.toml").write_text(
        f'public_url = "https://baosong.example.org"\n[channels.{KIND}]\n{lines}\n', encoding="utf-8"
    )
    return load(Path("config.toml"))


async def diagnosed(found: Settings) -> tuple[Diagnosis, str]:
    (one,) = [it async for it in checks.examine(found, RealClock().real()) if it.id == f"channel.{KIND}"]
    return one, "".join(words.said(one.id, one.code, one.values))


async def taken(found: Settings, *, stands: bool) -> None:
    """Some process holds the connection."""
    Path("data").mkdir()
    database = Database(found.database.url)
    await migrate.upgrade(database)
    now = RealClock().real()
    async with database.write() as connection:
        await connections.open_rows(connection, [KIND], now=now - timedelta(minutes=3))
    one = await connections.take(database, KIND, holder="office, 7", now=now, lease=timedelta(minutes=1))
    assert one is not None
    if stands:
        await connections.stands(database, one, now=now, until=now + timedelta(minutes=1))
        await connections.keep(database, one, until=now + timedelta(minutes=1), heard_at=now)
    await database.close()


async def test_where_nobody_holds_it_the_platform_is_asked() -> None:
    async with FakeBot() as bot:
        one, _ = await diagnosed(settings(bot))
        assert (one.grade, one.code, bot.subscriptions) == (Grade.GOOD, "good", 1)
        one, said = await diagnosed(settings(bot, secret="another"))
        assert (one.grade, one.code) == (Grade.BAD, "credentials")
        assert "Bot ID、Secret" in said and "another" not in said


async def test_a_connection_that_stands_is_left_alone() -> None:
    async with FakeBot() as bot:
        found = settings(bot)
        await taken(found, stands=True)
        one, said = await diagnosed(found)
        assert (one.grade, one.code, bot.subscriptions) == (Grade.GOOD, "connected", 0)
        assert "office, 7" in said and "上次收到消息" in said


async def test_a_connection_that_is_being_made_is_told_and_left_alone() -> None:
    async with FakeBot() as bot:
        found = settings(bot)
        await taken(found, stands=False)
        one, said = await diagnosed(found)
        assert (one.grade, one.code, bot.subscriptions) == (Grade.BAD, "unconnected", 0)
        assert "3 分钟" in said and "office, 7" in said
