"""A day of the week on each platform that is connected to: who is told what, and the counts are right."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from formats.words import chat as words
from formats.words import group as group_words
from storage.engine.database import Database
from tests.support.channel_days import now, six, stage, told_since, word
from tests.support.channel_stage import ChannelStage
from tests.support.clocks import FrozenClock
from tests.support.fakes.dingtalk_platform import FakeDingTalk
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.town import CAPTION, THREE, TWO, november, photo


@pytest.fixture(params=["dingtalk", "feishu"])
async def on(
    request: pytest.FixtureRequest, database: Database, clock: FrozenClock, tmp_path: Path
) -> AsyncIterator[ChannelStage]:
    async with stage(database, clock, tmp_path, [request.param], {}) as opened:
        yield opened


@pytest.fixture
async def both(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[ChannelStage]:
    """alice, bob and dana are on DingTalk; carol, who reports for bob's school, too, erin and dave on Feishu."""
    home = dict.fromkeys(("carol", "erin", "dave"), "feishu")
    async with stage(database, clock, tmp_path, ["dingtalk", "feishu"], home) as opened:
        yield opened


@pytest.mark.long
async def test_a_day(on: ChannelStage) -> None:
    await on.photo("alice", photo())
    await on.say("alice", CAPTION)
    await on.drain()
    assert "合格" in on.last("alice")

    # Nobody but alice has ever spoken here: on this platform that is no reason not to be reminded.
    before = now(on)
    await on.until(november(9, "08:38:00"))
    reminded = told_since(on, before)
    assert set(reminded) == {"bob", "carol", "erin"}
    assert all("还有" in text for text in reminded.values())

    await on.photo("bob", photo(1600, 1200))
    await on.drain()
    assert "不合格" in on.last("bob") and "要求不少于" in on.last("bob")
    await on.photo("bob", photo(2600, 1700))
    await on.say("bob", CAPTION)
    await on.drain()
    assert "合格" in on.last("bob")

    data = word("活动周总结")
    await on.file("alice", "云麓第一职业学校活动周总结.docx", data)
    await on.drain()
    assert "活动周总结" in on.last("alice")
    (document,) = [row for row in await on.rows("submissions") if row["file_name"].endswith(".docx")]
    assert await on.ctx.objects.get(str(document["key"])) == data

    await on.until(november(9, "09:52:00"))
    before = now(on)
    await on.until(november(9, "10:12:00"))
    told = told_since(on, before)
    assert set(told) == {"dana", "dave"}
    assert "简报（截至" in told["dana"]
    assert six(told["dana"]) == (5, 2, 2, 0, 3, 0)

    await on.photo("erin", photo(2700, 1800))
    await on.say("erin", CAPTION)
    await on.drain()
    assert six(await on.ask("dana", "统计")) == (5, 3, 2, 1, 2, 0)

    (platform,) = on.platforms.values()
    assert platform.lost == []
    assert {row["state"] for row in await on.rows("inbox")} == {"done"}
    assert {row["state"] for row in await on.rows("outbox")} == {"sent"}
    if isinstance(platform, FakeDingTalk):
        # Answers cost none of the month's calls: only what was said unasked did.
        assert len([one for one in platform.calls.brought if one.how == "session"]) > 5


@pytest.mark.long
async def test_a_unit_whose_two_liaisons_are_on_different_platforms(both: ChannelStage) -> None:
    on = both
    before = now(on)
    await on.photo("bob", photo())
    await on.drain()
    # What one has sent the other captions.
    assert "缺说明" in on.last("bob") or "还缺说明" in on.last("bob")
    assert set(told_since(on, before)) == {"bob"}
    await on.say("bob", CAPTION)
    await on.drain()
    assert "合格" in on.last("bob")
    # carol has two schools; the one that bob has reported for owes nothing any more.
    before = now(on)
    await on.until(november(9, "08:38:00"))
    reminded = told_since(on, before)
    assert set(reminded) == {"alice", "carol", "erin"}
    assert THREE in reminded["carol"] and TWO not in reminded["carol"]

    await on.photo("carol", photo(2600, 1700))
    await on.drain()
    assert "替哪个单位" in on.last("carol")
    await on.say("carol", THREE)
    await on.say("carol", CAPTION)
    await on.drain()
    assert "合格" in on.last("carol")

    await on.until(november(9, "09:52:00"))
    before = now(on)
    await on.until(november(9, "10:12:00"))
    told = told_since(on, before)
    assert set(told) == {"dana", "dave"}
    assert six(told["dana"]) == (5, 2, 2, 0, 3, 0)
    # On whichever platform one asks, the counts are the same.
    assert six(await on.ask("dana", "统计")) == (5, 2, 2, 0, 3, 0)
    assert on.platforms["dingtalk"].heard("dave") == on.platforms["feishu"].heard("dana") == []
    assert {row["state"] for row in await on.rows("outbox")} == {"sent"}


async def test_of_a_month_that_is_used_up_the_supervisor_hears_who_was_not_reached(both: ChannelStage) -> None:
    on = both
    spent = on.platforms["feishu"]
    spent.calls.monthly = 0
    before = now(on)
    await on.until(november(9, "08:38:00"))
    assert set(told_since(on, before)) == {"alice", "bob"}
    await on.ask("dana", "催报")
    await on.say("dana", "确认")
    await on.until(november(9, "08:50:00"))
    (waiting,) = re.findall("还没有送到，正在继续发：(.*)", on.last("dana"))
    assert set(waiting.split("、")) == {THREE, "东山旅游学校"}
    # What is sent there is taken all the same, and counted.
    await on.photo("erin", photo())
    await on.say("erin", CAPTION)
    await on.drain()
    assert six(await on.ask("dana", "统计")) == (5, 1, 1, 0, 4, 0)
    assert spent.calls.brought == [] and spent.lost == []
    # The channel rests: it is not called again for every message, and once more calls are bought it goes on.
    assert spent.calls.asked["/open-apis/im/v1/messages"] < 4
    spent.calls.monthly = 1000
    await on.until(november(9, "09:05:00"))
    assert spent.heard("carol") and "合格" in on.last("erin")


@pytest.mark.parametrize("on", ["dingtalk"], indirect=True)
async def test_somebody_of_another_organisation_hears_why_they_cannot_be_enrolled(on: ChannelStage) -> None:
    await on.say("", "绑定 ABCD2345")
    await on.drain()
    (told,) = on.platforms["dingtalk"].heard("stranger")
    assert told.startswith("您不是本组织的成员")


only_feishu = pytest.mark.parametrize("on", ["feishu"], indirect=True)


@only_feishu
async def test_in_a_group_it_answers_who_addresses_it_and_nobody_else(on: ChannelStage) -> None:
    platform: FakeFeishu = on.platforms["feishu"]
    await on.ask("alice", "状态")

    async def said(text: str, *, addressed: bool = True) -> tuple[list[str], list[str]]:
        before = len(platform.heard("oc_town")), len(on.heard("alice"))
        await on.stored.until(await platform.say("alice", text, group="oc_town", addressed=addressed))
        await on.drain()
        return platform.heard("oc_town")[before[0] :], on.heard("alice")[before[1] :]

    aloud, alone = await said("几点截止")
    assert len(aloud) == 1 and "10:00" in aloud[0] and alone == []
    aloud, alone = await said("状态")
    assert aloud == [group_words.ALONE] and alone
    assert await said("几点截止", addressed=False) == ([], [])


@only_feishu
async def test_what_came_while_nobody_was_connected_is_brought_later_and_counted_once(on: ChannelStage) -> None:
    platform: FakeFeishu = on.platforms["feishu"]
    await on.ask("alice", "状态")
    (wire,) = platform.wires
    wire.vanish()
    await platform.until(lambda: platform.connected == 0)
    late = [await platform.photo("alice", photo()), await platform.say("alice", CAPTION)]
    assert len(platform.lost) == 2
    # The clock jumps past the wait before the next connection.
    await on.until(november(9, "07:51:00"))
    while platform.connected == 0:
        await on.work()
    await platform.again()
    await platform.again()
    for one in late:
        await on.stored.until(one)
    await on.drain()
    assert "合格" in on.last("alice")
    assert len([row for row in await on.rows("inbox") if row["external_id"] in late]) == 2
    assert len(await on.rows("submissions")) == 1


@only_feishu
async def test_what_the_organisation_holds_back_is_said_shorter(on: ChannelStage) -> None:
    on.platforms["feishu"].calls.sensitive.add("云麓")
    told = await on.ask("dana", "今天谁没交")
    assert told == words.WITHHELD and not re.search(r"\d", told)
    assert {row["state"] for row in await on.rows("outbox")} == {"sent"}


@pytest.mark.parametrize(("on", "most"), [("dingtalk", 20), ("feishu", 60)], indirect=["on"])
async def test_a_group_that_asks_and_asks_hears_every_answer_at_the_pace_that_may_be(
    on: ChannelStage, most: int
) -> None:
    (platform,) = on.platforms.values()
    await on.ask("alice", "状态")
    for _ in range(most + 5):
        await on.stored.until(await platform.say("alice", "几点截止", group="oc_town"))
    await on.drain()
    assert 0 < len(platform.heard("oc_town")) <= most
    await on.until(november(9, "08:25:00"))
    assert len(platform.heard("oc_town")) == most + 5
