"""Rows of tables as tests need them: what a test does not name has each table's usual value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA
from storage.engine.database import Database
from storage.said_before import words_of

#: The moment that usual rows are of.
NOW = datetime(2020, 11, 9, 9, 0, tzinfo=CHINA)
DAY = date(2020, 11, 9)
SECOND = timedelta(seconds=1)


async def add(connection: AsyncConnection, table: Table, row_id: int | str, **values: Any) -> None:
    """One row. Whoever it belongs to (usually person 1, unit 1) must be there already."""
    await connection.execute(insert(table).values({"id": row_id, **_USUAL[table.name](row_id), **values}))


async def add_named(database: Database, table: Table, rows: Mapping[str, Any], **usual: Any) -> None:
    """Rows by what is special about each, with that alone unlike ``usual``; their ids are 1, 2, … in this order."""
    async with database.write() as connection:
        for number, values in enumerate(rows.values(), start=1):
            await add(connection, table, number, **{**usual, **values})


def names(rows: Mapping[str, object], ids: Iterable[int]) -> list[str]:
    """What ``add_named`` was told is special about the rows of these ids."""
    told = list(rows)
    return [told[row_id - 1] for row_id in ids]


_USUAL: Mapping[str, Callable[[int | str], dict[str, Any]]] = {
    "people": lambda n: {"name": f"人{n}", "phone": ""},
    "organisations": lambda n: {"code": f"u{n}", "name": f"第{n}职校", "aliases": [], "kind": "中等职业学校"},
    "obligations": lambda _: {
        "campaign": "week",
        "organisation_id": 1,
        "item": "daily",
        "day": DAY,
        "opens_at": NOW - timedelta(days=1),
        "due_at": NOW,
        "late_until": NOW + timedelta(days=1),
    },
    "submissions": lambda _: {
        "person_id": 1,
        "item": "daily",
        "kind": "photo",
        "state": "accepted",
        "sent_at": NOW,
        "counted_at": NOW,
        "facts": {},
        "findings": [],
    },
    "receipts": lambda n: {
        "channel": "wecom",
        "account": f"a{n}",
        "person_id": 1,
        "opened_at": NOW,
        "due_at": NOW,
    },
    "inbox": lambda n: {
        "channel": "wecom",
        "external_id": f"m{n}",
        "sender": "alice",
        "kind": "text",
        "text": "",
        "media": "",
        "file_name": "",
        "sent_at": NOW,
        "arrived_at": NOW,
        "received_at": NOW,
        "retry_at": NOW,
    },
    "outbox": lambda n: {
        "channel": "wecom",
        "account": "alice",
        "text": "收到",
        "words": words_of("收到"),
        "key": f"k{n}#1",
        "created_at": NOW,
        "queued_at": NOW,
        "retry_at": NOW,
    },
    "scheduled_notices": lambda _: {
        "campaign": "week",
        "what": "remind",
        "item": "daily",
        "day": DAY,
        "run_at": NOW,
        "expires_at": NOW + timedelta(hours=1),
        "retry_at": NOW,
    },
    "events": lambda _: {"at": NOW, "verb": "greeted", "details": {}},
    "uploads": lambda _: {
        "person_id": 1,
        "channel": "wecom",
        "account": "alice",
        "item": "",
        "file_name": "原图.jpg",
        "length": 100,
        "metadata": "",
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=1),
    },
}
