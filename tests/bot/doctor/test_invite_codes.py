"""Invite codes whose owner is in doubt, and accounts that wait for a yes: named by the doctor until it is settled."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.doctor import people as doctor
from bot.sample_roster import sample_rows
from bot.settings.load import load
from domain.clock import CHINA
from domain.events import EventVerb
from domain.organisation import Account
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from storage import bindings, events, people
from storage.engine import migrate
from storage.engine.database import Connection, Database
from storage.tables import invites

NOW = datetime(2020, 11, 9, 9, 28, tzinfo=CHINA)


async def _tried(connection: Connection, person: int, account: str) -> None:
    details = {"channel": "wecom", "account": account}
    await events.record(connection, EventVerb.CODE_TRIED, at=NOW, person_id=person, details=details)


async def test_they_are_named_until_it_is_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").touch()
    settings = load(Path("config.toml"))
    database = Database("sqlite+aiosqlite:///a.db")
    await migrate.upgrade(database)
    await importing.import_roster(database, [], importing.of_rows(sample_rows()[:6]), Terms(now=NOW, real=NOW))

    async def told() -> dict[str, tuple[str, str]]:
        async with database.read() as connection:
            found = await doctor.examine(connection, settings, [])
        return {d.id: (d.values["count"], d.values["names"]) for d in found if d.code in ("tried", "waiting")}

    assert await told() == {}
    async with database.write() as connection:
        first, second, third = (await people.all(connection))[:3]
        for person, account in ((first, "own"), (first, "other"), (second, "x"), (third, "y")):
            await _tried(connection, person.id, account)
        await people.link(connection, first.id, "wecom", "own", now=NOW)
        await bindings.ask(connection, second.id, Account(channel="wecom", account="z"), now=NOW)
    at = "11月9日 09:28"
    expected = (
        f"{first.name}（企业微信 other，{at}）、{second.name}（企业微信 x，{at}）、{third.name}（企业微信 y，{at}）"
    )
    assert await told() == {
        "roster.codes": ("3", expected),
        "roster.confirm": ("1", f"{second.name}（企业微信 z，{at}）"),
    }
    async with database.write() as connection:
        await events.record(connection, EventVerb.CODE_RENEWED, at=NOW, person_id=first.id)
        await connection.execute(
            update(invites).where(invites.c.person_id == third.id).values(made_at=NOW.replace(hour=10))
        )
    assert (await told())["roster.codes"] == ("1", f"{second.name}（企业微信 x，{at}）")
    async with database.write() as connection:
        await bindings.end(connection, [second.id], real=NOW)
    assert await told() == {}
    await database.close()
