"""Who has spoken to the bot and when, on channels that ask for it before it may speak; rows parked until then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Unreachable
from domain.speaking import Heard
from storage import unreachable
from storage.engine import claims
from storage.engine.database import Database, upsert
from storage.outbox_batches import Batch
from storage.states import OutboxState
from storage.tables import heard_accounts, identities, outbox, unreachable_accounts


async def note(connection: AsyncConnection, channel: str, account: str, *, at: datetime, now: datetime) -> None:
    """They spoke ``at``: what was parked for them goes, at ``now`` (both real time)."""
    statement = upsert(connection, heard_accounts).values(channel=channel, account=account, heard_at=at, left_at=None)
    later = heard_accounts.c.heard_at < at
    values = {"heard_at": at, "left_at": None}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["channel", "account"], set_=values, where=later)
    )
    parked = (outbox.c.channel == channel) & (outbox.c.account == account) & _parked()
    again = {"state": OutboxState.NEW, "retry_at": now, "attempts": 0, "batch": None, "error": ""}
    await connection.execute(update(outbox).where(parked).values(again))


async def left(connection: AsyncConnection, channel: str, account: str, *, at: datetime) -> None:
    """They left ``at`` (real time)."""
    await connection.execute(update(heard_accounts).where(_own(channel, account)).values(left_at=at))
    await unreachable.note(connection, channel, {account: Unreachable.BLOCKED}, at=at)


async def came(connection: AsyncConnection, channel: str, account: str, *, at: datetime) -> None:
    """They came ``at`` (real time), back if they had left: that is not speaking, and opens no window."""
    before = heard_accounts.c.left_at <= at
    await connection.execute(update(heard_accounts).where(_own(channel, account), before).values(left_at=None))


async def of(connection: AsyncConnection, channel: str, account: str) -> Heard:
    """How an account of a channel stands."""
    sent = _sent_since(heard_accounts.c.channel, heard_accounts.c.account)
    query = select(heard_accounts.c.heard_at, heard_accounts.c.left_at, sent).where(_own(channel, account))
    row = (await connection.execute(query)).one_or_none()
    return Heard(at=row[0], left_at=row[1], sent=row[2]) if row else Heard()


async def park(database: Database, batch: Batch, *, reason: Unreachable, at: datetime) -> None:
    """It waits until its receivers are heard, or its time runs out; nothing behind it waits. ``at``: real time."""
    async with database.write() as connection:
        await claims.let_go(connection, outbox, batch.held, claims.Ended(state=OutboxState.PARKED, error=reason.value))
        if not batch.to_group:
            await unreachable.note(connection, batch.channel, dict.fromkeys(batch.accounts, reason), at=at)


async def drop_expired(database: Database, *, now: datetime) -> None:
    """What is parked and must not be said any more at ``now`` (campaign time)."""
    over = _parked() & (outbox.c.expires_at <= now)
    async with database.write() as connection:
        await connection.execute(update(outbox).where(over).values(state=OutboxState.DROPPED, text="", error="expired"))


async def of_everybody(connection: AsyncConnection, channel: str) -> Mapping[str, tuple[Heard, Unreachable | None]]:
    """Account → how it stands, and the reason that is noted for which it is not reached, of all people's accounts."""
    query = (
        select(
            identities.c.account,
            heard_accounts.c.heard_at,
            heard_accounts.c.left_at,
            _sent_since(identities.c.channel, identities.c.account),
            unreachable_accounts.c.reason,
        )
        .outerjoin(heard_accounts, _same(heard_accounts))
        .outerjoin(unreachable_accounts, _same(unreachable_accounts))
        .where(identities.c.channel == channel)
    )
    return {
        account: (Heard(at=at, left_at=gone, sent=sent), reason)
        for account, at, gone, sent, reason in await connection.execute(query)
    }


def _sent_since(channel: ColumnElement[str], account: ColumnElement[str]) -> ColumnElement[int]:
    mine = and_(outbox.c.channel == channel, outbox.c.account == account, outbox.c.sent_at >= heard_accounts.c.heard_at)
    return select(func.count()).select_from(outbox).where(mine).scalar_subquery()


def _own(channel: str, account: str) -> ColumnElement[bool]:
    return and_(heard_accounts.c.channel == channel, heard_accounts.c.account == account)


def _same(accounts: Table) -> ColumnElement[bool]:
    return and_(accounts.c.channel == identities.c.channel, accounts.c.account == identities.c.account)


def _parked() -> ColumnElement[bool]:
    return outbox.c.state == OutboxState.PARKED
