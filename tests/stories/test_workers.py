"""Two workers on one database: whatever they do at the same time happens once, and neither keeps what it dropped."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from checks.request import CheckRequest
from domain.findings import Report
from handlers import intake
from handlers.handover import Handover
from handlers.outgoing import delivery
from storage import inbox, people
from storage.engine.database import Connection, Database
from tests.support.stage import LEASE, DirectChecker, Stage
from tests.support.town import CAPTION, GOOD_TEXT, november, photo

LIAISONS = ("alice", "bob", "carol", "erin")


pytestmark = pytest.mark.town(now=november(9, "08:30:00"))


@asynccontextmanager
async def another_worker(on: Stage) -> AsyncIterator[Stage]:
    """A second process as far as the bot can tell: its own connections, its own channel, the same tables and clock."""
    database = Database(on.ctx.database.url.render_as_string(hide_password=False))
    channel = WecomChannel(WecomSettings(**on.wecom.credentials), clock=lambda: on.clock.real().timestamp())
    try:
        yield replace(on, ctx=replace(on.ctx, database=database, channels={"wecom": channel}, handover=Handover()))
    finally:
        await channel.close()
        await database.close()


async def together(one: Stage, two: Stage) -> None:
    """Both work, at the same time, until there is nothing left."""
    for _ in range(6):
        await asyncio.gather(one.work(), two.work(), one.work(), two.work())
        one.clock.advance(seconds=2.1)


def no_text_twice(on: Stage) -> None:
    said = Counter((one.account, one.text or one.media_id) for one in on.wecom.delivered)
    assert said.most_common(1)[0][1] == 1, said.most_common(1)
    assert on.wecom.mailboxes.swallowed == []


async def test_mail_that_two_workers_read_makes_each_thing_once(on: Stage) -> None:
    async with another_worker(on) as other:
        for _ in range(3):
            for account in LIAISONS:
                await on.say(account, GOOD_TEXT)
                await on.photo(account, photo())
        await together(on, other)
        rows = await on.rows("submissions")
        assert len(rows) == len({row["inbox_id"] for row in rows}) == 24
        assert Counter(row["state"] for row in rows) == {"accepted": 9, "incomplete": 9, "unassigned": 6}
        receipts = [delivery for delivery in on.wecom.delivered if delivery.text.startswith("回执")]
        assert {delivery.account for delivery in receipts} == set(LIAISONS)
        no_text_twice(on)
        assert {row["state"] for row in await on.rows("inbox")} == {"done"}


async def test_the_order_of_one_sender_is_kept(on: Stage) -> None:
    async with another_worker(on) as other:
        for account in LIAISONS[:2]:
            await on.photo(account, photo())
            await on.say(account, CAPTION)
            await on.say(account, "状态")
        await together(on, other)
        for account in LIAISONS[:2]:
            assert any("合格：照片 1 张" in text for text in on.heard(account))
        assert {row["caption"] for row in await on.rows("submissions")} == {CAPTION}


async def test_the_clock_of_two_workers_speaks_once(on: Stage) -> None:
    async with another_worker(on) as other:
        for moment in ("08:37:00", "09:33:00", "09:51:00", "10:00:01", "10:10:00"):
            on.clock.set(november(9, moment))
            await together(on, other)
        no_text_twice(on)
        assert [len(on.heard(account)) for account in LIAISONS] == [3, 3, 3, 3]
        assert [len(on.heard(account)) for account in ("dana", "dave")] == [2, 2]


async def test_a_nudge_confirmed_twice_at_once_nudges_once(on: Stage) -> None:
    async with another_worker(on) as other:
        await on.say("dana", "催报")
        await on.drain()
        await on.say("dana", "确认")
        await on.say("dana", "确认")
        await together(on, other)
        assert [sum("上级提醒" in text for text in on.heard(account)) for account in LIAISONS] == [1, 1, 1, 1]


async def test_the_mail_of_a_killed_worker_is_taken_up_when_its_lease_ends(on: Stage) -> None:
    await on.say("alice", GOOD_TEXT)
    async with on.ctx.database.write() as connection:
        await inbox.claim_next(connection, now=on.clock.real(), lease=LEASE)
    await on.say("alice", "状态")
    await on.drain()
    assert on.heard("alice") == [], "a sender's later mail waits for the earlier"
    on.clock.advance(seconds=LEASE.total_seconds() + 1)
    await on.drain()
    assert sum("文字 1 篇合格" in text for text in on.heard("alice")) == 1
    assert len(await on.rows("submissions")) == 1


async def test_a_message_whose_sender_died_is_sent_when_its_lease_ends(on: Stage) -> None:
    await on.say("alice", "你好")
    await on.read()
    silent = replace(on.ctx, channels={"wecom": Dying()})  # type: ignore[dict-item]
    with pytest.raises(asyncio.CancelledError):
        await delivery.deliver_next(silent, lease=LEASE)
    await on.work()
    assert on.heard("alice") == []
    on.clock.advance(minutes=3)
    await on.drain()
    assert len(on.heard("alice")) == 1


class Dying:
    """A channel whose process is killed in the middle of a call."""

    abilities = WecomChannel.abilities

    async def send(self, outgoing: object) -> None:
        raise asyncio.CancelledError


class Stuck(DirectChecker):
    """A check that takes longer than its lease."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()

    async def inspect(self, request: CheckRequest) -> Report:
        self.begun.set()
        await self.go_on.wait()
        return await super().inspect(request)


async def test_a_worker_that_wakes_after_its_lease_changes_nothing(on: Stage) -> None:
    stuck = Stuck()
    await on.photo("alice", photo())
    sleeper = asyncio.create_task(intake.process_next(replace(on.ctx, checker=stuck), lease=LEASE))
    await stuck.begun.wait()
    on.clock.advance(seconds=LEASE.total_seconds() + 1)
    await on.drain()
    assert len(on.heard("alice")) == 1
    await on.ask("alice", CAPTION)
    stuck.go_on.set()
    await sleeper
    await on.drain()
    (row,) = await on.rows("submissions")
    assert (row["state"], row["caption"]) == ("accepted", CAPTION)
    assert len(on.heard("alice")) == 2
    assert await on.ctx.objects.get(str(row["key"])) == photo()


@dataclass(frozen=True)
class Meeting:
    """A database whose readers wait for each other: each has decided by what it read before either of them writes."""

    database: Database
    readers: asyncio.Barrier

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        async with self.database.read() as connection:
            yield connection
        await self.readers.wait()


async def both_at_once(on: Stage, one: str, two: str) -> list[str]:
    """Two messages of one person, on two accounts, decided upon at the same time; what was answered to each."""
    async with on.ctx.database.write() as connection:
        person = await people.by_account(connection, "wecom", "alice")
        assert person is not None
        await people.link(connection, person.id, "wecom", "alice-at-home", source=people.ROSTER)
    on.wecom.mailboxes.members |= {"alice-at-home"}  # type: ignore[operator]
    before = len(on.heard("alice"))
    async with another_worker(on) as other:
        await on.say("alice", one)
        await on.say("alice-at-home", two)
        readers = asyncio.Barrier(2)
        workers = [replace(w.ctx, database=Meeting(w.ctx.database, readers)) for w in (on, other)]  # type: ignore[arg-type]
        await asyncio.gather(*(intake.process_next(ctx, lease=LEASE) for ctx in workers))
        await on.drain()
    return [*on.heard("alice")[before:], *on.heard("alice-at-home")]


async def happened(on: Stage, verb: str) -> int:
    return sum(event["verb"] == verb for event in await on.rows("events"))


async def test_a_number_said_twice_at_once_does_what_was_offered_once(on: Stage) -> None:
    await on.photo("alice", photo())
    await on.drain()
    await on.ask("alice", "插花")
    heard = await both_at_once(on, "1", "1")
    assert await happened(on, "captioned") == 1
    assert sum("没有要选的" in text for text in heard) == 1
    no_text_twice(on)


async def test_a_caption_and_a_withdrawal_at_once_follow_each_other(on: Stage) -> None:
    await on.photo("alice", photo())
    await on.drain()
    heard = await both_at_once(on, CAPTION, "撤回 1")
    (row,) = await on.rows("submissions")
    assert row["state"] == "withdrawn"
    assert (row["caption"] == CAPTION) != any("还没收到照片" in text for text in heard)
    assert await happened(on, "withdrawn") == 1
