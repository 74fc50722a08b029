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
from handlers.roster import accounts
from storage import pairing, people, unreachable
from tests.support.roster_stage import admit, hire, person_of
from tests.support.stage import Stage
from tests.support.town import CAPTION, photo
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


async def say(on: Stage, platform: Platform, account: str, text: str, group: str = "") -> str:
    """What somebody hears on the second channel after saying that, to the bot alone or in a group."""
    before = len(platform.said.get(account, ()))
    await put(on, account, text, group)
    await on.drain()
    return "\n".join(platform.said.get(account, ())[before:])


async def put(on: Stage, account: str, text: str, group: str = "", kind: MessageKind = MessageKind.TEXT) -> None:
    number = len(await on.rows("inbox"))
    now = on.clock.real()
    said = Incoming(
        channel=OTHER,
        external_id=str(number),
        sender=account,
        kind=kind,
        sent_at=now,
        text=text,
        group=group,
    )
    await on.writer.put([said], arrived=now)


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


async def test_who_says_their_code_where_they_got_it_hears_where_it_is_said(on: Stage) -> None:
    platform = second(on)
    code = await code_of(on)
    assert await on.ask("alice", f"绑定 {code}") == words.HERE_ALREADY.format(channel="企业微信")
    # Whose it is nobody else learns.
    assert await on.ask("bob", f"绑定 {code}") == texts.BOUND_ALREADY.format(name="Bob")
    assert "Alice" in await say(on, platform, "alice-b", f"绑定 {code}")


async def test_the_sentence_with_the_code_may_be_handed_on_whole(on: Stage) -> None:
    platform = second(on)
    sentence = await on.ask("alice", "绑定")
    assert "Alice" in await say(on, platform, "alice-b", sentence)


async def test_a_code_that_is_renewed_meanwhile_uses_nothing_up(on: Stage) -> None:
    second(on)
    old = await code_of(on)
    async with on.ctx.database.write() as connection:
        offer = await pairing.offered(connection, old, real=on.clock.real())
        await pairing.offer(connection, ALICE, "NEWC0DE2", real=on.clock.real())
        assert offer is not None and not await pairing.settle(connection, offer)
        assert await pairing.offered(connection, "NEWC0DE2", real=on.clock.real()) is not None


@pytest.mark.parametrize("said", ["绑定 {code}", "{code}", "我的码是{code}，帮我登记一下行不行"])
@pytest.mark.parametrize("group", ["", "group"])
async def test_a_code_that_a_stranger_says_is_not_kept(on: Stage, said: str, group: str) -> None:
    platform = second(on)
    code = await code_of(on)
    await say(on, platform, "thief" if group else "alice-b", said.format(code=code), group)
    assert code not in str(await on.rows("inbox"))
    # In a group nobody is bound.
    assert group == "" or "Alice" in await say(on, platform, "alice-b", f"绑定 {code}")


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


async def test_who_enrols_on_a_second_channel_by_their_invitation_is_reached_there(on: Stage) -> None:
    admit(on, "zhang")
    platform = second(on)
    code = await hire(on, "张联络", "s1", phone="13800000009")
    await on.ask("zhang", f"绑定 {code}")
    assert "登记好了" in await say(on, platform, "zhang-b", f"绑定 {code}")
    reached = outbox.address(on.ctx, await person_of(on, "张联络"))
    assert reached == Account(channel=OTHER, account="zhang-b")


async def test_an_account_that_is_taken_back_leaves_the_others_as_they_are(on: Stage) -> None:
    platform = second(on)
    await say(on, platform, "alice-b", f"绑定 {await code_of(on)}")
    async with on.ctx.database.write() as connection:
        await people.link(connection, ALICE, "simulator", "alice-page", source="simulator")
        await people.link(connection, ALICE, "dingtalk", "alice-d", source=people.ROSTER)
    before = {one.account: one.heard_at for one in (await alice(on)).accounts}
    await accounts.unbind(on.ctx.database, "alice-d", now=on.clock.now(), real=on.clock.real())
    after = await alice(on)
    del before["alice-d"]
    assert {one.account: one.heard_at for one in after.accounts} == before and before["alice-b"] is not None
    async with on.ctx.database.read() as connection:
        bound = await people.bound_to(connection, ALICE)
    assert [one.account.account for one in bound] == ["alice", "alice-b"]


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


async def test_a_caption_from_the_other_channel_at_once_is_answered_there_and_nothing_empty_is_said(on: Stage) -> None:
    platform = second(on)
    await say(on, platform, "alice-b", f"绑定 {await code_of(on)}")
    before = len(on.heard("alice"))
    await on.photo("alice", photo())
    await put(on, "alice-b", CAPTION)
    await on.drain()
    assert "照片 1 张合格" in platform.said["alice-b"][-1]
    assert on.heard("alice")[before:] == []


async def test_what_a_platform_tells_of_somebody_is_no_word_of_theirs(on: Stage) -> None:
    async def stands() -> dict[str, Any]:
        return {one.account: one.heard_at for one in (await alice(on)).accounts}

    platform = second(on)
    await say(on, platform, "alice-b", f"绑定 {await code_of(on)}")
    on.clock.advance(seconds=60)
    await on.ask("alice", "状态")
    before = await stands()
    on.clock.advance(seconds=60)
    await put(on, "alice-b", "", kind=MessageKind.OTHER)
    await on.drain()
    assert await stands() == before
    await say(on, platform, "alice-b", "状态")
    assert await stands() != before
