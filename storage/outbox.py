"""The outbox: every message the bot will say. Stories put rows here in the transaction of what they report.

A row is sent when its time has come, in the order of its receiver; the platform is called with no transaction open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.splitting import split_text
from storage import claims
from storage.database import Database, insert_new
from storage.tables import channel_states, outbox


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Rows of one channel with the same words, claimed together so that one call can carry them."""

    channel: str
    text: str
    rows: tuple[RowMapping, ...]

    @property
    def accounts(self) -> tuple[str, ...]:
        return tuple(row["account"] for row in self.rows)

    @property
    def attempts(self) -> int:
        return max(int(row["attempts"]) for row in self.rows)


async def put(
    connection: AsyncConnection,
    *,
    channel: str,
    account: str,
    text: str,
    key: str,
    created_at: datetime,
    real: datetime,
    max_bytes: int,
) -> None:
    """Say ``text`` to one account, cut into as many messages as the channel needs. A ``key`` is said only once."""
    rows = [
        {
            "channel": channel,
            "account": account,
            "text": part,
            "key": f"{key}#{number}",
            "created_at": created_at,
            "retry_at": real,
        }
        for number, part in enumerate(split_text(text, max_bytes), start=1)
    ]
    await insert_new(connection, outbox, rows, ["key"])


async def claim_parcel(
    database: Database, *, now: datetime, lease: timedelta, limits: Mapping[str, int], most: int
) -> Parcel | None:
    """The next message that may go, with up to ``most`` receivers of the same words on the same channel.

    ``limits``: messages a minute to one receiver, by channel; platforms drop what exceeds theirs without a word.
    """
    async with database.write() as connection:
        due = _sendable(now) & _within_pace(now, limits)
        first = await claims.claim(connection, outbox, due, outbox.c.id, now=now, lease=lease)
        if first is None:
            return None
        others = await _claim_same_words(connection, first, due, now, lease, most - 1) if most > 1 else []
    return Parcel(channel=first["channel"], text=first["text"], rows=(first, *others))


async def _claim_same_words(
    connection: AsyncConnection, first: RowMapping, due: ColumnElement[bool], now: datetime, lease: timedelta, most: int
) -> Sequence[RowMapping]:
    free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now)
    same = and_(
        outbox.c.channel == first["channel"],
        outbox.c.text == first["text"],
        outbox.c.account != first["account"],
        outbox.c.retry_at <= now,
        free,
        due,
    )
    ids = select(outbox.c.id).where(same).order_by(outbox.c.id).limit(most).with_for_update(skip_locked=True)
    chosen = (await connection.execute(ids)).scalars().all()
    if not chosen:
        return []
    values = {"claim": secrets.token_hex(8), "claimed_until": now + lease, "attempts": outbox.c.attempts + 1}
    result = await connection.execute(update(outbox).where(outbox.c.id.in_(chosen)).values(values).returning(outbox))
    rows: Sequence[RowMapping] = result.mappings().all()
    return rows


def _sendable(now: datetime) -> ColumnElement[bool]:
    earlier = outbox.alias("earlier")
    in_order = ~(
        select(earlier.c.id)
        .where(
            earlier.c.state == "new",
            earlier.c.channel == outbox.c.channel,
            earlier.c.account == outbox.c.account,
            earlier.c.id < outbox.c.id,
        )
        .exists()
    )
    paused = select(channel_states.c.channel).where(channel_states.c.paused_until > now)
    return (outbox.c.state == "new") & in_order & outbox.c.channel.not_in(paused)


def _within_pace(now: datetime, limits: Mapping[str, int]) -> ColumnElement[bool]:
    recent = outbox.alias("recent")
    sent = (
        select(func.count())
        .where(
            recent.c.channel == outbox.c.channel,
            recent.c.account == outbox.c.account,
            recent.c.sent_at > now - timedelta(seconds=60),
        )
        .scalar_subquery()
    )
    ways = [and_(outbox.c.channel == channel, sent < limit) for channel, limit in limits.items()]
    return or_(*ways, outbox.c.channel.not_in(list(limits)))


async def sent(database: Database, parcel: Parcel, *, at: datetime, message_id: str, rejected: Iterable[str]) -> None:
    """The platform took it. ``rejected`` receivers failed for good. ``at`` is real time (pacing counts by it)."""
    gone = {account.lower() for account in rejected}
    async with database.write() as connection:
        for row in parcel.rows:
            if row["account"].lower() in gone:
                await claims.finish(connection, outbox, row, state="failed", error="receiver")
            else:
                await claims.finish(connection, outbox, row, state="sent", sent_at=at, message_id=message_id[:200])


async def failed(database: Database, parcel: Parcel, *, error: str) -> None:
    """It will never go."""
    async with database.write() as connection:
        for row in parcel.rows:
            await claims.finish(connection, outbox, row, state="failed", error=error[:2000])


async def postponed(database: Database, parcel: Parcel, *, at: datetime, error: str) -> None:
    async with database.write() as connection:
        for row in parcel.rows:
            await claims.postpone(connection, outbox, row, at, error)


async def waiting(database: Database) -> tuple[int, datetime | None]:
    """How many messages wait, and since when the oldest does (campaign time)."""
    async with database.read() as connection:
        query = select(func.count(), func.min(outbox.c.created_at)).where(outbox.c.state == "new")
        number, oldest = (await connection.execute(query)).one()
    return number, oldest
