"""Connections that we open to platforms: who holds which, since when it stands, when it is tried again. All times real.

One row a channel, taken by a claim with a lease: whoever holds it is the one that may connect. A holder that was killed
is followed when its lease has ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import claims
from storage.engine.changes import UNSET, Unset
from storage.engine.claims import Held
from storage.engine.database import Database, insert_new
from storage.tables import connections

_DETAIL, _HOLDER, _HINT = 300, 80, 200


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The claim of a channel's connection; ``attempts``: how often it was taken since it last stood for a while."""

    held: Held
    attempts: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a channel's connection is. ``since``: when it was made; None: there is none, since ``lost_at``.

    ``heard_at``: when the platform last brought something over it or an earlier one. ``holder``: as it calls itself.
    """

    channel: str
    since: datetime | None
    lost_at: datetime
    heard_at: datetime | None
    holder: str
    error: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where pulling has come to, and what the platform last called us with, a secret for minutes."""

    cursor: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class _Made:
    since: datetime
    claimed_until: datetime
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class _Kept:
    claimed_until: datetime
    heard_at: datetime | Unset
    attempts: int | Unset


@dataclass(frozen=True, kw_only=True)
class _Given(claims.Postponed):
    since: datetime | None = None
    lost_at: datetime | Unset = UNSET
    holder: str = ""


async def open_rows(connection: AsyncConnection, channels: Iterable[str], *, now: datetime) -> None:
    """A row for each channel that is connected to, and none for any other."""
    channels = list(channels)
    await connection.execute(delete(connections).where(connections.c.channel.not_in(channels)))
    rows = [{"channel": channel, "retry_at": now, "lost_at": now} for channel in channels]
    await insert_new(connection, connections, rows, ("channel",))


async def may_take(database: Database, channel: str, *, now: datetime) -> tuple[bool, str]:
    """Whether nobody holds it and it is time for another try: worth a ``take``. Else who holds it."""
    free = and_(claims.waited(connections, now), claims.free(connections, now))
    query = select(free.label("free"), connections.c.holder).where(connections.c.channel == channel)
    async with database.read() as connection:
        row = (await connection.execute(query)).one_or_none()
    return (bool(row.free), row.holder) if row is not None else (False, "")


async def take(
    database: Database, channel: str, *, holder: str, now: datetime, lease: timedelta, gone: str = ""
) -> Taken | None:
    """None: somebody else holds it. ``gone``: a holder that is known to hold nothing any more."""
    mine = connections.c.channel == channel
    async with database.write() as connection:
        if gone:
            left = mine & (connections.c.holder == gone)
            await connection.execute(update(connections).where(left).values(claimed_until=None))
        row = await claims.claim(connection, connections, mine, connections.c.id, now=now, lease=lease)
        if row is None:
            return None
        values: dict[str, object] = {"holder": holder[:_HOLDER]}
        if row["since"] is not None:
            # The holder before was killed.
            values |= {"since": None, "lost_at": now}
        await connection.execute(update(connections).where(connections.c.id == row["id"]).values(values))
    return Taken(held=claims.held(row), attempts=row["attempts"])


async def stands(database: Database, taken: Taken, *, now: datetime, until: datetime) -> None:
    """It is made. Raises ``ClaimLost``, as the others do."""
    async with database.write() as connection:
        await claims.change_held(connection, connections, taken.held, _Made(since=now, claimed_until=until))


async def keep(
    database: Database, taken: Taken, *, until: datetime, heard_at: datetime | None = None, steady: bool = False
) -> None:
    """Hold it longer. ``steady``: it has stood so long that what went wrong before does not count any more."""
    kept = _Kept(claimed_until=until, heard_at=heard_at or UNSET, attempts=0 if steady else UNSET)
    async with database.write() as connection:
        await claims.change_held(connection, connections, taken.held, kept)


async def place(database: Database, channel: str) -> Place:
    """The beginning, where there is no row yet."""
    query = select(connections.c.cursor, connections.c.hint).where(connections.c.channel == channel)
    async with database.read() as connection:
        row = (await connection.execute(query)).one_or_none()
    return Place(cursor=row[0], hint=row[1]) if row else Place(cursor="", hint="")


async def went_on(connection: AsyncConnection, channel: str, *, before: str, after: str) -> bool:
    """Note that what stood at ``before`` is stored in this transaction; False when somebody else has noted it."""
    mine = (connections.c.channel == channel) & (connections.c.cursor == before)
    done = await connection.execute(update(connections).where(mine).values(cursor=after))
    return done.rowcount == 1


async def called(database: Database, channel: str, hint: str) -> None:
    """The platform has called; whoever pulls finds it by ``hint``."""
    async with database.write() as connection:
        await connection.execute(update(connections).where(connections.c.channel == channel).values(hint=hint[:_HINT]))


async def give_back(
    database: Database, taken: Taken, *, now: datetime, retry_at: datetime, error: str, stood: bool
) -> None:
    """There is none any more, or it could not be made: whoever comes first may try at ``retry_at``."""
    given = _Given(retry_at=retry_at, error=error[:_DETAIL], lost_at=now if stood else UNSET)
    async with database.write() as connection:
        await claims.let_go(connection, connections, taken.held, given)


async def standings(connection: AsyncConnection, *, now: datetime) -> list[Standing]:
    """Of every channel that was ever to be connected; one whose holder is gone stands no more."""
    rows = (await connection.execute(select(connections).order_by(connections.c.channel))).mappings()
    return [_standing(row, now) for row in rows]


def _standing(row: RowMapping, now: datetime) -> Standing:
    held = row["claimed_until"] is not None and row["claimed_until"] >= now
    gone = row["since"] is not None and not held
    return Standing(
        channel=row["channel"],
        since=row["since"] if held else None,
        lost_at=row["claimed_until"] if gone and row["claimed_until"] else row["lost_at"],
        heard_at=row["heard_at"],
        holder=row["holder"] if held else "",
        error=row["error"],
    )
