"""Pulling what a platform has for us: one puller, page by page; a page and its place are stored in one transaction.

To whoever holds it (``tending``) it is a connection: a lease, tried again when it ends, an alarm when it is gone.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from channels.connecting import Ended, Heard
from channels.pulling import CameBack, Page, Puller
from domain.messages import Problem, SendError
from handlers.context import Context
from handlers.outgoing import coming_back
from storage import came_back, connections, inbox
from storage.came_back import Back
from storage.connections import Place

log = structlog.get_logger()

#: How often it is looked whether the platform has called, and how often it is asked without having called: callbacks
#: are lost and merged.
LOOK, POLL = timedelta(seconds=1), timedelta(minutes=3)
#: Seconds before a page that was not answered is asked for again, at least.
AGAIN = 2.0
#: What ends it: whoever holds it next asks who we are anew.
_OURS = (Problem.CREDENTIALS, Problem.CONFIGURATION)


@dataclass(kw_only=True)
class Pulled:
    """A ``channels.connecting.Connection`` over which pages come."""

    ctx: Context
    channel: str
    puller: Puller
    look: timedelta = LOOK
    poll: timedelta = POLL
    leaving: bool = False
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def open(self) -> bool:
        return not self._closing.is_set()

    async def listen(self, heard: Heard) -> Ended:
        """Store page after page; ``heard`` is told that something came, when it is on disk."""
        while self.open:
            place = await connections.place(self.ctx.database, self.channel)
            try:
                page = await self.puller.pull(place.cursor, place.hint)
            except SendError as error:
                log.warning("pulling.not_answered", channel=self.channel, code=error.code.value)
                if error.code in _OURS:
                    return Ended.CLOSED
                await self._wait(timedelta(seconds=max(AGAIN, error.retry_after or 0)))
                continue
            if not await self._kept(page, place):
                return Ended.REPLACED
            if page.messages:
                await heard([])
            if not page.more:
                await self._until_called(place)
        return Ended.LEFT

    async def close(self) -> None:
        self._closing.set()

    async def _kept(self, page: Page, place: Place) -> bool:
        """Whether the page is stored, with its place; not when somebody else has gone on from there."""
        now, backs = self.ctx.clock.real(), [_back(self.channel, one) for one in page.came_back]
        async with self.ctx.database.write() as connection:
            if not await connections.went_on(connection, self.channel, before=place.cursor, after=page.cursor):
                return False
            for message in page.messages:
                await inbox.add(connection, message, arrived=now, clock=self.ctx.clock, seal=self.ctx.seal)
            taken = [back for back in backs if await came_back.note(connection, back, at=now)]
        await coming_back.told(self.ctx, taken)
        return True

    async def _until_called(self, place: Place) -> None:
        """Until the platform has called since ``place`` was read, or may have without our hearing of it."""
        waited = timedelta()
        while self.open and waited < self.poll:
            if (await connections.place(self.ctx.database, self.channel)).hint != place.hint:
                return
            await self._wait(self.look)
            waited += self.look

    async def _wait(self, time: timedelta) -> None:
        try:
            async with asyncio.timeout(time.total_seconds()):
                await self._closing.wait()
        except TimeoutError:
            return


def _back(channel: str, one: CameBack) -> Back:
    return Back(channel=channel, account=one.account, message_id=one.message_id, reason=one.reason, detail=one.detail)


@dataclass(kw_only=True)
class PullConnector:
    """A ``channels.connecting.Connector`` of a channel from which messages are pulled."""

    ctx: Context
    channel: str
    puller: Puller
    look: timedelta = LOOK
    poll: timedelta = POLL
    speaks: bool = False
    _pulled: Pulled | None = None

    @property
    def connected(self) -> bool:
        return self._pulled is not None and self._pulled.open

    async def connect(self) -> Pulled:
        """Raises ``SendError``."""
        await self.puller.prove()
        self._pulled = Pulled(ctx=self.ctx, channel=self.channel, puller=self.puller, look=self.look, poll=self.poll)
        return self._pulled
