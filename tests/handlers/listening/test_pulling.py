"""Pulling: one puller, pages stored with their place, calls that are lost, messages that come back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import insert, select

from channels.connecting import Ended
from channels.pulling import CameBack, Page
from domain.messages import Incoming, MessageKind, Problem, SendError, Unreachable
from handlers.context import Context
from handlers.listening.pulling import PullConnector, Pulled
from storage import connections
from storage.engine.database import Database
from storage.states import OutboxState
from storage.tables import identities, inbox, outbox, people, unreachable_accounts
from tests.support.clocks import FrozenClock
from tests.support.patience import PATIENCE
from tests.support.seals import SEAL

KF = "kf"


@dataclass
class Platform:
    """Pages by place; it is done when the last was given. ``failures`` come first."""

    pages: dict[str, Page] = field(default_factory=dict)
    failures: list[SendError] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    refused: SendError | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def prove(self) -> None:
        if self.refused is not None:
            raise self.refused

    async def pull(self, cursor: str, hint: str) -> Page:
        async with self.changed:
            self.asked.append((cursor, hint))
            self.changed.notify_all()
        if self.failures:
            raise self.failures.pop(0)
        return self.pages.get(cursor, Page(cursor=cursor))


@pytest.fixture
async def ctx(database: Database, clock: FrozenClock) -> Context:
    async with database.write() as connection:
        await connections.open_rows(connection, [KF], now=clock.real())
    return cast(Context, SimpleNamespace(database=database, clock=clock, seal=SEAL))


def message(ctx: Context, id_: str, **more: Any) -> Incoming:
    given = {"kind": MessageKind.TEXT, "text": "在", **more}
    return Incoming(channel=KF, external_id=id_, sender="wm1", sent_at=ctx.clock.real(), **given)


async def pulled(ctx: Context, platform: Platform, *, look: float = 0.001, poll: float = 60) -> Pulled:
    connector = PullConnector(
        ctx=ctx, channel=KF, puller=platform, look=timedelta(seconds=look), poll=timedelta(seconds=poll)
    )
    return await connector.connect()


async def stored(ctx: Context) -> list[str]:
    async with ctx.database.read() as connection:
        return list(await connection.scalars(select(inbox.c.external_id).order_by(inbox.c.id)))


async def nothing(messages: Sequence[Incoming]) -> None:
    assert messages == []


async def until(platform: Platform, number: int) -> None:
    async with asyncio.timeout(PATIENCE), platform.changed:
        await platform.changed.wait_for(lambda: len(platform.asked) >= number)


async def left(connection: Pulled, reading: asyncio.Task[Ended]) -> None:
    await connection.close()
    async with asyncio.timeout(PATIENCE):
        assert await reading is Ended.LEFT


async def test_a_page_is_stored_with_its_place_and_the_next_is_asked_for_at_once(ctx: Context) -> None:
    platform = Platform(
        pages={
            "": Page(messages=[message(ctx, "m1"), message(ctx, "m2")], cursor="c1", more=True),
            "c1": Page(cursor="c2", more=True),
            "c2": Page(messages=[message(ctx, "m3", reply="w:CODE", reply_until=ctx.clock.real())], cursor="c3"),
        }
    )
    connection = await pulled(ctx, platform)
    reading = asyncio.create_task(connection.listen(nothing))
    await until(platform, 3)
    await left(connection, reading)
    assert await stored(ctx) == ["m1", "m2", "m3"]
    assert (await connections.place(ctx.database, KF)).cursor == "c3"
    async with ctx.database.read() as read:
        sealed = (await read.scalars(select(inbox.c.reply_handle).order_by(inbox.c.id))).all()
    assert [ctx.seal.opened(one) if one else "" for one in sealed] == ["", "", "w:CODE"]


async def test_a_page_that_cannot_be_stored_leaves_its_place_as_it_was(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*args: object, **more: object) -> None:
        raise RuntimeError("disk full")

    platform = Platform(pages={"": Page(messages=[message(ctx, "m1")], cursor="c1")})
    connection = await pulled(ctx, platform)
    monkeypatch.setattr("handlers.listening.pulling.inbox.add", fails)
    with pytest.raises(RuntimeError):
        await connection.listen(nothing)
    assert (await connections.place(ctx.database, KF)).cursor == ""
    monkeypatch.undo()
    # It is pulled again, once.
    again = await pulled(ctx, platform)
    reading = asyncio.create_task(again.listen(nothing))
    await until(platform, 2)
    await left(again, reading)
    assert await stored(ctx) == ["m1"]


async def test_a_second_puller_stores_nothing_that_the_first_has_stored(ctx: Context) -> None:
    platform = Platform(pages={"": Page(messages=[message(ctx, "m1")], cursor="c1")})

    class Slow(Platform):
        async def pull(self, cursor: str, hint: str) -> Page:
            page = await super().pull(cursor, hint)
            async with ctx.database.write() as connection:
                assert await connections.went_on(connection, KF, before="", after="c1")
            return page

    connection = await pulled(ctx, Slow(pages=platform.pages))
    async with asyncio.timeout(PATIENCE):
        assert await connection.listen(nothing) is Ended.REPLACED
    assert await stored(ctx) == []


async def test_a_call_of_the_platform_is_followed_and_a_lost_one_is_not_missed(ctx: Context) -> None:
    platform = Platform(pages={"c1": Page(messages=[message(ctx, "m1")], cursor="c2")})
    async with ctx.database.write() as write:
        assert await connections.went_on(write, KF, before="", after="c1")
    connection = await pulled(ctx, platform, poll=0.05)
    reading = asyncio.create_task(connection.listen(nothing))
    await until(platform, 1)
    await connections.called(ctx.database, KF, "ENC1")
    async with asyncio.timeout(PATIENCE), platform.changed:
        await platform.changed.wait_for(lambda: ("c2", "ENC1") in platform.asked)
    # Nobody calls any more: it is asked all the same.
    number = len(platform.asked)
    await until(platform, number + 2)
    await left(connection, reading)


async def test_a_platform_that_does_not_answer_is_asked_again_and_one_that_refuses_us_is_left(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.listening.pulling.AGAIN", 0.0)
    busy = SendError(Problem.BUSY, permanent=False)
    refused = SendError(Problem.CREDENTIALS, permanent=False, retry_after=3600)
    platform = Platform(failures=[busy, busy, refused])
    connection = await pulled(ctx, platform)
    async with asyncio.timeout(PATIENCE):
        assert await connection.listen(nothing) is Ended.CLOSED
    assert len(platform.asked) == 3
    platform.refused = refused
    with pytest.raises(SendError):
        await pulled(ctx, platform)


@pytest.mark.parametrize(
    ("reason", "text", "becomes"),
    [
        (Unreachable.WINDOW, "提醒", OutboxState.PARKED),
        (Unreachable.WINDOW, "", OutboxState.REJECTED),
        (Unreachable.BLOCKED, "提醒", OutboxState.REJECTED),
    ],
)
async def test_a_message_that_comes_back_waits_or_is_not_delivered(
    ctx: Context, reason: Unreachable, text: str, becomes: OutboxState
) -> None:
    now = ctx.clock.real()
    async with ctx.database.write() as write:
        person = (await write.execute(insert(people).values(name="某", phone="").returning(people.c.id))).scalar_one()
        await write.execute(insert(identities).values(person_id=person, channel=KF, account="wm1", source="roster"))
        for number, account in enumerate(("wm1", "wm2")):
            values = {
                "key": f"k{number}",
                "words": "",
                "created_at": now,
                "queued_at": now,
                "retry_at": now,
                "sent_at": now,
            }
            row = {"channel": KF, "account": account, "text": text, "state": OutboxState.SENT, "message_id": "out-1"}
            await write.execute(insert(outbox).values(**values, **row))
    back = CameBack(account="wm1", message_id="out-1", reason=reason)
    platform = Platform(
        pages={"": Page(came_back=[back, CameBack(account="wm1", message_id="", reason=reason)], cursor="c1")}
    )
    connection = await pulled(ctx, platform, poll=0.001)
    reading = asyncio.create_task(connection.listen(nothing))
    # The page is stored when the next is asked for.
    await until(platform, 2)
    await left(connection, reading)
    async with ctx.database.read() as read:
        rows = (await read.execute(select(outbox.c.state, outbox.c.sent_at).order_by(outbox.c.id))).all()
        noted = (await read.execute(select(unreachable_accounts.c.account, unreachable_accounts.c.reason))).all()
    assert [(state, at is None) for state, at in rows] == [(becomes, True), (OutboxState.SENT, False)]
    assert [tuple(row) for row in noted] == [("wm1", reason)]
