"""Whether the websites that units handed in answer, where the operator wants that known."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from domain.websites import address_of
from handlers.context import Context
from storage import websites
from storage.websites import ClaimedWebsite

#: A website is asked again after this.
AGAIN_AFTER = timedelta(hours=20)
#: Websites of one round, and how many of them are called at a time.
MOST = 40
AT_ONCE = 4


class Caller(Protocol):
    """Who calls websites (``channels.websites.WebsiteCaller``)."""

    async def status(self, address: str) -> int:
        """The HTTP status of the answer, 0 when there is none; never raises for what an address does."""


@dataclass(frozen=True, kw_only=True)
class WebsiteWatch:
    """``caller`` None: nothing is called."""

    ctx: Context
    caller: Caller | None

    async def check_some(self) -> int:
        """How many were asked for."""
        if self.caller is None:
            return 0
        ctx, now, turns = self.ctx, self.ctx.clock.now(), asyncio.Semaphore(AT_ONCE)
        async with ctx.database.write() as connection:
            found = await websites.claim(connection, list(ctx.campaigns), now=now, before=now - AGAIN_AFTER, most=MOST)
        await asyncio.gather(*(self._check(self.caller, turns, one) for one in found))
        return len(found)

    async def _check(self, caller: Caller, turns: asyncio.Semaphore, one: ClaimedWebsite) -> None:
        address = address_of(one.said)
        if not address:
            return
        async with turns:
            status = await caller.status(address)
        async with self.ctx.database.write() as connection:
            await websites.answered(connection, one.number, status, at=self.ctx.clock.now())
