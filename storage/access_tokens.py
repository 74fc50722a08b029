"""Tokens that platforms hand out, kept sealed for all processes of an installation. All times real."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from storage.engine.database import Database, upsert
from storage.engine.sealing import Seal, SealBroken
from storage.tables import access_tokens


async def read(database: Database, channel: str, *, seal: Seal) -> tuple[str, datetime] | None:
    """The token that was handed out last, and until when it is good; None when there is none that we can read."""
    query = select(access_tokens.c.token, access_tokens.c.good_until).where(access_tokens.c.channel == channel)
    async with database.read() as connection:
        row = (await connection.execute(query)).one_or_none()
    try:
        return (seal.opened(row.token), row.good_until) if row else None
    except SealBroken:
        return None


async def write(database: Database, channel: str, token: str, *, good_until: datetime, seal: Seal) -> None:
    values = {"token": seal.sealed(token), "good_until": good_until}
    async with database.write() as connection:
        statement = upsert(connection, access_tokens).values(channel=channel, **values)
        await connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=values))
