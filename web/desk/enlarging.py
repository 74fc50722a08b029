"""Large pictures that somebody wants to see are made beside the requests, a few at a time, each once."""

from __future__ import annotations

import asyncio

from aiohttp import web

from handlers.context import Context
from handlers.desk import enlarging

#: Made at a time, and waiting: what is wanted beyond that is asked for again by whoever still looks.
AT_ONCE = 2
MOST = 60


class Enlarging:
    """The numbers that are wanted. Belongs to the event loop that uses it."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._wanted: dict[int, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    def want(self, number: int) -> None:
        if number not in self._wanted and len(self._wanted) < MOST:
            self._wanted[number] = asyncio.create_task(self._make(number))

    async def _make(self, number: int) -> None:
        try:
            async with self._turns:
                await enlarging.enlarge(self._ctx, number)
        finally:
            del self._wanted[number]

    async def done(self) -> None:
        """Wait for all of them."""
        await asyncio.gather(*self._wanted.values(), return_exceptions=True)

    async def stop(self) -> None:
        for task in self._wanted.values():
            task.cancel()
        await self.done()


ENLARGING = web.AppKey("enlarging", Enlarging)
