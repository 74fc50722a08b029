"""A row in every table, with a word of its own in every column that can hold one: to see what becomes of each."""

from __future__ import annotations

import zlib
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, String, Table, insert

from domain.clock import CHINA
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.engine.schema import Instant, Telephone, Word
from storage.tables import metadata, people

NOW = datetime(2020, 11, 9, 9, 0, tzinfo=CHINA)


def holds_words(column: Column[Any]) -> bool:
    kind = column.type
    if isinstance(kind, Word):
        return False
    return isinstance(kind, String | JSON | LargeBinary | Telephone)


def word(table: str, column: str, of: str = "") -> str:
    """Short enough for every column, and nowhere else."""
    return f"zq{zlib.crc32(f'{table}.{column}.{of}'.encode()):08x}"


#: Where the first word of a vocabulary is none of something that is over.
STATES = {"inbox": "done", "outbox": "sent", "receipts": "sent", "uploads": "finished", "submissions": "accepted"}
STATES |= {"bulletins": "issued"}
GIVEN: dict[tuple[str, str], Any] = {
    ("obligations", "campaign"): "week",
    ("obligations", "late_until"): NOW + timedelta(days=1),
    ("segments", "key"): f"uploads/{word('uploads', 'id')}/0",
    ("allowances", "campaign"): "week",
    ("exports", "campaign"): "week",
    ("bulletins", "campaign"): "week",
    ("scheduled_notices", "campaign"): "week",
    ("inbox", "channel"): "simulator",
    ("uploads", "freed"): True,
    ("events", "details"): {"account": word("events", "details"), "day": "2020-11-09", "number": 5},
    ("submissions", "form"): [{"unit": word("submissions", "form"), "people": 7}],
    ("adoptions", "revoked_at"): NOW,
    ("duties", "role"): "联络员",
    ("organisations", "aliases"): [],
    ("organisations", "parent_id"): None,
}
#: What is somebody's own: of the one who has left. The other one is in the roster.
OWN = (
    *("identities", "invites", "invite_links", "pairing_codes", "pending_bindings", "links", "logins", "sessions"),
    *("conversations", "recollections"),
)


def _value(table: Table, column: Column[Any], of: str) -> Any:
    key = (table.name, column.name)
    if key in GIVEN and not of:
        return GIVEN[key]
    if column.name == "person_id":
        return 2 if table.name in OWN else 1
    if column.foreign_keys and isinstance(column.type, String):
        return word("uploads", "id")
    if column.foreign_keys or column.name in ("id", "person_id"):
        return word(*key) if isinstance(column.type, String) else 1
    if isinstance(column.type, Word):
        members: type[StrEnum] = column.type.vocabulary
        state = STATES.get(table.name) if column.name == "state" else None
        return members(state) if state else next(iter(members))
    if isinstance(column.type, Instant | DateTime):
        return NOW
    if holds_words(column):
        said = word(*key, of)
        return (
            [said] if isinstance(column.type, JSON) else said.encode() if isinstance(column.type, LargeBinary) else said
        )
    kinds = ((Boolean, False), (Integer, 1), (Float, 1.5), (Date, date(2020, 11, 9)))
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def row(table: Table, of: str = "", **given: Any) -> dict[str, Any]:
    return {column.name: _value(table, column, of) for column in table.columns} | given


async def fill(database: Database, objects: Objects) -> None:
    """One row in each table, of a campaign that is over; one person in the roster and one who has left."""
    async with database.write() as connection:
        for table in metadata.sorted_tables:
            given = {"name": "在册", "phone": "13900000001"} if table is people else {}
            await connection.execute(insert(table).values(row(table, **given)))
            if table is people:
                await connection.execute(insert(table).values(row(table, id=2)))
    keys = [
        ("submissions", "key"),
        *(("appearances", c) for c in ("thumbnail", "small", "preview")),
    ]
    for key in keys:
        await objects.put(word(*key), b"bytes of zq")
    await objects.put("week/2020-11-09/u1/77.jpg", b"left there by a crash: zq")
    await objects.put(f"uploads/{word('uploads', 'id')}/0", b"zq")
    await objects.put(f"simulator/{word('inbox', 'media')}", b"zq")
