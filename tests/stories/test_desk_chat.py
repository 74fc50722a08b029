"""推荐, 采用, 退回 said in chat by numbers: what is answered, who hears of it, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from domain.organisation import Role
from domain.selection import Level
from storage.tables import returns
from tests.stories.week_walk import six_in
from tests.support.stage import Member, Stage
from tests.support.town import GOOD_TEXT, ONE, PEOPLE, SHORT_TEXT

CAST = (
    *PEOPLE,
    Member(account="dora", organisation="bureau", role=Role.SUPERVISOR),
    Member(account="rita", organisation="bureau", role=Role.READER),
)
pytestmark = [
    pytest.mark.town(people=CAST),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
URL = "https://example.org/1"


@pytest.fixture
async def on(on: Stage) -> Stage:
    """Erin's school in the district has sent number 1, alice's number 2, bob's number 3, which is refused."""
    texts = {"erin": GOOD_TEXT, "alice": GOOD_TEXT.replace("焊花", "钢花"), "bob": SHORT_TEXT}
    for account, text in texts.items():
        await on.say(account, text)
        await on.drain()
    (code,) = on.ctx.campaigns
    campaign = replace(on.ctx.campaigns[code], media={"大众网": Level.PROVINCE}, recommend_goal=30)
    on.ctx.campaigns[code] = campaign  # type: ignore[index]
    return on


async def events(on: Stage, verb: str) -> int:
    return len([event for event in await on.rows("events") if event["verb"] == verb])


async def test_items_are_passed_on_once_and_taken_back(on: Stage) -> None:
    said = await on.ask("dana", "推荐 2")
    assert said.startswith(f"已推荐 2 号：文字《钢花里的青春》（{ONE}）。\n今天已推荐 1 件，目标 30。")
    assert "2 号 09:00 已由Dana推荐" in await on.ask("dora", "推荐 2")
    assert "已推荐 1 号" in await on.ask("dora", "推荐 1-2")
    assert await on.ask("dana", "撤销推荐 1、2") == "已收回 1、2 号的推荐。"
    assert (await on.ask("dana", "撤销推荐 1")).startswith("1 号没有推荐过。")
    await on.ask("dana", "推荐 1")
    assert "已改回" in await on.ask("dana", "撤销")
    assert (await on.ask("dana", "撤销推荐 1")).startswith("1 号没有推荐过。")


async def test_what_is_foreign_or_refused_is_said(on: Stage) -> None:
    foreign, never = await on.ask("dave", "推荐 2"), await on.ask("dave", "推荐 99")
    assert foreign.replace("2", "99") == never == "没有这个编号，或不在您的范围内：99。"
    refused = await on.ask("dana", "推荐 3")
    assert refused.startswith("3 号不合格（")
    assert "要求" in refused
    assert "发“退回 3 原因”请对方重发" in refused
    await on.ask("dave", "推荐 1")
    await on.ask("dana", "推荐 1")
    assert "上级已经推荐" in await on.ask("dave", "撤销推荐 1")
    assert await events(on, "marked") == 2


async def test_readers_and_liaisons_do_nothing(on: Stage) -> None:
    for account in ("rita", "alice"):
        for said in ("推荐 2", "撤销推荐 2", "采用 2 大众网", "退回 2 说明不符"):
            await on.ask(account, said)
            await on.ask(account, "1")
    assert [await events(on, verb) for verb in ("marked", "adopted", "returned")] == [0, 0, 0]


async def test_an_adoption_has_the_level_of_the_campaigns_media(on: Stage) -> None:
    said = await on.ask("dana", "采用 2 大众网")
    assert said.startswith(f"已记：2 号被大众网（省级）采用，11月9日。已告诉{ONE}。可再发：采用 2 大众网 链接")
    await on.ask("dana", f"采用 2 大众网 {URL}")
    await on.drain()
    assert on.last("alice").endswith(f"被大众网采用：{URL}")
    assert "已记过" in await on.ask("dora", f"采用 2 大众网 {URL}")
    assert (await on.ask("dana", "撤销采用 2")).startswith("已撤销 2 号被大众网采用的记录。")
    assert "没有记过采用" in await on.ask("dana", "撤销采用 2")


async def test_the_level_of_another_medium_is_asked(on: Stage) -> None:
    asked = await on.ask("dana", f"采用 2 星河日报 {URL}")
    assert asked.splitlines()[0] == "星河日报算哪一级？"
    assert await events(on, "adopted") == 0
    assert "被星河日报（市级）采用" in await on.ask("dana", "2")
    assert "被星河日报采用的记录" in await on.ask("dana", "撤销")
    assert "请写是哪家媒体" in await on.ask("dana", "采用 2")


async def test_a_return_needs_a_reason_and_leaves_the_day(on: Stage) -> None:
    assert await on.ask("dana", "退回 2") == "请写原因，例如：退回 2 说明与照片不符"
    said = await on.ask("dana", "退回 2 标题与内容不符")
    assert said.startswith("已退回 2 号并告诉Alice：标题与内容不符。11月9日的报送不受影响。")
    await on.drain()
    assert "标题与内容不符" in on.last("alice")
    assert six_in(await on.ask("dana", "统计"))["已报"] == 2
    assert "已退回，还没有补来" in await on.ask("dana", "推荐 2")
    assert await on.ask("dana", "取消退回 2") == "已取消退回 2 号，并告诉Alice。"
    assert "没有您单位的退回" in await on.ask("dana", "取消退回 2")


async def test_uncounted_says_what_it_does_and_waits_for_a_yes(on: Stage) -> None:
    asked = await on.ask("dana", "退回 2 不计 不是本校的照片")
    assert f"不计这 1 件，{ONE}11月9日就成了没报。" in asked
    assert "发“确认”退回" in asked
    assert await events(on, "returned") == 0
    assert await on.ask("dana", "取消") == "已取消，没有退回。"
    assert "没有等您确认的事" in await on.ask("dana", "确认")
    await on.ask("dana", "退回 2 不计 不是本校的照片")
    assert "已退回 2 号并告诉Alice：不是本校的照片。" in await on.ask("dana", "确认")
    assert six_in(await on.ask("dana", "统计"))["已报"] == 1
    assert "没有等您确认的事" in await on.ask("dana", "确认")
    await on.ask("dana", "撤销")
    assert six_in(await on.ask("dana", "统计"))["已报"] == 2
    assert "请写原因" in await on.ask("dana", "退回 1 不计")


async def test_what_comes_in_its_place_ends_a_return_while_it_stands(on: Stage) -> None:
    await on.ask("dana", "退回 2 标题与内容不符")
    assert "2 号云麓市教育局职成处退回：标题与内容不符。请改好再发一次。" in await on.ask("alice", "状态")
    await on.say("bob", GOOD_TEXT.replace("焊花", "木屑"))
    await on.say("alice", GOOD_TEXT.replace("焊花", "铁花"))
    await on.drain()
    async with on.ctx.database.read() as connection:
        (settled_by,) = (await connection.scalars(select(returns.c.settled_by))).all()
    sent = await on.rows("submissions")
    mended = max(s["id"] for s in sent if s["person_id"] == sent[1]["person_id"])
    assert settled_by == mended
    assert "退回" not in await on.ask("alice", "状态")
    await on.ask("alice", f"撤回 {mended}")
    assert "2 号云麓市教育局职成处退回" in await on.ask("alice", "状态")


async def test_the_senders_status_tells_what_was_made_of_each(on: Stage) -> None:
    await on.ask("dana", "推荐 2")
    assert "已推荐：2 号" in await on.ask("alice", "状态")
    await on.ask("dana", f"采用 2 大众网 {URL}")
    said = await on.ask("alice", "状态")
    assert f"2 号已被大众网采用：{URL}" in said.splitlines()
    assert "已被大众网采用" not in await on.ask("erin", "状态")
    await on.ask("dana", "撤销采用 2")
    assert "采用" not in await on.ask("alice", "今天的状态")
