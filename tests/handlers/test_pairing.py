"""One person on two channels: the code that binds another account, and where what is said unasked goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from channels.registry import ChannelSettings
from domain.abilities import Abilities, Unasked
from domain.events import EventVerb
from domain.messages import Incoming, MessageKind, Outgoing, Sent, Unreachable
from domain.organisation import Account, Person
from formats.words import binding as words
from formats.words import chat as texts
from handlers import outbox
from storage import people, unreachable
from tests.support.stage import Stage
from tests.support.turns import ALICE

OTHER = "wecom-b"


class Platform:
    """A channel that brings whatever it is told to; ``said``: account → words."""

    name = OTHER

    def __init__(self, unasked: Unasked = Unasked.ALWAYS) -> None:
        self.abilities = Abilities(unasked=unasked)
        self.said: dict[str, list[str]] = {}

    async def send(self, outgoing: Outgoing) -> Sent:
        for account in outgoing.receivers:
            self.said.setdefault(account, []).append(outgoing.text)
        return Sent()


def second(on: Stage, unasked: Unasked = Unasked.ALWAYS) -> Platform:
    """Another channel is in force, too."""
    platform = Platform(unasked)
    channels: Mapping[str, Any] = {**on.ctx.channels, OTHER: platform}
    named = ChannelSettings(kind="wecom", name=OTHER, settings=None)
    on.ctx = replace(on.ctx, channels=channels, configured={**on.ctx.configured, OTHER: named})
    return platform


async def say(on: Stage, platform: Platform, account: str, text: str) -> str:
    """What somebody hears on the second channel after saying that."""
    before = len(platform.said.get(account, ()))
    number = len(await on.rows("inbox"))
    now = on.clock.real()
    said = Incoming(
        channel=OTHER, external_id=str(number), sender=account, kind=MessageKind.TEXT, sent_at=now, text=text
    )
    await on.writer.put([said], arrived=now)
    await on.drain()
    return "\n".join(platform.said.get(account, ())[before:])


async def code_of(on: Stage, account: str = "alice") -> str:
    found = re.search("绑定 ([0-9A-Z]{8})”", await on.ask(account, "绑定"))
    assert found is not None
    return found[1]


async def alice(on: Stage) -> Person:
    async with on.ctx.database.read() as connection:
        found = await people.get(connection, ALICE)
    assert found is not None
    return found


async def test_who_is_bound_binds_another_account_and_is_one_person(on: Stage) -> None:
    platform = second(on)
    code = await code_of(on)
    assert "Alice" in await say(on, platform, "alice-b", f"绑定 {code}")
    accounts = {(one.channel, one.account) for one in (await alice(on)).accounts}
    assert accounts == {("wecom", "alice"), (OTHER, "alice-b")}
    assert await say(on, platform, "alice-b", "绑定") == texts.BOUND_ALREADY.format(name="Alice")
    bound = [row["details"] for row in await on.rows("events") if row["verb"] == EventVerb.BOUND]
    assert bound == [{"channel": OTHER, "by": ALICE}]


async def test_a_code_is_good_once(on: Stage) -> None:
    platform = second(on)
    code = await code_of(on)
    await say(on, platform, "alice-b", f"绑定 {code}")
    assert await say(on, platform, "thief", f"绑定 {code}") == texts.BIND_UNKNOWN_CODE


async def test_the_newest_code_alone_is_good(on: Stage) -> None:
    platform = second(on)
    old, new = await code_of(on), await code_of(on)
    assert await say(on, platform, "alice-b", f"绑定 {old}") == texts.BIND_UNKNOWN_CODE
    assert "Alice" in await say(on, platform, "alice-b", f"绑定 {new}")


@pytest.mark.parametrize(("after", "good"), [(timedelta(minutes=9), True), (timedelta(minutes=10), False)])
async def test_a_code_is_good_for_ten_minutes(on: Stage, after: timedelta, good: bool) -> None:
    platform = second(on)
    code = await code_of(on)
    on.clock.advance(seconds=after.total_seconds())
    assert ("Alice" in await say(on, platform, "alice-b", f"绑定 {code}")) is good


async def test_on_the_same_channel_a_code_binds_nothing_and_stays_good(on: Stage) -> None:
    platform = second(on)
    code = await code_of(on)
    answer = await on.ask("stranger", f"绑定 {code}")
    assert answer == words.HERE_ALREADY.format(channel="企业微信")
    assert "Alice" in await say(on, platform, "alice-b", f"绑定 {code}")


async def test_where_there_is_no_other_channel_no_code_is_made(on: Stage) -> None:
    assert await on.ask("alice", "绑定") == texts.BOUND_ALREADY.format(name="Alice")


async def test_a_code_is_kept_by_its_hash_and_sealed_words_alone(on: Stage) -> None:
    second(on)
    code = await code_of(on)
    for what in ("outbox", "inbox", "events"):
        assert code not in str(await on.rows(what))


async def test_what_is_unasked_goes_where_somebody_spoke_last(on: Stage) -> None:
    platform = second(on)

    async def reached() -> str | None:
        found = outbox.address(on.ctx, await alice(on))
        return found.channel if found else None

    await say(on, platform, "alice-b", f"绑定 {await code_of(on)}")
    assert await reached() == OTHER
    await on.ask("alice", "状态")
    assert await reached() == "wecom"
    await say(on, platform, "alice-b", "状态")
    assert await reached() == OTHER
    async with on.ctx.database.write() as connection:
        await unreachable.note(connection, OTHER, {"alice-b": Unreachable.BLOCKED}, at=on.clock.real())
    assert await reached() == "wecom"


def test_who_never_spoke_is_reached_where_nobody_has_to_speak_first() -> None:
    asks, speaks = Platform(Unasked.SPOKEN), Platform()
    ctx = cast(Any, SimpleNamespace(channels={"asks": asks, "speaks": speaks, "simulator": Platform()}))
    accounts = tuple(Account(channel=name, account="a") for name in ("simulator", "asks", "speaks"))
    person = Person(id=1, name="甲", phone="", duties=(), accounts=accounts)
    reached = outbox.address(ctx, person)
    assert reached is not None
    assert reached.channel == "speaks"


async def test_what_came_on_one_channel_is_withdrawn_on_the_other(on: Stage) -> None:
    platform = second(on)
    await say(on, platform, "alice-b", f"绑定 {await code_of(on)}")
    title = "云麓县举办技能展示活动"
    await on.say("alice", f"{title}\n" + "11月9日上午，我校在操场举行职业教育活动周启动仪式，全校师生参加。" * 6)
    await on.drain()
    (kept,) = await on.rows("submissions")
    answer = await say(on, platform, "alice-b", f"撤回 {kept['id']}")
    assert str(kept["id"]) in answer
    (withdrawn,) = await on.rows("submissions")
    assert withdrawn["state"] == "withdrawn"
