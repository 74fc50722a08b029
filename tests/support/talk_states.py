"""The states that a conversation can be in, set up on a stage, and what must stay as it was whatever is said then."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, delete, func, select

from domain.messages import Incoming, MessageKind
from domain.submission import State
from handlers import intake
from storage import people, submissions
from storage.submissions import Change
from storage.tables import (
    conversations,
    exemptions,
    identities,
    inbox,
    notes,
    obligations,
    outbox,
    recollections,
)
from storage.tables import submissions as submissions_table
from tests.support.stage import LEASE, Stage
from tests.support.town import photo

#: Nothing may touch these; of the outbox, what is for somebody else.
KEPT: tuple[Table, ...] = (obligations, submissions_table, exemptions, identities, notes)


@dataclass(kw_only=True)
class Talk:
    """One person's conversation in one state, which can be set up again in no time."""

    on: Stage
    account: str
    _conversation: Mapping[str, Any] | None = None
    _said: itertools.count[int] = field(default_factory=itertools.count)

    async def say(self, text: str) -> str:
        """One message read and answered, in the state as it was set up; what was replied."""
        await self._set_up_again()
        message = Incoming(
            channel="wecom",
            external_id=f"talk-{next(self._said)}",
            sender=self.account,
            kind=MessageKind.TEXT,
            sent_at=self.on.clock.real(),
            text=text,
        )
        await self.on.writer.put([message], arrived=self.on.clock.real())
        while await intake.process_next(self.on.ctx, lease=LEASE):
            continue
        async with self.on.ctx.database.read() as connection:
            newest = await connection.scalar(select(func.max(inbox.c.id)))
            query = select(outbox.c.text).where(outbox.c.key == f"reply:{newest}#1")
            return self.on.ctx.seal.opened(str(await connection.scalar(query) or ""))

    async def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that must not change, by table."""
        async with self.on.ctx.database.read() as connection:
            found = {t.name: [tuple(row) for row in await connection.execute(select(t))] for t in KEPT}
            others = select(outbox).where(outbox.c.account != self.account)
            found["outbox"] = [tuple(row) for row in await connection.execute(others)]
        return found

    async def remember(self) -> None:
        """From now on every message finds the conversation as it is now."""
        async with self.on.ctx.database.read() as connection:
            query = select(conversations).where(conversations.c.person_id == await self._person(connection))
            row = (await connection.execute(query)).mappings().one_or_none()
        self._conversation = dict(row) if row else None

    async def _set_up_again(self) -> None:
        async with self.on.ctx.database.write() as connection:
            person = await self._person(connection)
            await connection.execute(delete(recollections).where(recollections.c.person_id == person))
            await connection.execute(delete(conversations).where(conversations.c.person_id == person))
            if self._conversation:
                await connection.execute(conversations.insert().values(self._conversation))

    async def _person(self, connection: Any) -> int:
        person = await people.by_account(connection, "wecom", self.account)
        return person.id if person else 0


async def _nothing(on: Stage, account: str) -> None:
    return


async def _photos(on: Stage, account: str) -> None:
    for width in (2400, 2402):
        await on.photo(account, photo(width))
    await on.drain()


async def _refused(on: Stage, account: str) -> None:
    await on.photo(account, photo(1600, 1000))
    await on.drain()


async def _composing(on: Stage, account: str) -> None:
    await on.ask(account, "稿件")
    await on.ask(account, "我校今天举行活动周启动仪式，全校师生参加。")


async def _announced(on: Stage, account: str) -> None:
    await on.ask(account, "方案")


async def _nudge(on: Stage, account: str) -> None:
    await on.ask(account, "催报")


async def _captioned(on: Stage, account: str) -> None:
    """Photos that came and were captioned: all of it stands."""
    await _photos(on, account)
    async with on.ctx.database.write() as connection:
        for number in (1, 2):
            await submissions.change(connection, number, Change(state=State.ACCEPTED, caption="学生练习插花"))


#: State → how it is reached, and who can be in it.
STATES: dict[str, tuple[Callable[[Stage, str], Awaitable[None]], tuple[str, ...]]] = {
    "nothing waits": (_nothing, ("alice", "carol", "dana", "dave", "both", "stranger")),
    "photos wait for a caption": (_photos, ("alice", "both")),
    "a photo was refused": (_refused, ("alice",)),
    "photos wait for their unit": (_photos, ("carol",)),
    "photos are captioned": (_captioned, ("alice",)),
    "a text is open": (_composing, ("alice", "both")),
    "a milestone is announced": (_announced, ("alice", "both")),
    "a nudge is proposed": (_nudge, ("dana", "both")),
}
