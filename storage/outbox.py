"""The outbox: every message the bot will say. Stories put rows here in the transaction of what they report.

A row is sent when its time has come, in the order of its receiver; the platform is called with no transaction open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.splitting import split_text
from storage.engine import claims
from storage.engine.database import Database, insert_new
from storage.states import OutboxState
from storage.tables import channel_states, outbox


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows of one channel with the same words, claimed together so that one call can carry them.

    ``accounts``: of the receivers, in the order of ``held.ids``. ``attempts``: of the row tried most often.
    """

    channel: str
    text: str
    expires_at: datetime | None
    accounts: tuple[str, ...]
    attempts: int
    held: claims.Held


@dataclass(frozen=True, kw_only=True)
class _Sent(claims.Ended):
    sent_at: datetime
    message_id: str


@dataclass(frozen=True, kw_only=True)
class OutboxMessage:
    """One text for one account; ``key`` makes it one of its kind.

    After ``expires_at`` (campaign time) it is not said any more. ``parts``: the text, when it is cut already.
    """

    channel: str
    account: str
    text: str
    key: str
    expires_at: datetime | None = None
    parts: tuple[str, ...] = ()


async def put(
    connection: AsyncConnection,
    messages: Iterable[OutboxMessage],
    *,
    created_at: datetime,
    real: datetime,
    max_bytes: Mapping[str, int],
) -> None:
    """Say each message once, cut into as many parts as its channel needs (``max_bytes`` by channel)."""
    rows = [
        {
            "channel": message.channel,
            "account": message.account,
            "text": part,
            "key": f"{message.key}#{number}",
            "created_at": created_at,
            "expires_at": message.expires_at,
            "retry_at": real,
        }
        for message in messages
        for number, part in enumerate(message.parts or split_text(message.text, max_bytes[message.channel]), start=1)
    ]
    await insert_new(connection, outbox, rows, ["key"])


async def claim_batch(
    database: Database, *, now: datetime, lease: timedelta, pace: Mapping[str, int], most: Mapping[str, int]
) -> Batch | None:
    """The next message that may go, with other receivers of the same words on the same channel.

    ``now`` is real time. By channel: ``pace``, messages a minute to one receiver (platforms drop what exceeds theirs
    without a word); ``most``, receivers of one call.
    """
    async with database.write() as connection:
        due = _sendable(now) & _within_pace(now, pace)
        first = await claims.claim(connection, outbox, due, outbox.c.id, now=now, lease=lease)
        if first is None:
            return None
        batch = first["batch"] or secrets.token_hex(8)
        if first["batch"]:
            others = (outbox.c.batch == batch) & (outbox.c.state == OutboxState.NEW)
        else:
            free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until < now)
            same = (outbox.c.channel == first["channel"]) & (outbox.c.text == first["text"])
            others = same & outbox.c.batch.is_(None) & (outbox.c.retry_at <= now) & free & due
        ids = select(outbox.c.id).where(others, outbox.c.id != first["id"]).order_by(outbox.c.id)
        ids = ids.limit(most.get(first["channel"], 1) - 1).with_for_update(skip_locked=True)
        rows = await _take(connection, ids, first, batch, now + lease)
    return Batch(
        channel=first["channel"],
        text=first["text"],
        expires_at=first["expires_at"],
        accounts=tuple(row["account"] for row in rows),
        attempts=max(row["attempts"] for row in rows),
        held=claims.held(*rows),
    )


async def _take(
    connection: AsyncConnection, others: Select[tuple[int]], first: RowMapping, batch: str, until: datetime
) -> list[RowMapping]:
    """Put ``first`` and the others into one batch, under one claim."""
    chosen = others.cte("chosen")
    together = or_(outbox.c.id == first["id"], outbox.c.id.in_(select(chosen.c.id)))
    values = {"claim": first["claim"], "claimed_until": until, "batch": batch, "attempts": first["attempts"]}
    result = await connection.execute(update(outbox).where(together).values(values).returning(outbox))
    return sorted(result.mappings().all(), key=lambda row: int(row["id"]))


def _sendable(now: datetime) -> ColumnElement[bool]:
    earlier = outbox.alias("earlier")
    in_order = ~(
        select(earlier.c.id)
        .where(
            earlier.c.state == OutboxState.NEW,
            earlier.c.channel == outbox.c.channel,
            earlier.c.account == outbox.c.account,
            earlier.c.id < outbox.c.id,
        )
        .exists()
    )
    paused = select(channel_states.c.channel).where(channel_states.c.paused_until > now)
    return (outbox.c.state == OutboxState.NEW) & in_order & outbox.c.channel.not_in(paused)


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


async def said_lately(connection: AsyncConnection, message: OutboxMessage, since: datetime) -> bool:
    """One of its parts was put out for this account after ``since`` (campaign time), by another message."""
    query = select(outbox.c.id).where(
        outbox.c.channel == message.channel,
        outbox.c.account == message.account,
        outbox.c.created_at >= since,
        outbox.c.text.in_(message.parts or (message.text,)),
        outbox.c.key.not_like(f"{message.key}#%"),
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def sent(database: Database, batch: Batch, *, at: datetime, message_id: str, rejected: Iterable[str]) -> None:
    """The platform took it. ``rejected`` receivers failed for good. ``at`` is real time (pacing counts by it)."""
    refused = {account.lower() for account in rejected}
    rows = list(zip(batch.held.ids, batch.accounts, strict=True))
    taken = tuple(id_ for id_, account in rows if account.lower() not in refused)
    gone = tuple(id_ for id_, account in rows if account.lower() in refused)
    delivered = _Sent(state=OutboxState.SENT, sent_at=at, message_id=message_id[:200])
    async with database.write() as connection:
        await claims.let_go(connection, outbox, replace(batch.held, ids=taken), delivered)
        nobody = claims.Ended(state=OutboxState.FAILED, error="receiver")
        await claims.let_go(connection, outbox, replace(batch.held, ids=gone), nobody)


async def failed(database: Database, batch: Batch, *, error: str) -> None:
    """It will never go."""
    async with database.write() as connection:
        await claims.let_go(connection, outbox, batch.held, claims.Ended(state=OutboxState.FAILED, error=error))


async def postponed(database: Database, batch: Batch, *, at: datetime, error: str) -> None:
    async with database.write() as connection:
        await claims.let_go(connection, outbox, batch.held, claims.Postponed(retry_at=at, error=error))


async def extend_claim(database: Database, batch: Batch, *, until: datetime) -> None:
    """Keep the claim longer, while the platform takes its time. Raises ``ClaimLost``."""
    async with database.write() as connection:
        await claims.extend(connection, outbox, batch.held, until)


async def waiting(database: Database) -> tuple[int, datetime | None]:
    """How many messages wait, and since when the oldest could have gone (real time)."""
    async with database.read() as connection:
        query = select(func.count(), func.min(outbox.c.retry_at)).where(outbox.c.state == OutboxState.NEW)
        number, oldest = (await connection.execute(query)).one()
    return number, oldest
