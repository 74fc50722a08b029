"""Addresses that a platform has made to bring in one person each, as they are kept until their time is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import insert_new
from storage.tables import invite_links as table


@dataclass(frozen=True, kw_only=True)
class KeptLink:
    """``sealed``: the code that it carries, and the address. ``until``: real time."""

    sealed: str
    until: datetime


async def of_channel(connection: AsyncConnection, channel: str) -> dict[int, KeptLink]:
    """By person."""
    rows = await connection.execute(select(table).where(table.c.channel == channel))
    return {row.person_id: KeptLink(sealed=row.link, until=row.until) for row in rows}


async def keep(connection: AsyncConnection, channel: str, links: Mapping[int, KeptLink], *, now: datetime) -> None:
    """These instead of what the same people had on this channel; those that are over at ``now`` are dropped."""
    theirs = (table.c.channel == channel) & table.c.person_id.in_(list(links))
    await connection.execute(delete(table).where(theirs | (table.c.until <= now)))
    rows = [
        {"person_id": person, "channel": channel, "link": one.sealed, "until": one.until}
        for person, one in links.items()
    ]
    await insert_new(connection, table, rows, ("person_id", "channel"))
