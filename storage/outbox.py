"""The outbox: every message the bot will say. Stories put rows here in the transaction of what they report.

A row is sent when its time has come, what matters first (``domain.precedence``), else in the order of its receiver; the
platform is called with no transaction open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.abilities import Abilities
from domain.messages import Choice, Unreachable
from domain.organisation import Account
from domain.precedence import Precedence
from storage import outbox_statements, unreachable
from storage.engine import claims
from storage.engine.changes import UNSET, Unset
from storage.engine.database import Database
from storage.engine.sealing import Seal, opens_something
from storage.outbox_batches import Batch
from storage.outbox_parts import StoredAttachment, parts_of
from storage.said_before import Repeats, worded, words_of
from storage.states import OutboxState
from storage.tables import outbox


@dataclass(frozen=True, kw_only=True)
class _Ended(claims.Ended):
    """What was sealed is blanked when it needs not be said any more."""

    text: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class _Sent(_Ended):
    sent_at: datetime
    message_id: str


@dataclass(frozen=True, kw_only=True)
class _Waits(claims.Postponed):
    """Tried again, and what kept it from going was not counted as a try of its own."""

    attempts: int


@dataclass(frozen=True, kw_only=True)
class _Apart(claims.Postponed):
    attempts: int
    batch: str


@dataclass(frozen=True, kw_only=True)
class _Elsewhere(_Apart):
    """It goes to another account of its receiver's."""

    channel: str
    account: str


@dataclass(frozen=True, kw_only=True)
class OutboxMessage:
    """One message for one account; ``key`` makes it one of its kind. An empty text is put in words when it is sent.

    After ``expires_at`` (campaign time) it is not said any more, before ``not_before`` (real time) not yet.
    ``to_group``: the account is a group. ``attachment`` follows the text. ``choices``: what the numbers in the text
    stand for. ``reply_to``: the message of the inbox that it answers.
    """

    channel: str
    account: str
    text: str
    key: str
    expires_at: datetime | None = None
    not_before: datetime | None = None
    to_group: bool = False
    attachment: StoredAttachment | None = None
    choices: tuple[Choice, ...] = ()
    reply_to: int | None = None
    precedence: Precedence = Precedence.NOTICE


async def put(
    connection: AsyncConnection,
    messages: Iterable[OutboxMessage],
    *,
    created_at: datetime,
    real: datetime,
    abilities: Mapping[str, Abilities],
    seal: Seal,
    repeats: Repeats | None = None,
) -> None:
    """Say each message once, cut into as many parts as its channel needs (``abilities`` by channel).

    A part that was said to the same account before, within what ``repeats`` says, is told apart from it. A channel that
    is not named (it is not in force) gets what any channel takes. Parts with a link or a code are kept sealed.
    """
    repeats = repeats or Repeats()
    rows: list[dict[str, Any]] = []
    for message in messages:
        within = repeats.within.get(message.channel)
        able = abilities.get(message.channel) or Abilities()
        left = repeats.most_bytes if within else 0
        parts = parts_of(message.text, message.attachment, message.choices, able, left)
        for number, part in enumerate(parts, start=1):
            kept = seal.guarded(part.text)
            row = {
                "channel": message.channel,
                "account": message.account,
                "to_group": message.to_group,
                "text": kept,
                # A hash of a short code can be undone by trying all of them; one of what is sealed cannot.
                "words": words_of(kept, *part.beside, *(("group",) if message.to_group else ())),
                "key": f"{message.key}#{number}",
                "created_at": created_at,
                "queued_at": real,
                "expires_at": message.expires_at,
                "retry_at": message.not_before or real,
                "reply_to": message.reply_to,
                "precedence": message.precedence,
                **part.columns,
            }
            said = {"of": message.channel, "whom": message.account, "what": row["words"]}
            # Nothing was said after now, to whom nobody needs to be told apart.
            apart = within if within and not part.columns["attachment_key"] else -timedelta(days=1)
            rows.append({**row, **said, "since": created_at - apart})
    if rows:
        statement, told_apart = outbox_statements.putting(connection.dialect.name, **worded(repeats))
        await connection.execute(statement, [{**row, **told_apart} for row in rows])


async def sent(
    database: Database,
    batch: Batch,
    *,
    at: datetime,
    message_id: str,
    rejected: Mapping[str, Unreachable],
    deferred: Mapping[str, datetime] | None = None,
    elsewhere: Mapping[str, Account] | None = None,
) -> None:
    """The platform took it, but for those whom it does not deliver to. ``at`` is real time (pacing counts by it).

    ``deferred``: those who were not served this time, and when (real time) they are tried again, by themselves.
    ``elsewhere``: by an account that is not delivered to, the other one to which it goes then.
    """
    later = {account.lower(): when for account, when in (deferred or {}).items()}
    refused = {account.lower(): reason for account, reason in rejected.items()}
    rows = list(zip(batch.held.ids, batch.accounts, strict=True))
    waiting = {when: tuple(i for i, account in rows if later.get(account.lower()) == when) for when in later.values()}
    taken = tuple(id_ for id_, account in rows if account.lower() not in refused.keys() | later.keys())
    gone = {account: (id_, refused[account.lower()]) for id_, account in rows if account.lower() in refused}
    delivered = _Sent(state=OutboxState.SENT, text=_left(batch), sent_at=at, message_id=message_id[:200])

    async def noted(connection: AsyncConnection) -> None:
        await claims.let_go(connection, outbox, replace(batch.held, ids=taken), delivered)
        await _rejected(connection, batch, gone, at, elsewhere=elsewhere)
        for when, ids in waiting.items():
            apart = _Apart(retry_at=when, error="deferred", attempts=0, batch=secrets.token_hex(8))
            await claims.let_go(connection, outbox, replace(batch.held, ids=ids), apart)

    await database.transact(noted)


async def rejected(
    database: Database,
    batch: Batch,
    *,
    at: datetime,
    reason: Unreachable,
    error: str = "",
    elsewhere: Mapping[str, Account] | None = None,
) -> None:
    """The platform does not deliver to any of them, for that reason. ``at`` is real time, ``elsewhere`` as above."""
    rows = zip(batch.held.ids, batch.accounts, strict=True)
    async with database.write() as connection:
        await _rejected(connection, batch, {account: (id_, reason) for id_, account in rows}, at, error, elsewhere)


async def _rejected(
    connection: AsyncConnection,
    batch: Batch,
    gone: Mapping[str, tuple[int, Unreachable]],
    at: datetime,
    error: str = "",
    elsewhere: Mapping[str, Account] | None = None,
) -> None:
    passed_on = {account: to for account, to in (elsewhere or {}).items() if account in gone}
    for account, to in passed_on.items():
        id_, its = gone[account]
        goes = _Elsewhere(
            retry_at=at, error=its.value, attempts=0, batch=secrets.token_hex(8), channel=to.channel, account=to.account
        )
        await claims.let_go(connection, outbox, replace(batch.held, ids=(id_,)), goes)
    left = {account: told for account, told in gone.items() if account not in passed_on}
    for reason in dict.fromkeys(reason for _, reason in left.values()):
        ids = tuple(id_ for id_, its in left.values() if its is reason)
        ended = _Ended(state=OutboxState.REJECTED, text=_left(batch), error=error or reason.value)
        await claims.let_go(connection, outbox, replace(batch.held, ids=ids), ended)
    if gone:
        reasons = {account: reason for account, (_, reason) in gone.items()}
        await unreachable.note(connection, batch.channel, reasons, at=at)


async def failed(database: Database, batch: Batch, *, error: str) -> None:
    """It is set aside for the operator: it will never go."""
    await _end(database, batch, _Ended(state=OutboxState.FAILED, text=_left(batch), error=error))


async def dropped(database: Database, batch: Batch) -> None:
    """Its time has run out."""
    await _end(database, batch, _Ended(state=OutboxState.DROPPED, text=_left(batch), error="expired"))


def _left(batch: Batch) -> str | Unset:
    """What stays of the text of a message that will not be said again."""
    return "" if opens_something(batch.text) else UNSET


async def postponed(database: Database, batch: Batch, *, at: datetime, error: str) -> None:
    await _end(database, batch, claims.Postponed(retry_at=at, error=error))


async def refused(
    database: Database, batch: Batch, *, at: datetime, error: str, reason: Unreachable | None, now: datetime
) -> None:
    """Refused for now, at ``now`` (real time): tried again, but its receiver counts as not reached meanwhile."""
    async with database.write() as connection:
        await claims.let_go(connection, outbox, batch.held, claims.Postponed(retry_at=at, error=error))
        if reason is not None:
            await unreachable.note(connection, batch.channel, dict.fromkeys(batch.accounts, reason), at=now)


async def waits(database: Database, batch: Batch, *, at: datetime, error: str) -> None:
    """It goes when its channel goes on, at ``at`` (real time) at the earliest; that was no try of its own."""
    await _end(database, batch, _Waits(retry_at=at, error=error, attempts=max(batch.attempts - 1, 0)))


async def split(database: Database, batch: Batch, *, at: datetime, error: str) -> None:
    """Two halves go on by themselves: what one receiver is refused for must not keep the others waiting.

    Only for a call that the platform has refused: a repeated call must be the same to the letter, and these are not.
    """
    middle = len(batch.held.ids) // 2
    async with database.write() as connection:
        for ids in (batch.held.ids[:middle], batch.held.ids[middle:]):
            apart = _Apart(retry_at=at, error=error, attempts=0, batch=secrets.token_hex(8))
            await claims.let_go(connection, outbox, replace(batch.held, ids=ids), apart)


async def _end(database: Database, batch: Batch, change: claims.Ended | claims.Postponed) -> None:
    await database.transact(lambda connection: claims.let_go(connection, outbox, batch.held, change))


async def sent_since(
    connection: AsyncConnection, channel: str, account: str, since: datetime
) -> tuple[int, datetime | None]:
    """How many messages went to an account after ``since`` (real time), and when the first of them did."""
    mine = (outbox.c.channel == channel) & (outbox.c.account == account) & (outbox.c.sent_at > since)
    number, first = (await connection.execute(select(func.count(), func.min(outbox.c.sent_at)).where(mine))).one()
    return number, first


async def extend_claim(database: Database, batch: Batch, *, until: datetime) -> None:
    """Keep the claim longer, while the platform takes its time. Raises ``ClaimLost``."""
    async with database.write() as connection:
        await claims.extend(connection, outbox, batch.held, until)


async def hurry(connection: AsyncConnection, channel: str, now: datetime, account: str = "") -> None:
    """What waits on this channel for its next try, of one account or all, is tried at ``now`` (real time)."""
    late = (outbox.c.state == OutboxState.NEW) & (outbox.c.channel == channel) & (outbox.c.retry_at > now)
    if account:
        late &= outbox.c.account == account
    await connection.execute(update(outbox).where(late).values(retry_at=now))
