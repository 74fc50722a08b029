"""A channel connected to a fake of its platform, and everything that came over the connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from channels.connecting import Connection, Ended, connector_of
from channels.contract import Channel
from domain.messages import Incoming
from tests.support.patience import PATIENCE

#: The fake, and the channel.
P = TypeVar("P")
C = TypeVar("C", bound=Channel)


@dataclass(kw_only=True)
class Line(Generic[P, C]):
    """``storing``: nothing is stored before this is set."""

    platform: P
    channel: C
    connection: Connection
    reading: asyncio.Task[Ended]
    came: list[Incoming] = field(default_factory=list)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    storing: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, number: int) -> Sequence[Incoming]:
        async with asyncio.timeout(PATIENCE), self.heard:
            await self.heard.wait_for(lambda: len(self.came) >= number)
        return self.came

    async def ended(self) -> Ended:
        async with asyncio.timeout(PATIENCE):
            return await self.reading

    async def store(self, messages: Sequence[Incoming]) -> None:
        await self.storing.wait()
        async with self.heard:
            self.came += messages
            self.heard.notify_all()


async def opened(platform: P, channel: C) -> Line[P, C]:
    """One more connection of the channel."""
    connector = connector_of(channel)
    assert connector is not None
    connection = await connector.connect()
    lines: list[Line[P, C]] = []

    async def heard(messages: Sequence[Incoming]) -> None:
        await lines[0].store(messages)

    reading = asyncio.create_task(connection.listen(heard))
    line = Line(platform=platform, channel=channel, connection=connection, reading=reading)
    line.storing.set()
    lines.append(line)
    return line


@asynccontextmanager
async def connected(platform: P, channel: C) -> AsyncIterator[Line[P, C]]:
    line = await opened(platform, channel)
    try:
        yield line
    finally:
        line.storing.set()
        await channel.close()
        await asyncio.gather(line.reading, return_exceptions=True)
