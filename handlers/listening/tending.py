"""Holding a connection to a platform: under a lease, opened again when it ends, replaced before the old one closes.

What comes is on disk before anything else happens to it: no platform hears of it otherwise, and of what was read from
a socket and not stored nobody would ever know. One ``Tending`` a channel; its steps are called in turn by a loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from channels.connecting import Connection, Connector, Ended
from domain import connection as rules
from domain.messages import Incoming, SendError
from handlers import resting
from handlers.context import Context
from handlers.leases import kept_claimed
from handlers.listening import holders
from storage import connections
from storage.connections import Taken
from storage.engine.claims import ClaimLost
from storage.engine.database import DatabaseUnavailable

log = structlog.get_logger()

#: Whoever holds a connection says so three times within it; a holder that was killed is followed after it, and at once
#: where it can be seen that it is gone.
LEASE = timedelta(seconds=9)
#: Seconds before messages that could not be stored are tried again. There is no end to it: nobody else has them.
STORE_AGAIN = 0.5
#: Seconds in which what has come is stored when we have to stop.
PATIENCE = 10.0


class Inbox(Protocol):
    """``storage.inbox.InboxWriter``."""

    async def put(self, received: Sequence[Incoming], *, arrived: datetime) -> None: ...


class Counted(Protocol):
    """Where it is counted what came (``web.metrics.Metrics``)."""

    def callback(self, channel: str, outcome: str) -> None: ...


@dataclass(kw_only=True)
class _Held:
    """A connection, and the task that reads it."""

    connection: Connection
    reading: asyncio.Task[Ended]
    since: datetime


@dataclass(kw_only=True)
class Tending:
    """``stored``: called when something new is in the inbox."""

    ctx: Context
    channel: str
    connector: Connector
    inbox: Inbox
    counted: Counted
    stored: Callable[[], None] = lambda: None
    holder: str = field(default_factory=holders.this_process)
    _taken: Taken | None = None
    _held: _Held | None = None
    #: Replaced ones, of which not everything is stored yet.
    _leaving: set[asyncio.Task[Ended]] = field(default_factory=set)
    _heard_at: datetime | None = None
    _renewed_at: datetime | None = None
    _kept_at: datetime | None = None

    @property
    def connected(self) -> bool:
        """This process can say something on the channel."""
        return self._held is not None and not self._held.reading.done()

    async def step(self) -> bool:
        """One look: take, keep or replace the connection. False: there is nothing more to do just now."""
        now = self.ctx.clock.real()
        if self._taken is None:
            return await self._take(now)
        try:
            if self._held is None or self._held.reading.done():
                await self._ended(now)
                return True
            if self._kept_at is None or now - self._kept_at >= LEASE / 3:
                await self._keep(now)
            if self._held.connection.leaving or self._too_still(now):
                await self._replace(now)
        except ClaimLost:
            log.warning("connection.lease_lost", channel=self.channel)
            self._taken = None
            await self._drop()
        return False

    def while_connected(self, step: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
        """``step``, which needs the connection: without one it has nothing to do."""

        async def guarded() -> bool:
            return self.connected and await step()

        return guarded

    async def close(self) -> None:
        """Let it go, with all that has come by then stored; whoever else waits for it may have it at once."""
        taken, stood = self._taken, self.connected
        await self._drop()
        self._taken = None
        if taken is not None:
            now = self.ctx.clock.real()
            try:
                await connections.give_back(self.ctx.database, taken, now=now, retry_at=now, error="", stood=stood)
            except (ClaimLost, DatabaseUnavailable):
                log.warning("connection.not_given_back", channel=self.channel)

    async def _take(self, now: datetime) -> bool:
        database = self.ctx.database
        free, other = await connections.may_take(database, self.channel, now=now)
        gone = "" if free or not holders.gone(other) else other
        if not (free or gone) or not await resting.may_ask(self.ctx, self.channel):
            return False
        self._taken = await connections.take(
            database, self.channel, holder=self.holder, now=now, lease=LEASE, gone=gone
        )
        if self._taken is None:
            return False
        try:
            await self._connect(self._taken)
        except SendError as error:
            await self._not_made(error)
            return False
        await resting.found_good(self.ctx, self.channel)
        return True

    async def _connect(self, taken: Taken) -> None:
        """Make a connection, and read it from here on. Raises ``SendError`` and ``ClaimLost``."""

        async def extend(until: datetime) -> None:
            await connections.keep(self.ctx.database, taken, until=until)

        async with kept_claimed(extend, self.ctx.clock, LEASE):
            connection = await self.connector.connect()
        now = self._kept_at = self.ctx.clock.real()
        reading = asyncio.create_task(self._read(connection), name=f"listening-{self.channel}")
        self._held = _Held(connection=connection, reading=reading, since=now)
        await connections.stands(self.ctx.database, taken, now=now, until=now + LEASE)
        log.info("connection.made", channel=self.channel, attempts=taken.attempts)

    async def _not_made(self, error: SendError) -> None:
        assert self._taken is not None
        taken, self._taken, now = self._taken, None, self.ctx.clock.real()
        log.warning("connection.not_made", channel=self.channel, code=error.code.value, attempts=taken.attempts)
        if error.code in resting.REFUSED:
            await resting.found_bad(self.ctx, self.channel, error)
        # The first try in vain waits for a moment, too.
        retry_at = now + rules.wait_before(taken.attempts + 1)
        await connections.give_back(self.ctx.database, taken, now=now, retry_at=retry_at, error=str(error), stood=False)

    async def _ended(self, now: datetime) -> None:
        """The connection is no more: it is noted why, and when the next one is tried."""
        assert self._taken is not None and self._held is not None
        held, taken = self._held, self._taken
        self._held = self._taken = None
        why = await held.reading
        log.warning("connection.ended", channel=self.channel, why=why.value, attempts=taken.attempts)
        steady = now - held.since >= rules.STEADY
        wait = rules.wait_before(1 if steady else taken.attempts, replaced=why is Ended.REPLACED)
        await connections.give_back(self.ctx.database, taken, now=now, retry_at=now + wait, error=why.value, stood=True)

    async def _keep(self, now: datetime) -> None:
        assert self._taken is not None and self._held is not None
        steady = now - self._held.since >= rules.STEADY
        await connections.keep(
            self.ctx.database, self._taken, until=now + LEASE, heard_at=self._heard_at, steady=steady
        )
        self._kept_at = now

    async def _replace(self, now: datetime) -> None:
        """The next one is made before this one is closed: what comes meanwhile comes over one of them."""
        assert self._taken is not None and self._held is not None
        before, self._renewed_at = self._held, now
        log.info("connection.replacing", channel=self.channel, leaving=before.connection.leaving)
        try:
            await self._connect(self._taken)
        except SendError as error:
            # This one may still be good; when it ends it is made anew as ever.
            log.warning("connection.not_replaced", channel=self.channel, code=error.code.value)
            return
        self._leaving.add(before.reading)
        before.reading.add_done_callback(self._leaving.discard)
        await before.connection.close()

    def _too_still(self, now: datetime) -> bool:
        assert self._held is not None
        return rules.too_still(now, since=self._held.since, heard_at=self._heard_at, renewed_at=self._renewed_at)

    async def _drop(self) -> None:
        """Close what is open, and see that what has come is stored."""
        held, self._held = self._held, None
        reading = set(self._leaving)
        if held is not None:
            await held.connection.close()
            reading.add(held.reading)
        if not reading:
            return
        _, unfinished = await asyncio.wait(reading, timeout=PATIENCE)
        for task in unfinished:
            log.error("connection.not_all_stored", channel=self.channel)
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)

    async def _read(self, connection: Connection) -> Ended:
        try:
            return await connection.listen(self._heard)
        except Exception:
            log.exception("connection.broken", channel=self.channel)
            await connection.close()
            return Ended.CLOSED

    async def _heard(self, messages: Sequence[Incoming]) -> None:
        """On disk when this returns, however long that takes; but for what no database would have."""
        arrived = self._heard_at = self.ctx.clock.real()
        left = list(messages)
        while left:
            # One by one, so that one that cannot be stored keeps out no other; they share a commit all the same.
            puts = (self.inbox.put([message], arrived=arrived) for message in left)
            outcomes = await asyncio.gather(*puts, return_exceptions=True)
            for outcome in outcomes:
                self._count(outcome)
            unstored = [isinstance(outcome, DatabaseUnavailable) for outcome in outcomes]
            # From the first on, so that nobody's order is changed.
            left = left[unstored.index(True) :] if any(unstored) else []
            if left:
                await asyncio.sleep(STORE_AGAIN)
        self.stored()

    def _count(self, outcome: BaseException | None) -> None:
        if outcome is None:
            self.counted.callback(self.channel, "stored")
        elif isinstance(outcome, DatabaseUnavailable):
            self.counted.callback(self.channel, "not_stored")
        elif isinstance(outcome, Exception):
            log.error("connection.not_storable", channel=self.channel, error=type(outcome).__name__)
            self.counted.callback(self.channel, "failed")
        else:
            raise outcome
