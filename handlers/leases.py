"""A claim is renewed while its work goes on: a lease need outlast a stumble, never the work, so it can be short."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from domain.clock import Clock


@asynccontextmanager
async def kept_claimed(
    extend: Callable[[datetime], Awaitable[None]], clock: Clock, lease: timedelta
) -> AsyncIterator[None]:
    """While the block runs, ``extend`` is called with the next end of the lease (real time) three times a lease."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(lease.total_seconds() / 3)
            await extend(clock.real() + lease)

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
