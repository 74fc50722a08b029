"""``baosong sessions``: who is logged in at the desk, and the end of it, without a browser."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.cli import run
from storage import sessions
from storage.engine import migrate
from storage.engine.database import Database
from storage.tables import events, people

CONFIG = """
campaigns = ["nanchang-2020"]
[database]
url = "sqlite+aiosqlite:///{folder}/baosong.db"
[files]
url = "{folder}/files"
[rehearsal]
now = 2020-11-09T10:30:00+08:00
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    asyncio.run(_logged_in(tmp_path))
    return str(file)


async def _logged_in(folder: Path) -> None:
    """总小样 twice, 分小样 once; one that nobody has used for a day."""
    database = Database(f"sqlite+aiosqlite:///{folder}/baosong.db")
    await migrate.upgrade(database)
    now = datetime.now(UTC)
    async with database.write() as connection:
        for number, name in ((1, "总小样"), (2, "分小样")):
            await connection.execute(insert(people).values(id=number, name=name, phone=str(number)))
        for person, ago in ((1, 0), (1, 60), (2, 120), (2, 24 * 3600)):
            at = now - timedelta(seconds=ago)
            await sessions.make(
                connection,
                person_id=person,
                agent="Windows",
                address="10.1.*.*",
                now=at,
                expires_at=now + timedelta(days=7),
            )
    await database.close()


def listed(config: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    assert run(["sessions", "list", "--json", "-c", config]) == 0
    found: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return found


def test_they_are_listed_and_ended(config: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = listed(config, capsys)
    assert [one["name"] for one in found] == ["总小样", "总小样", "分小样"]
    assert run(["sessions", "list", "-c", config]) == 0
    assert "总小样  Windows · 10.1.*.*" in capsys.readouterr().out
    assert run(["sessions", "revoke", found[0]["id"], "-c", config]) == 0
    assert "1 个登录" in capsys.readouterr().out
    assert [one["name"] for one in listed(config, capsys)] == ["总小样", "分小样"]
    assert run(["sessions", "revoke", "--person", "分小样", "-c", config]) == 0
    assert run(["sessions", "revoke", "--all", "-c", config]) == 0
    assert listed(config, capsys) == []
    assert run(["sessions", "list", "-c", config]) == 0
    assert "没有人登录" in capsys.readouterr().out
    assert asyncio.run(_ended(tmp_path)) == [1, 2, 1]


async def _ended(folder: Path) -> list[int]:
    database = Database(f"sqlite+aiosqlite:///{folder}/baosong.db")
    async with database.read() as connection:
        found = list(await connection.scalars(select(events.c.person_id).where(events.c.verb == "logged_out")))
    await database.close()
    return found


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ([], 2, "只写一种"),
        (["--all", "--person", "总小样"], 2, "只写一种"),
        (["zzzz"], 1, "没有这个编号"),
        ([""], 1, "多写几位"),
        (["--person", "无此人"], 1, "没有登录着"),
    ],
)
def test_what_is_unclear_ends_nothing(
    config: str, capsys: pytest.CaptureFixture[str], asked: list[str], code: int, said: str
) -> None:
    assert run(["sessions", "revoke", *asked, "-c", config]) == code
    assert said in capsys.readouterr().err
    assert len(listed(config, capsys)) == 3
