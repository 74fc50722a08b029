"""The stage of ``tests.support.stage`` on any platform that is connected to: real sockets, held as ``listen`` does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol, cast

from sqlalchemy import update

from channels.connecting import Connector, connector_of
from channels.contract import Callback, Channel
from channels.pulling import puller_of
from domain.campaigns.campaign import Campaign
from domain.roster.roster import OrganisationEntry
from handlers.context import Context
from handlers.listening.pulling import PullConnector
from handlers.listening.tending import Tending
from handlers.schedule import keeping
from storage import connections
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from storage.tables import identities
from tests.support.bot_stage import Stored
from tests.support.clocks import FrozenClock
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.patience import PATIENCE
from tests.support.seals import SEAL
from tests.support.stage import DirectChecker, Member, Stage, enrol
from web.metrics import Metrics


class Platform(Protocol):
    """A fake. What somebody sends answers the id that their message is stored under."""

    async def say(self, account: str, words: str) -> str: ...

    async def photo(self, account: str, data: bytes) -> str: ...

    async def file(self, account: str, name: str, data: bytes) -> str: ...

    def heard(self, conversation: str) -> list[str]: ...


@dataclass(kw_only=True)
class ChannelStage(Stage):
    """``platforms`` and ``tendings`` by channel; ``home``: the channel of each account."""

    platforms: Mapping[str, Any]
    tendings: Mapping[str, Tending]
    stored: Stored
    home: Mapping[str, str] = field(default_factory=dict)
    #: Set when something has been pulled.
    pulled: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, account: str, text: str) -> None:
        await self._sent(account, lambda platform: platform.say(account, text))

    async def photo(self, account: str, data: bytes) -> None:
        await self._sent(account, lambda platform: platform.photo(account, data))

    async def file(self, account: str, name: str, data: bytes) -> None:
        await self._sent(account, lambda platform: platform.file(account, name, data))

    def heard(self, account: str) -> list[str]:
        return cast("list[str]", self.platforms[self._of(account)].heard(account))

    async def work(self) -> bool:
        """A clock that jumps stands for one that passes: connections are looked at first."""
        for tending in self.tendings.values():
            while await tending.step():
                continue
        return await super().work()

    def _of(self, account: str) -> str:
        return self.home.get(account, next(iter(self.platforms)))

    async def enter(self, account: str, code: str = "") -> None:
        """Come in, by a personal link where there is a ``code``."""
        await self._sent(account, lambda platform: platform.enter(account, code))

    async def _sent(self, account: str, bring: Callable[[Any], Awaitable[str]]) -> None:
        channel = self._of(account)
        if channel not in self.tendings:
            await self._posted(channel, await bring(self.platforms[channel]))
            return
        tending, platform = self.tendings[channel], self.platforms[channel]
        while not tending.connected or await tending.step():
            await tending.step()
        id_ = await bring(platform)
        if puller_of(self.ctx.channels[channel]) is None:
            await self.stored.until(id_)
            return
        await self.fetched(channel, id_)

    async def fetched(self, channel: str, id_: str) -> None:
        """Until what the platform has under this id has been pulled."""
        query, body = self.platforms[channel].callback()
        callback = Callback(query=query, headers={}, body=body, at=self.clock.real())
        self.pulled.clear()
        await connections.called(self.ctx.database, channel, self.ctx.channels[channel].receive(callback).hint)
        async with asyncio.timeout(PATIENCE):
            while id_ not in {row["external_id"] for row in await self.rows("inbox")}:
                await self.pulled.wait()
                self.pulled.clear()

    async def _posted(self, channel: str, id_: str) -> None:
        """A platform that posts does so twice where it has not heard us the first time."""
        for _ in range(2):
            query, body = self.platforms[channel].callback(id_)
            callback = Callback(query=query, headers={}, body=body, at=self.clock.real())
            received = self.ctx.channels[channel].receive(callback)
            await self.writer.put(received.messages, arrived=self.clock.real())


#: Real time → a channel that speaks to the platform.
Built = Callable[[Callable[[], datetime]], Channel]


@asynccontextmanager
async def channel_stage(
    database: Database,
    clock: FrozenClock,
    folder: Path,
    campaigns: Sequence[Campaign],
    organisations: Sequence[OrganisationEntry],
    cast_: Sequence[Member],
    platforms: Mapping[str, tuple[Platform, Built]],
    *,
    home: Mapping[str, str] | None = None,
) -> AsyncIterator[ChannelStage]:
    """Everything set up on the first of ``platforms``; ``home``: who has an account on another one instead."""
    home = home or {}
    channels = {name: build(clock.real) for name, (_, build) in platforms.items()}
    ctx = Context(
        campaigns={campaign.code: campaign for campaign in campaigns},
        database=database,
        objects=Objects(str(folder / "files")),
        checker=DirectChecker(),
        channels=channels,
        clock=clock,
        scratch=folder / "scratch",
        public_url="http://baosong.example.org",
        seal=SEAL,
    )
    first = next(iter(platforms))
    await enrol(database, organisations, cast_, channel=first)
    await _moved(database, first, home)
    await keeping.plan(ctx)
    connected: dict[str, Connector] = {
        name: found for name, its in channels.items() if (found := connector_of(its)) is not None
    }
    for name, its in channels.items():
        if (puller := puller_of(its)) is not None:
            connected[name] = PullConnector(ctx=ctx, channel=name, puller=puller, look=timedelta(milliseconds=5))
    pulled = asyncio.Event()
    async with database.write() as connection:
        await connections.open_rows(connection, list(connected), now=clock.real())
    writer = InboxWriter(database, clock, seal=SEAL)
    stored = Stored(writer)
    tendings = {
        name: Tending(ctx=ctx, channel=name, connector=connector, inbox=stored, counted=Metrics(), stored=pulled.set)
        for name, connector in connected.items()
    }
    stage = ChannelStage(
        ctx=ctx,
        clock=clock,
        wecom=cast(FakeWecom, SimpleNamespace(mailboxes=SimpleNamespace(swallowed=[], dropped=[]))),
        writer=writer,
        platforms={name: platform for name, (platform, _) in platforms.items()},
        tendings=tendings,
        stored=stored,
        home=home,
        pulled=pulled,
    )
    try:
        yield stage
    finally:
        for tending in tendings.values():
            await tending.close()
        await writer.close()
        for channel in channels.values():
            await channel.close()


async def _moved(database: Database, first: str, home: Mapping[str, str]) -> None:
    async with database.write() as connection:
        for account, channel in home.items():
            own = (identities.c.channel == first) & (identities.c.account == account)
            await connection.execute(update(identities).where(own).values(channel=channel))
