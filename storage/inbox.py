"""The inbox: every message that was acknowledged, once, in the order of its sender.

``InboxWriter`` is the group commit: callbacks that wait at the same time share one transaction, and none is answered
before its row is on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, RowMapping, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA, Clock
from domain.days import received_at
from domain.messages import Incoming, MessageKind, made_storable
from storage.engine import claims
from storage.engine.bulk import bulk_insert
from storage.engine.changes import UNSET, Unset
from storage.engine.database import Database, DatabaseUnavailable, insert_new
from storage.engine.prepared import prepared
from storage.engine.sealing import Seal
from storage.states import InboxState
from storage.tables import inbox

#: Seconds in which a message must be stored; the platforms hang up after 5.
PUT_TIMEOUT = 4.0
#: What the external ids of messages from the upload page begin with; no channel's own do.
PAGE = "page:"
#: What the inbox calls an upload: external id and media alike.
UPLOAD = "upload:"


@dataclass(frozen=True, kw_only=True)
class InboxMessage:
    """A claimed inbox row: the message, the campaign time that counts, and what is needed to finish it.

    ``arrived_at``: real time. ``waited``: the last try was only too early.
    """

    id: int
    incoming: Incoming
    arrived_at: datetime
    received_at: datetime
    attempts: int
    waited: bool
    held: claims.Held
    #: Where its file lies that was fetched early, and what its platform called it.
    fetched_key: str = ""
    fetched_name: str = ""

    @property
    def from_page(self) -> bool:
        """Said on the upload page, where no conversation goes on."""
        return self.incoming.external_id.startswith(PAGE)


@dataclass(frozen=True, kw_only=True)
class _Finished(claims.Ended):
    text: str | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class _Postponed(claims.Postponed):
    waited: bool


#: The rows of one callback, and whom to tell once they are durable.
_Callback = tuple[list[tuple[Any, ...]], asyncio.Future[None]]


class InboxWriter:
    """Stores messages; ``put`` returns when they are durable. Redelivered ones are ignored.

    Without ``seal`` reply handles are not kept: they are secrets.
    """

    def __init__(self, database: Database, clock: Clock, *, seal: Seal | None = None, most: int = 500) -> None:
        self._bulk = bulk_insert(database, inbox, _COLUMNS, ["channel", "external_id"])
        self._clock = clock
        self._seal = seal
        self._most = most
        self._waiting: list[_Callback] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, received: Sequence[Incoming], *, arrived: datetime) -> None:
        """``arrived`` is real time. Raises ``DatabaseUnavailable`` when it is not known to be stored.

        What is still written after that is there once, as everything is: the platform brings it again.
        """
        if not received:
            return
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        rows = [_row(message, arrived, self._clock, self._seal) for message in received]
        self._waiting.append((rows, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        late = loop.call_later(PUT_TIMEOUT, _give_up, done)
        try:
            await done
        finally:
            late.cancel()

    async def check(self) -> None:
        """Raises ``DatabaseUnavailable`` when messages could not be stored now."""
        await self._bulk.check()

    async def close(self) -> None:
        if self._writing is not None:
            await self._writing
        await self._bulk.close()

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._write(batch)
        finally:
            self._writing = None

    async def _write(self, batch: Sequence[_Callback]) -> None:
        failure: Exception | None = None
        try:
            await self._bulk.insert([row for rows, _ in batch for row in rows])
        except DatabaseUnavailable as error:
            failure = error
        except Exception as error:
            # One message that the database will not have must not keep out those it came with.
            if len(batch) > 1:
                for callback in batch:
                    await self._write([callback])
                return
            failure = error
        for _, done in batch:
            if done.done():
                continue
            if failure is None:
                done.set_result(None)
            else:
                done.set_exception(failure)


def _give_up(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_exception(DatabaseUnavailable("not stored in time"))


_COLUMNS = (
    "channel",
    "external_id",
    "sender",
    "kind",
    "text",
    "media",
    "file_name",
    "sent_at",
    "arrived_at",
    "received_at",
    "retry_at",
    "raw",
    "group_id",
    "addressed",
    "reply_handle",
    "reply_until",
    "fetch_by",
)


def _row(message: Incoming, arrived: datetime, clock: Clock, seal: Seal | None) -> tuple[Any, ...]:
    # The campaign time is fixed on arrival: a rehearsal clock that is moved later must not make a message late.
    # A text that the database would not have must not make the platform send it again and again, and lose it.
    return (
        message.channel,
        made_storable(message.external_id)[:200],
        made_storable(message.sender)[:128],
        message.kind.value,
        made_storable(message.text),
        made_storable(message.media),
        made_storable(message.file_name),
        message.sent_at,
        arrived,
        received_at(clock.at(message.sent_at), clock.at(arrived)),
        arrived,
        made_storable(message.raw),
        made_storable(message.group)[:128] if message.group else "",
        message.addressed,
        seal.sealed(message.reply) if seal and message.reply else "",
        message.reply_until if seal else None,
        message.fetch_by if message.addressed else None,
    )


async def add(
    connection: AsyncConnection, message: Incoming, *, arrived: datetime, clock: Clock, seal: Seal | None = None
) -> None:
    """One message in the caller's own transaction; one that is there already stays as it is."""
    row = dict(zip(_COLUMNS, _row(message, arrived, clock, seal), strict=True))
    await insert_new(connection, inbox, [row], ("channel", "external_id"))


async def claim_next(connection: AsyncConnection, *, now: datetime, lease: timedelta) -> InboxMessage | None:
    """The oldest message that is its sender's first: one sender is served in order, one at a time.

    A message waiting for its next try (its file cannot be fetched just now) does not hold up those behind it. The claim
    is there for others to see when the caller's transaction ends.
    """
    row = await claims.taken(connection, *_claiming_next(lease, now=now, claim=claims.new_claim()))
    return message_of(row) if row else None


@prepared
def _claiming_next(lease: timedelta, *, now: Any, claim: Any) -> Executable:
    earlier = inbox.alias("earlier")
    first_of_sender = ~(
        select(earlier.c.id)
        .where(
            earlier.c.state == InboxState.NEW,
            earlier.c.channel == inbox.c.channel,
            earlier.c.sender == inbox.c.sender,
            earlier.c.id < inbox.c.id,
            # What waits for its bytes waits for nothing that could go on without it.
            or_(earlier.c.fetch_by.is_not(None), claims.waited(earlier, now), ~claims.free(earlier, now, lease)),
        )
        .exists()
    )
    due = (inbox.c.state == InboxState.NEW) & inbox.c.fetch_by.is_(None) & first_of_sender
    return claims.claiming(inbox, due, inbox.c.id, now=now, lease=lease, claim=claim)


async def claim(database: Database, message_id: int, *, now: datetime, lease: timedelta) -> InboxMessage | None:
    """This one message, unless somebody holds it or has finished it."""
    async with database.write() as connection:
        due = (inbox.c.state == InboxState.NEW) & (inbox.c.id == message_id)
        row = await claims.claim(connection, inbox, due, inbox.c.id, now=now, lease=lease)
    return message_of(row) if row else None


async def waiting_since_before(connection: AsyncConnection, moment: datetime) -> bool:
    """Something that counts as received by ``moment`` (campaign time) has not been worked on yet."""
    query = select(inbox.c.id).where(inbox.c.state == InboxState.NEW, inbox.c.received_at <= moment).limit(1)
    return (await connection.execute(query)).first() is not None


def _kind(stored: str) -> MessageKind:
    """A kind that this version does not know means nothing to it."""
    try:
        return MessageKind(stored)
    except ValueError:
        return MessageKind.OTHER


def message_of(row: RowMapping) -> InboxMessage:
    """A claimed row."""
    return InboxMessage(
        id=row["id"],
        received_at=row["received_at"].astimezone(CHINA),
        arrived_at=row["arrived_at"],
        attempts=row["attempts"],
        waited=row["waited"],
        held=claims.held(row),
        fetched_key=row["fetched_key"],
        fetched_name=row["fetched_name"],
        incoming=Incoming(
            channel=row["channel"],
            external_id=row["external_id"],
            sender=row["sender"],
            kind=_kind(row["kind"]),
            sent_at=row["sent_at"],
            text=row["text"],
            media=row["media"],
            file_name=row["file_name"],
            group=row["group_id"],
            addressed=row["addressed"],
        ),
    )


async def finish(
    connection: AsyncConnection,
    message: InboxMessage,
    *,
    state: InboxState = InboxState.DONE,
    error: str = "",
    text: str | Unset = UNSET,
) -> None:
    """Done or failed, in the transaction of everything that followed; ``text`` is kept instead of what came.

    Raises ``ClaimLost``.
    """
    await claims.let_go(connection, inbox, message.held, _Finished(state=state, error=error, text=text))


async def postpone(
    database: Database, message: InboxMessage, *, at: datetime, error: str, waited: bool = False
) -> None:
    """``waited``: it was only too early, nothing failed."""
    postponed = _Postponed(retry_at=at, error=error, waited=waited)
    async with database.write() as connection:
        await claims.let_go(connection, inbox, message.held, postponed)


async def hurry(connection: AsyncConnection, channel: str, now: datetime) -> None:
    """What waited for this channel is worked on at ``now`` (real time), not at its next try."""
    late = (inbox.c.state == InboxState.NEW) & (inbox.c.channel == channel) & (inbox.c.retry_at > now)
    await connection.execute(update(inbox).where(late, inbox.c.waited).values(retry_at=now))


async def extend_claim(database: Database, message: InboxMessage, *, until: datetime) -> None:
    """Keep the claim longer, while a large file is on its way. Raises ``ClaimLost``."""
    async with database.write() as connection:
        await claims.extend(connection, inbox, message.held, until)
