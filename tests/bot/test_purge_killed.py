"""A purge that is killed by ``kill -9`` and run again leaves what one leaves that was not: nothing of what must go."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.purge.policy import POLICY, Purged
from storage.tables import events, inbox, metadata, rehearsals, submissions
from tests.support.every_column import GIVEN, fill, row, word
from tests.support.patience import PATIENCE

ROOT = Path(__file__).parents[2]
SETTINGS = "[rehearsal]\nnow = 2021-01-08T09:00:00+08:00\n[channels.simulator]\nenabled = true\n"
PURGE = ("purge", "--before", "2020-12-01", "--yes")
PHOTOS = 1000
GONE = (Purged.BLANKED, Purged.ROW, Purged.UNTITLED)
#: Words of what must go, wherever a row has one.
WORDS = {
    word(table, column).encode(): f"{table}.{column}"
    for table, columns in POLICY.items()
    for column, what in columns.items()
    if what in GONE
    and (table, column) not in GIVEN
    and f"{table}.{column}" not in ("segments.upload_id", "segments.key")
}


def command(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environ = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    line = [sys.executable, "-m", "bot", *arguments]
    return subprocess.Popen(line, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[bytes]) -> str:
    said, wrong = process.communicate(timeout=PATIENCE)
    assert (process.returncode, wrong) == (0, b""), wrong.decode()
    return said.decode()


async def _fill(folder: Path) -> None:
    """A row in every table, and many photos beside, each with a caption and a message of its own."""
    database, objects = Database(f"sqlite+aiosqlite:///{folder}/data/baosong.db"), Objects(f"{folder}/data/files")
    await fill(database, objects)
    async with database.write() as connection:
        await connection.execute(delete(rehearsals))
        numbers = range(100, 100 + PHOTOS)
        mail = [row(inbox, "", id=n, external_id=str(n), media="") for n in numbers]
        await connection.execute(insert(inbox), mail)
        sent = [row(submissions, "", id=n, inbox_id=n, key=f"week/2020-11-09/u1/{n}.jpg") for n in numbers]
        await connection.execute(insert(submissions), sent)
    await database.close()
    for number in numbers:
        path = folder / f"data/files/week/2020-11-09/u1/{number}.jpg"
        path.write_bytes(b"bytes of zq")


def found(folder: Path) -> Counter[str]:
    """How often words of what must go lie in each kind of file: the database, its log, the store."""
    counted: Counter[str] = Counter()
    for path in (path for path in (folder / "data").rglob("*") if path.is_file()):
        data = path.read_bytes()
        kind = path.name if path.name.startswith("baosong.db") else path.relative_to(folder / "data").parts[0]
        counted[kind] += sum(data.count(said) for said in WORDS)
        counted["files"] += kind == "files" and data.count(b"zq")
    return counted


def rows(folder: Path) -> dict[str, list[Any]]:
    async def read() -> dict[str, list[Any]]:
        database = Database(f"sqlite+aiosqlite:///{folder}/data/baosong.db")
        async with database.read() as connection:
            all_ = {t.name: list((await connection.execute(select(t))).all()) for t in metadata.sorted_tables}
        await database.close()
        # How much was removed is told by each run of its own.
        all_["events"] = [one for one in all_[events.name] if one.verb != "purged"]
        return all_

    return asyncio.run(read())


@pytest.mark.long
@pytest.mark.slow
def test_killed_three_times_it_ends_as_one_that_was_not(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.mkdir()
    (one / "config.toml").write_text(SETTINGS, encoding="utf-8")
    ended(command(one, "migrate"))
    asyncio.run(_fill(one))
    other = tmp_path / "other"
    shutil.copytree(one, other)
    before = found(one)
    assert before["baosong.db"] > 3 * PHOTOS and before["files"] > PHOTOS

    ended(command(other, *PURGE))
    store = one / "data/files"
    for left in (PHOTOS - 1, PHOTOS // 2, 100):
        purging = command(one, *PURGE)
        until = time.monotonic() + PATIENCE
        while len(list(store.glob("week/*/*/*.jpg"))) > left and purging.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.001)
        assert purging.poll() is None, purging.communicate()
        purging.send_signal(signal.SIGKILL)
        purging.communicate()
        assert found(one)["baosong.db"] > 0
    assert "清理好了" in ended(command(one, *PURGE))
    for folder in (one, other):
        after = found(folder)
        assert (sum(after.values()), set(after) - {"files", "baosong.db", "baosong.db-wal", "baosong.db-shm"}) == (
            0,
            set(),
        )
    assert rows(one) == rows(other)
