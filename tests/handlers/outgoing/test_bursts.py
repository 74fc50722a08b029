"""What a platform lets be called within a second, counted over all workers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from domain.abilities import Abilities, AttachmentKind
from domain.messages import Outgoing, SendError, Sent
from handlers import outbox as speaking
from handlers.outgoing import delivery
from storage.outbox import OutboxMessage
from storage.outbox_parts import StoredAttachment
from storage.tables import bursts
from tests.support.stage import LEASE, Stage
from tests.support.town import november

pytestmark = pytest.mark.town(now=november(29, "10:00:00"))


class Platform:
    def __init__(self, on: Stage) -> None:
        self.on = on
        self.calls: list[tuple[str, str]] = []
        self.failures: list[SendError] = []

    async def send(self, outgoing: Outgoing) -> Sent:
        await asyncio.sleep(0)
        self.calls.append((f"{self.on.clock.real():%S}", ",".join(outgoing.receivers)))
        if self.failures:
            raise self.failures.pop()
        return Sent()


Opening = Callable[..., Platform]


@pytest.fixture
def platform(on: Stage, monkeypatch: pytest.MonkeyPatch) -> Opening:
    def opened(**abilities: Any) -> Platform:
        fake, channel = Platform(on), on.ctx.channels["wecom"]
        monkeypatch.setattr(channel, "send", fake.send)
        monkeypatch.setattr(channel, "abilities", replace(Abilities(), **abilities))
        return fake

    return opened


async def say(on: Stage, *accounts: str, **values: Any) -> None:
    said = [
        OutboxMessage(channel="wecom", account=one, text=f"提醒 {one}", key=f"k:{one}", **values) for one in accounts
    ]
    async with on.ctx.database.write() as connection:
        await speaking.say(on.ctx, connection, said)


async def deliver(on: Stage) -> None:
    while await delivery.deliver_next(on.ctx, lease=LEASE):
        continue


def people(number: int) -> list[str]:
    return [f"p{each:02}" for each in range(number)]


async def test_no_more_calls_go_within_a_second_and_everybodys_place_is_kept(on: Stage, platform: Opening) -> None:
    wecom = platform(burst=3)
    await say(on, *people(7))
    for _ in range(4):
        await deliver(on)
        on.clock.advance(seconds=1)
    assert wecom.calls == [(f"0{number // 3}", who) for number, who in enumerate(people(7))]


async def test_several_workers_together_stay_within_a_second(on: Stage, platform: Opening) -> None:
    wecom = platform(burst=3)
    await say(on, *people(12))
    for _ in range(8):
        await asyncio.gather(*(deliver(on) for _ in range(4)))
        on.clock.advance(seconds=1)
    seconds = [second for second, _ in wecom.calls]
    assert max(map(seconds.count, seconds)) <= 3
    assert sorted(who for _, who in wecom.calls) == people(12)


async def test_one_call_for_many_is_one(on: Stage, platform: Opening) -> None:
    wecom = platform(burst=1, max_receivers=1000)
    said = [OutboxMessage(channel="wecom", account=one, text="提醒", key=f"k:{one}") for one in people(20)]
    async with on.ctx.database.write() as connection:
        await speaking.say(on.ctx, connection, said)
    await deliver(on)
    assert wecom.calls == [("00", ",".join(people(20)))]


async def test_what_is_brought_beside_words_counts_too(on: Stage, platform: Opening) -> None:
    wecom = platform(burst=3, sends=frozenset(AttachmentKind), max_file_bytes=100, max_picture_bytes=100)
    await on.ctx.objects.put("outgoing/a.docx", b"123456")
    file = StoredAttachment(kind=AttachmentKind.FILE, key="outgoing/a.docx", name="a.docx", size=6)
    await say(on, "alice", "bob", attachment=file)
    for _ in range(4):
        await deliver(on)
        on.clock.advance(seconds=1)
    # Words are one call, a file is two: three in each second.
    assert sorted(second for second, _ in wecom.calls) == ["00", "00", "01", "01"]


async def test_where_a_platform_has_no_such_limit_nothing_is_counted(on: Stage, platform: Opening) -> None:
    platform()
    await say(on, *people(3))
    await deliver(on)
    async with on.ctx.database.read() as connection:
        assert (await connection.execute(select(bursts))).all() == []
