"""The stage of ``tests.support.stage`` on WeCom's 智能机器人: frames over a real socket, held as ``listen`` does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from channels.contract import Channel
from channels.wecom_bot.connected import ConnectedBot
from channels.wecom_bot.settings import WecomBotSettings
from domain.campaigns.campaign import Campaign
from domain.messages import Incoming
from domain.roster.roster import OrganisationEntry
from handlers.context import Context
from handlers.listening.tending import Tending
from handlers.schedule import keeping
from storage import connections
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from tests.support.clocks import FrozenClock
from tests.support.fakes.wecom_bot_platform import FakeBot
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.patience import PATIENCE
from tests.support.seals import SEAL
from tests.support.stage import DirectChecker, Member, Stage, enrol
from web.metrics import Metrics

BOT = "wecom-bot"
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>~#=-])")


def shown(text: str) -> str:
    """Markdown as its reader sees it."""
    return _ESCAPED.sub(r"\1", text)


class Mailboxes:
    """What the bot has brought, as stories look at it."""

    def __init__(self, bot: FakeBot) -> None:
        self._bot = bot
        self.mailboxes = SimpleNamespace(swallowed=[], dropped=[])

    @property
    def delivered(self) -> list[Any]:
        return [
            SimpleNamespace(account=one.conversation, text=shown(one.text), type="text")
            for one in self._bot.rooms.brought
            if one.text
        ]

    def inbox_of(self, account: str) -> list[str]:
        return [shown(text) for text in self._bot.heard(account)]


class Stored:
    """The inbox, which tells what it has taken."""

    def __init__(self, writer: InboxWriter) -> None:
        self._writer = writer
        self._ids: set[str] = set()
        self._changed = asyncio.Condition()

    async def put(self, received: Sequence[Incoming], *, arrived: datetime) -> None:
        await self._writer.put(received, arrived=arrived)
        async with self._changed:
            self._ids |= {message.external_id.partition("#")[0] for message in received}
            self._changed.notify_all()

    async def until(self, msgid: str) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: msgid in self._ids)


@dataclass(kw_only=True)
class BotStage(Stage):
    """``bot``: the platform; ``tending``: whoever holds the connection."""

    bot: FakeBot
    tending: Tending
    stored: Stored
    files: dict[str, bytes] = field(default_factory=dict)

    async def say(self, account: str, text: str) -> None:
        await self._sent(self.bot.say(account, text))

    async def photo(self, account: str, data: bytes) -> None:
        await self._sent(self.bot.photo(account, data))

    async def video(self, account: str, data: bytes) -> None:
        await self._sent(self.bot.file(account, "", data, kind="video"))

    async def file(self, account: str, name: str, data: bytes) -> None:
        await self._sent(self.bot.file(account, name, data))

    async def event(self, account: str, event: str, key: str = "") -> None:
        await self._sent(self.bot.press(account, key, "task") if key else self.bot.enter(account))

    async def work(self) -> bool:
        """A clock that jumps stands for one that passes: the connection is looked at first."""
        while await self.tending.step():
            continue
        return await super().work()

    async def _sent(self, bringing: Awaitable[str]) -> None:
        while not self.tending.connected or await self.tending.step():
            await self.tending.step()
        await self.stored.until(await bringing)


@asynccontextmanager
async def bot_stage(
    database: Database,
    clock: FrozenClock,
    folder: Path,
    campaigns: Sequence[Campaign],
    organisations: Sequence[OrganisationEntry],
    cast_: Sequence[Member],
) -> AsyncIterator[BotStage]:
    """Everything set up, and the connection made."""
    async with FakeBot(clock=lambda: clock.real().timestamp()) as bot:
        channel = ConnectedBot(WecomBotSettings(**bot.credentials), name=BOT, clock=clock.real)
        ctx = Context(
            campaigns={campaign.code: campaign for campaign in campaigns},
            database=database,
            objects=Objects(str(folder / "files")),
            checker=DirectChecker(),
            channels={BOT: cast(Channel, channel)},
            clock=clock,
            scratch=folder / "scratch",
            public_url="http://baosong.example.org",
            seal=SEAL,
        )
        await enrol(database, organisations, cast_, channel=BOT)
        await keeping.plan(ctx)
        async with database.write() as connection:
            await connections.open_rows(connection, [BOT], now=clock.real())
        writer = InboxWriter(database, clock, seal=SEAL)
        stored = Stored(writer)
        tending = Tending(ctx=ctx, channel=BOT, connector=channel, inbox=stored, counted=Metrics())
        stage = BotStage(
            ctx=ctx,
            clock=clock,
            wecom=cast(FakeWecom, Mailboxes(bot)),
            writer=writer,
            bot=bot,
            tending=tending,
            stored=stored,
        )
        try:
            yield stage
        finally:
            await tending.close()
            await writer.close()
            await channel.close()
