"""``baosong move`` as an operator meets it: there and back, and what it refuses."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from bot.cli import run
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.tables import metadata, outbox, processes
from tests.support.databases import new_postgresql
from tests.support.every_column import fill, row
from tests.support.patience import PATIENCE

Said = Callable[..., tuple[int, str]]
Sql = Callable[..., None]

ROOT = Path(__file__).parents[2]
OLD = "sqlite+aiosqlite:///data/baosong.db"


async def _execute(url: str, *statements: object) -> None:
    database = Database(url)
    async with database.write() as connection:
        for statement in statements:
            await connection.execute(statement)  # type: ignore[call-overload]
    await database.close()


def execute(*statements: object, url: str = OLD) -> None:
    asyncio.run(_execute(url, *statements))


def counts(url: str) -> dict[str, int]:
    async def counted() -> dict[str, int]:
        database = Database(url)
        async with database.read() as connection:
            found = {t.name: len((await connection.execute(select(t))).all()) for t in metadata.sorted_tables}
        await database.close()
        return found

    return asyncio.run(counted())


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command where every table has a row, and the store five files."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> tuple[int, str]:
        code = run(list(arguments))
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out + captured.err

    async def filled() -> None:
        database = Database(OLD)
        await fill(database, Objects("data/files"))
        await database.close()

    (tmp_path / "config.toml").write_text('files.url = "data/files"\n', encoding="utf-8")
    command("migrate")
    asyncio.run(filled())
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    execute(update(processes).values(seen_at=long_ago, vitals={}), update(outbox).values(state="new"))
    return command


def stored(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_there_and_back(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, before, files = new_postgresql(), counts(OLD), stored(tmp_path / "data/files")
    code, told = said("move", "--to", f" {new} ", "--files", "moved")
    assert code == 0, told
    assert f"数据库 {len(before)} 张表 {sum(before.values())} 行" in told and "等着发的消息 1 条" in told
    assert f"文件 {len(files)} 个" in told and f"这次搬了 {len(files)} 个" in told
    assert "database.url 和 files.url" in told
    assert counts(new) == before == counts(OLD)
    assert stored(tmp_path / "moved") == files == stored(tmp_path / "data/files")

    monkeypatch.setenv("BAOSONG_DATABASE__URL", new)
    monkeypatch.setenv("BAOSONG_FILES__URL", "moved")
    assert said("migrate")[1].startswith("数据库已是最新")
    back = "sqlite+aiosqlite:///again/baosong.db"
    code, told = said("move", "--to", back)
    assert code == 0 and "材料留在原处" in told
    assert counts(back) == before
    assert not list((tmp_path / "data").glob(".move-*"))


def test_a_database_with_something_in_it_is_refused(said: Said) -> None:
    new = new_postgresql()
    assert said("move", "--to", new)[0] == 0
    before = counts(new)
    code, told = said("move", "--to", new)
    assert code == 2 and "不是空的" in told and counts(new) == before
    assert "postgres@" not in told
    code, told = said("move", "--to", OLD)
    assert code == 2 and "不是空的" in told


def test_while_the_program_runs_nothing_is_moved(said: Said, tmp_path: Path) -> None:
    running = row(processes, "2", id="2", part="serve", seen_at=datetime.now(UTC), vitals={})
    execute(insert(processes).values(running))
    code, told = said("move", "--to", "sqlite+aiosqlite:///again/baosong.db", "--files", "moved")
    assert code == 2 and "程序还在运行（serve）" in told
    assert not (tmp_path / "moved").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--to", "mysql://x"), "--to：只能是 sqlite+aiosqlite"),
        (("--to", "sqlite+aiosqlite:///x.db", "--files", "ftp://x"), "--files：只能是文件夹"),
        (("--to", "sqlite+aiosqlite:///x.db", "--files", "data/files"), "是同一个"),
        (("--to", "sqlite+aiosqlite:///x.db", "--files", "data/files/new"), "在另一个里面"),
        (("--to", "sqlite+aiosqlite:///x.db", "--files", "data"), "在另一个里面"),
        (("--to", "postgresql+asyncpg://u:hush@127.0.0.1:9/x"), "数据库打不开"),
    ],
)
def test_what_cannot_be_moved_to(said: Said, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    code, sentence = said("move", *arguments)
    assert code == 2 and told in sentence and "hush" not in sentence
    assert not (tmp_path / "x.db").exists() or not counts("sqlite+aiosqlite:///x.db")["people"]


def test_a_store_with_something_else_in_it_is_refused(said: Said, tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved/theirs.txt").write_bytes(b"x")
    code, told = said("move", "--to", "sqlite+aiosqlite:///x.db", "--files", "moved")
    assert code == 2 and "theirs.txt" in told
    assert stored(tmp_path / "moved") == {"theirs.txt": b"x"}


def _wait_for(folder: Path, enough: int, moving: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while len(list(folder.glob("**/*.jpg"))) < enough and moving.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.mark.long
@pytest.mark.slow
def test_killed_in_the_middle_and_run_again_it_is_whole(said: Said, tmp_path: Path) -> None:
    for number in range(300):
        path = tmp_path / f"data/files/week/2020-11-09/u1/{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(number.to_bytes(2) * 50_000)
    files, before = stored(tmp_path / "data/files"), counts(OLD)
    new = "sqlite+aiosqlite:///again/baosong.db"
    arguments = ["move", "--to", new, "--files", "moved"]
    for enough in (1, 150):
        moving = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}
        )
        _wait_for(tmp_path / "moved", enough, moving)
        assert moving.poll() is None, "it ended before it could be killed"
        moving.send_signal(signal.SIGKILL)
        moving.wait()
    there = len(list((tmp_path / "moved").rglob("*.jpg")))
    code, told = said(*arguments)
    assert code == 0 and there > 0, told
    assert stored(tmp_path / "moved") == files and counts(new) == before
    assert not list((tmp_path / "data").glob(".move-*"))
