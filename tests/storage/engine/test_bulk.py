"""The group commit's write: what it stores reads back the same, and one bad value keeps out nobody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from domain.clock import CHINA, RealClock
from domain.messages import Incoming, MessageKind
from storage.engine.database import Database, DatabaseUnavailable
from storage.inbox import InboxWriter
from storage.tables import inbox
from tests.support.databases import create_schema
from tests.support.patience import PATIENCE

AT = datetime(2020, 11, 9, 1, 59, 59, 123456, tzinfo=UTC)


def message(number: int, text: str = "今天") -> Incoming:
    return Incoming(
        channel="wecom",
        external_id=str(number),
        sender=f"liaison{number % 3}",
        kind=MessageKind.TEXT,
        sent_at=AT - timedelta(seconds=number % 2),
        text=text,
    )


async def stored(database: Database) -> dict[str, dict[str, object]]:
    async with database.read() as connection:
        rows = (await connection.execute(select(inbox))).mappings()
        return {row["external_id"]: dict(row) for row in rows}


async def test_values_read_back_as_they_were(database: Database) -> None:
    writer = InboxWriter(database, RealClock())
    text = "引号'\"；换行\n反斜杠\\ 表情😀"
    await writer.put([message(1, text)], arrived=AT.astimezone(CHINA))
    await writer.close()
    row = (await stored(database))["1"]
    assert (row["channel"], row["sender"], row["kind"], row["text"]) == ("wecom", "liaison1", "text", text)
    assert (row["sent_at"], row["arrived_at"], row["retry_at"]) == (AT - timedelta(seconds=1), AT, AT)
    assert (row["state"], row["attempts"], row["claim"], row["error"]) == ("new", 0, None, "")


async def test_a_thousand_at_once_are_all_there_once(database: Database) -> None:
    writer = InboxWriter(database, RealClock(), most=300)
    await asyncio.gather(*(writer.put([message(n % 900)], arrived=AT) for n in range(1000)))
    await writer.close()
    assert len(await stored(database)) == 900


async def test_a_message_the_database_will_not_have_fails_alone(database: Database) -> None:
    writer = InboxWriter(database, RealClock())
    messages = [replace(message(n), channel="\ud83d" if n == 5 else "wecom") for n in range(10)]
    puts = [writer.put([one], arrived=AT) for one in messages]
    answers = await asyncio.gather(*puts, return_exceptions=True)
    await writer.close()
    assert [n for n, answer in enumerate(answers) if answer is not None] == [5]
    assert not isinstance(answers[5], DatabaseUnavailable)
    assert sorted(await stored(database), key=int) == [str(n) for n in range(10) if n != 5]


async def test_a_text_that_no_column_holds_is_kept_without_its_faults(database: Database) -> None:
    writer = InboxWriter(database, RealClock())
    faulty = "好\0\ud83d"
    await writer.put([replace(message(1, faulty), media=faulty, file_name=faulty, raw=faulty)], arrived=AT)
    await writer.close()
    row = (await stored(database))["1"]
    assert {row[name] for name in ("text", "media", "file_name", "raw")} == {"好\ufffd\ufffd"}


async def test_a_locked_database_is_said_and_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.bulk.BUSY_TIMEOUT", 0.05)
    url = f"sqlite+aiosqlite:///{tmp_path / 'locked.db'}"
    await create_schema(url)
    ours, theirs = Database(url), Database(url)
    writer = InboxWriter(ours, RealClock())
    async with theirs.write() as theirs_now:
        await theirs_now.execute(text("SELECT 1"))  # from here on the file is theirs
        with pytest.raises(DatabaseUnavailable):
            await writer.put([message(1)], arrived=AT)
    await writer.put([message(1)], arrived=AT)
    assert list(await stored(ours)) == ["1"]
    await writer.close()
    await ours.close()
    await theirs.close()


@pytest.mark.parametrize("error", [OSError("disk I/O error"), TimeoutError()], ids=repr)
async def test_whatever_the_system_fails_with_is_the_database_being_away(
    database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    @asynccontextmanager
    async def fail() -> AsyncIterator[None]:
        raise error
        yield

    writer = InboxWriter(database, RealClock())
    for entered in ("in_line", "write"):
        monkeypatch.setattr(database, entered, fail)
    with pytest.raises(DatabaseUnavailable):
        await writer.put([message(1)], arrived=AT)
    await writer.close()


async def test_who_brings_a_message_is_not_kept_waiting_by_a_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.inbox.PUT_TIMEOUT", 0.05)
    url = f"sqlite+aiosqlite:///{tmp_path / 'locked.db'}"
    await create_schema(url)
    ours, theirs = Database(url), Database(url)
    writer = InboxWriter(ours, RealClock())
    async with theirs.write() as theirs_now:
        await theirs_now.execute(text("SELECT 1"))  # from here on the file is theirs
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable):
                await asyncio.wait_for(writer.put([message(1)], arrived=AT), PATIENCE)
    monkeypatch.setattr("storage.inbox.PUT_TIMEOUT", PATIENCE)
    await writer.put([message(1)], arrived=AT)
    await writer.check()
    assert list(await stored(ours)) == ["1"]
    await writer.close()
    await ours.close()
    await theirs.close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_nobody_closed_ends_with_the_database(database: Database) -> None:
    ours, before = Database(str(database.url)), set(threading.enumerate())
    writer = InboxWriter(ours, RealClock())
    await writer.put([message(1)], arrived=datetime.now(UTC))
    (writing,) = [one for one in threading.enumerate() if one not in before and one.name.startswith("bulk")]
    await ours.close()
    assert not writing.is_alive()
    await writer.close()
