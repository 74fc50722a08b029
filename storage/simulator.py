"""What the chat page remembers: the bubbles of every conversation, and the files people sent on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import MessageKind
from storage import people
from storage.engine.database import insert_new
from storage.engine.objects import Objects
from storage.tables import bubbles, duties, identities

#: Both the channel's name and the source of the accounts that the page binds.
SIMULATOR = "simulator"

#: A conversation opens with at most this many of its last bubbles.
PAGE = 300


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """``at`` is campaign time. ``text`` is what was said, or the name of the file's bytes in the store.

    It is sealed here, and opened by whoever asks (``handlers.simulator.conversation``).
    """

    id: int
    account: str
    mine: bool
    kind: MessageKind
    text: str
    file_name: str
    at: datetime


def account_of(person_id: int) -> str:
    """The account a person of the roster has on the page."""
    return f"person-{person_id}"


async def bind(connection: AsyncConnection, person_id: int) -> None:
    """Give a person of the roster their account; nothing changes when they have it."""
    await people.link(connection, person_id, SIMULATOR, account_of(person_id), source=SIMULATOR)


async def bind_everybody(connection: AsyncConnection) -> None:
    """Give all who serve an organisation their account, so that reminders and digests have somewhere to go."""
    rows = [
        {"person_id": person_id, "channel": SIMULATOR, "account": account_of(person_id), "source": SIMULATOR}
        for person_id in await connection.scalars(select(duties.c.person_id).distinct())
    ]
    await insert_new(connection, identities, rows, ("channel", "account"))


async def add_bubble(
    connection: AsyncConnection,
    account: str,
    text: str,
    *,
    at: datetime,
    mine: bool = False,
    kind: str = MessageKind.TEXT,
    file_name: str = "",
) -> Bubble:
    """``mine``: the person wrote it, not the bot."""
    values = {"account": account, "mine": mine, "kind": str(kind), "text": text, "file_name": file_name, "at": at}
    added = await connection.execute(insert(bubbles).values(values).returning(bubbles))
    return _bubble(added.mappings().one())


async def bubbles_since(connection: AsyncConnection, account: str, after: int = 0) -> list[Bubble]:
    """The last ``PAGE`` bubbles of a conversation that came after the bubble ``after``, oldest first."""
    wanted = select(bubbles).where(bubbles.c.account == account, bubbles.c.id > after)
    rows = (await connection.execute(wanted.order_by(bubbles.c.id.desc()).limit(PAGE))).mappings()
    return [_bubble(row) for row in reversed(list(rows))]


async def bubble(connection: AsyncConnection, account: str, bubble_id: int) -> Bubble | None:
    wanted = select(bubbles).where(bubbles.c.account == account, bubbles.c.id == bubble_id)
    row = (await connection.execute(wanted)).mappings().one_or_none()
    return _bubble(row) if row else None


async def latest_answers(connection: AsyncConnection) -> dict[str, int]:
    """Account → id of the last thing the bot said to it, for the mark at unread conversations."""
    rows = await connection.execute(
        select(bubbles.c.account, func.max(bubbles.c.id)).where(~bubbles.c.mine).group_by(bubbles.c.account)
    )
    return {account: last for account, last in rows}


async def strangers(connection: AsyncConnection, prefix: str) -> list[str]:
    """The accounts beginning with ``prefix`` that have said something, in the order of their coming."""
    rows = await connection.execute(
        select(bubbles.c.account)
        .where(bubbles.c.account.startswith(prefix, autoescape=True))
        .group_by(bubbles.c.account)
        .order_by(func.min(bubbles.c.id))
    )
    return list(rows.scalars())


async def keep_file(objects: Objects, path: Path) -> str:
    """Store what somebody sent on the page; returns its name there. Raises ``ObjectsUnavailable``."""
    media = uuid4().hex
    await objects.put_file(_key(media), path)
    return media


def file_chunks(objects: Objects, media: str) -> AsyncIterator[bytes]:
    """The bytes of a file of the page. Raises ``ObjectsUnavailable``."""
    return objects.stream(_key(media))


def _bubble(row: RowMapping) -> Bubble:
    return Bubble(**{**row, "kind": MessageKind(row["kind"])})


def _key(media: str) -> str:
    return f"{SIMULATOR}/{media}"
