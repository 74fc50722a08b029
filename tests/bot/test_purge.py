"""``baosong purge`` as an operator meets it: a report first, then the removal; a campaign that goes on is refused."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import run
from storage.engine.database import Database
from storage.engine.objects import Objects
from tests.support.every_column import fill, word

Said = Callable[..., tuple[int, str]]
#: The campaign of the rows is over on the 10th; a year later nothing is young.
SETTINGS = """
[rehearsal]
now = {now}
[channels.simulator]
enabled = true
"""
BEFORE = ("--before", "2020-12-01")


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command where a campaign is over; its exit code, and what it printed."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, now: str = "2021-11-20T09:00:00+08:00") -> tuple[int, str]:
        (tmp_path / "config.toml").write_text(SETTINGS.format(now=now), encoding="utf-8")
        code = run(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out + captured.err

    async def filled() -> None:
        database = Database("sqlite+aiosqlite:///data/baosong.db")
        await fill(database, Objects("data/files"))
        async with database.write() as connection:
            await connection.exec_driver_sql("DELETE FROM rehearsals")
        await database.close()

    command("migrate")
    asyncio.run(filled())
    return command


def whole(folder: Path) -> dict[str, str]:
    """Hash of every file of the database and the store."""
    files = [path for path in (folder / "data").rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_without_yes_nothing_is_changed(said: Said, tmp_path: Path) -> None:
    before = whole(tmp_path)
    code, told = said("purge", *BEFORE)
    assert code == 0 and whole(tmp_path) == before
    assert "week：文件 1 个" in told and "已不在名册的人 1 人（账号 1 个）" in told and "什么都没有改" in told
    assert "没有记下在哪里备份过" in told


def test_with_yes_it_is_gone_and_a_second_run_finds_nothing_more(said: Said, tmp_path: Path) -> None:
    code, told = said("purge", *BEFORE, "--yes")
    assert code == 0 and "清理好了" in told
    held = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    for column in (("submissions", "caption"), ("inbox", "text"), ("people", "phone"), ("bubbles", "text")):
        assert word(*column).encode() not in held, column
    assert [path for path in (tmp_path / "data/files").rglob("*") if path.is_file()] == []
    code, told = said("purge", *BEFORE, "--yes")
    assert code == 0 and "week：文件 0 个（0.00 GB），预览图 0 组，文字 0 篇，说明 0 条" in told
    assert "收到的消息 0 条，发出的消息 0 条，聊天记录 0 条，已不在名册的人 0 人（账号 0 个）" in told


def test_one_that_goes_on_is_refused_by_name(said: Said, tmp_path: Path) -> None:
    before = whole(tmp_path)
    code, told = said("purge", "--before", "2030-01-01", "--yes", now="2020-11-09T12:00:00+08:00")
    assert code == 2 and told.startswith("week（到 2020-11-10 09:00） 还没有结束，没有清理")
    assert whole(tmp_path) == before


def test_where_nothing_ended_before(said: Said) -> None:
    code, told = said("purge", "--before", "2020-11-01", "--yes")
    assert code == 0 and "什么都没有改" in told and "week（到 2020-11-10 09:00）" in told


@pytest.mark.parametrize("day", ["soon", "2020-13-01", "20201201"])
def test_what_is_no_day(said: Said, day: str) -> None:
    code, told = said("purge", "--before", day)
    assert code == 2 and "不是日期" in told


def test_backups_that_still_hold_it_are_named(said: Said, tmp_path: Path) -> None:
    assert said("backup", "backups")[0] == 0
    (made,) = (tmp_path / "backups/backups").iterdir()
    _, told = said("purge", *BEFORE, "--yes")
    assert f"{tmp_path / 'backups'}：{made.name}" in told


def test_one_person_is_shown_and_removed_on_request(said: Said, tmp_path: Path) -> None:
    left, account = word("people", "name"), word("identities", "account")
    code, told = said("person", "show", left)
    assert code == 0 and f"{left}，手机：{word('people', 'phone')}" in told and "已不在名册" in told and account in told
    before = whole(tmp_path)
    code, told = said("person", "remove", f"{left}@{word('people', 'phone')}")
    assert code == 0 and "什么都没有改" in told and whole(tmp_path) == before
    code, told = said("person", "remove", account, "--yes")
    assert code == 0 and "删除好了" in told
    held = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("baosong.db*"))
    for column in (("people", "name"), ("people", "phone"), ("identities", "account"), ("sessions", "agent")):
        assert word(*column).encode() not in held, column
    # What was sent is the unit's.
    assert word("submissions", "caption").encode() in held
    code, told = said("person", "show", left)
    assert code == 1 and "名册里没有" in told


def test_somebody_of_the_roster_is_not_removed(said: Said, tmp_path: Path) -> None:
    before = whole(tmp_path)
    code, told = said("person", "remove", "在册", "--yes")
    assert code == 1 and "还在名册里" in told and whole(tmp_path) == before


def test_the_same_as_a_document(said: Said, tmp_path: Path) -> None:
    said("backup", "backups")
    (made,) = (tmp_path / "backups/backups").iterdir()
    code, told = said("purge", *BEFORE, "--json")
    document = json.loads(told)
    assert code == 0 and document["purged"] is False and document["before"] == BEFORE[1]
    assert [(one["campaign"], one["files"], one["captions"]) for one in document["campaigns"]] == [("week", 1, 1)]
    assert document["others"]["persons"] == 1
    assert document["backups"] == [{"place": str(tmp_path / "backups"), "names": [made.name]}]
    assert json.loads(said("purge", *BEFORE, "--json", "--yes")[1])["purged"] is True
    nothing = json.loads(said("purge", "--before", "2020-11-01", "--json")[1])
    assert (nothing["campaigns"], nothing["others"], nothing["purged"]) == ([], None, False)
