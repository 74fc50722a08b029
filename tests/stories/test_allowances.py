"""What an office allows by way of exception: more time, exemption, a refused item; and that everybody hears it once."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.allowance import AllowanceKind
from domain.organisation import Role
from domain.selection import Mark, Refusal
from handlers.desk import allowing, marking, taking
from handlers.desk.allowing import Allowed, NewAllowance
from handlers.desk.marking import MarkChange
from handlers.schedule import keeping
from storage.desk import allowances
from tests.stories.test_desk import reach_of
from tests.stories.week_walk import names_listed, six_in
from tests.support.clocks import FrozenClock
from tests.support.stage import Member, Stage
from tests.support.town import EAST, FOUR, GOOD_TEXT, ONE, PEOPLE, SHORT_TEXT, THREE, TWO, november

CAST = (*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
pytestmark = pytest.mark.town(people=CAST, now=november(9, "09:55:00"))
ALONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ELEVEN = november(9, "11:00:00")


async def more_time(
    on: Stage, account: str = "dana", *, until: datetime = ELEVEN, unit: str = "", below: bool = True
) -> Allowed:
    return await _allow(on, account, AllowanceKind.MORE_TIME, until=until, unit=unit, below=below)


async def exempt(on: Stage, account: str = "dana", unit: str = "", *, reason: str = "设备检修") -> Allowed:
    return await _allow(on, account, AllowanceKind.EXEMPT, unit=unit, reason=reason)


async def _allow(
    on: Stage,
    account: str,
    kind: AllowanceKind,
    *,
    unit: str = "",
    below: bool = True,
    until: datetime | None = None,
    reason: str = "网络故障。",
) -> Allowed:
    campaign = on.ctx.campaigns["nanchang-2020"]
    asked = NewAllowance(
        kind=kind, campaign=campaign, day=november(9).date(), reason=reason, unit=unit, below=below, until=until
    )
    return await allowing.allow(on.ctx, await reach_of(on, account), asked)


async def take_back(on: Stage, given: Allowed, account: str = "dana") -> Allowed:
    assert given.allowance is not None
    done = await allowing.take_back(on.ctx, await reach_of(on, account), given.allowance)
    await on.drain()
    return done


async def test_after_an_outage_one_act_moves_the_deadline_of_all(on: Stage, clock: FrozenClock) -> None:
    given = await more_time(on)
    await on.drain()
    assert (given.units, given.told) == (5, 4)
    for account in ("alice", "bob", "carol", "erin"):
        assert [text for text in on.heard(account) if "延到 11:00（云麓市教育局职成处：网络故障）" in text] == on.heard(
            account
        )
    assert on.heard("alice") == on.heard("bob")
    # The roster comes in again, and everything is derived anew.
    await keeping.plan(on.ctx)
    await on.until(november(9, "10:20:00"))
    missing, digest = on.heard("dana")
    assert "缺报 0 个" in missing and "延时到 11:00，还没报（5 个）" in missing
    assert six_in(digest) == {"应报": 5, "已报": 0, "按时": 0, "迟报": 0, "缺报": 0, "免报": 0}
    assert six_in(await on.ask("dana", "统计")) == six_in(digest)
    assert "另有 5 个延时" in on.last("dana")
    await on.until(november(9, "10:50:00"))
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    assert six_in(await on.ask("dana", "统计"))["按时"] == 1
    assert "11:00 截止，还有" in on.last("bob")
    await on.until(november(9, "11:05:00"))
    assert "延时到 11:00 的 5 个单位，缺报 4 个" in on.last("dana")
    assert names_listed(on.last("dana")) == {TWO, THREE, FOUR, EAST}
    await on.say("bob", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    assert six_in(await on.ask("dana", "统计")) == {"应报": 5, "已报": 2, "按时": 1, "迟报": 1, "缺报": 3, "免报": 0}


async def test_those_without_more_time_keep_their_hour(on: Stage) -> None:
    given = await more_time(on, "dave", unit="s4")
    await on.drain()
    assert (given.units, given.told) == (1, 1)
    assert on.heard("alice") == []
    assert "11:00 截止，还有" in await on.ask("erin", "几点截止")
    assert "10:00 截止，还有" in await on.ask("alice", "几点截止")
    await on.until(november(9, "10:20:00"))
    assert "11:00" in await on.ask("erin", "状态")
    assert "延时到 11:00" in await on.ask("dana", "今天谁没交")
    missing, digest = on.heard("dana")[:2]
    assert "缺报 4 个" in missing and six_in(digest)["缺报"] == 4
    assert names_listed(missing.split("延时到")[0]) == {ONE, TWO, THREE, EAST}
    assert "缺报（4 个）：和 10:00 发的名单一样，没有变化。" in digest
    for text in (missing, digest):
        assert f"延时到 11:00，还没报（1 个）：\n1. {FOUR}" in text
    await on.say("erin", GOOD_TEXT)
    await on.until(november(9, "11:05:00"))
    assert "延时到 11:00 的 1 个单位都报了" in on.last("dave")
    assert "按时" in await on.ask("erin", "状态")


@ALONE
async def test_reminders_of_two_deadlines_at_one_moment_are_both_said(on: Stage, clock: FrozenClock) -> None:
    """The second to last reminder of one is the last of the other."""
    clock.set(november(9, "08:00:00"))
    campaign = on.ctx.campaigns["nanchang-2020"]
    first, last = campaign.daily.reminders[-2:]
    apart = campaign.at(november(9).date(), last) - campaign.at(november(9).date(), first)
    await more_time(on, until=november(9, "10:00:00") + apart, unit="s3", below=False)
    await on.until(campaign.at(november(9).date(), last))
    await on.work()
    both = [text for text in on.heard("carol") if "截止，还有" in text][-2:]
    assert {THREE in both[0], THREE in both[1]} == {True, False} == {TWO in both[0], TWO in both[1]}


@ALONE
async def test_an_area_is_an_organisation_with_all_below_it(on: Stage) -> None:
    assert (await more_time(on, unit=EAST)).units == 2
    assert (await more_time(on, unit=EAST, below=False)).units == 1
    assert (await more_time(on, "dave")).units == 2
    assert (await more_time(on, unit="东山")).refused is Refusal.UNKNOWN  # two are called so


@ALONE
async def test_taken_back_it_is_as_before_and_the_latest_that_is_in_force_holds(on: Stage, clock: FrozenClock) -> None:
    longer = await more_time(on, unit="s1", until=november(9, "11:30:00"))
    all_ = await more_time(on)
    await on.drain()
    await on.until(november(9, "10:40:00"))
    await on.say("bob", GOOD_TEXT)
    await on.drain()
    assert six_in(await on.ask("dana", "统计"))["按时"] == 1
    await take_back(on, all_)
    assert "延时取消了，报送截止仍是 10:00" in on.last("bob")
    assert six_in(await on.ask("dana", "统计")) == {"应报": 5, "已报": 1, "按时": 0, "迟报": 1, "缺报": 3, "免报": 0}
    await on.until(november(9, "11:10:00"))
    assert "延时到 11:30，还没报（1 个）" in await on.ask("dana", "今天谁没交")
    await take_back(on, longer)
    assert names_listed(await on.ask("dana", "今天谁没交")) == {ONE, THREE, FOUR, EAST}
    assert (await take_back(on, longer)).refused is Refusal.UNKNOWN
    assert not any("延时到 11:00 的" in text for text in on.heard("dana"))


@ALONE
async def test_more_time_after_the_deadline_makes_late_reports_timely(on: Stage, clock: FrozenClock) -> None:
    await on.until(november(9, "10:12:00"))
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    assert six_in(await on.ask("dana", "统计"))["迟报"] == 1
    given = await more_time(on, until=november(9, "10:15:00"))
    assert six_in(await on.ask("dana", "统计"))["按时"] == 1
    await take_back(on, given)
    assert six_in(await on.ask("dana", "统计"))["迟报"] == 1


@ALONE
async def test_a_deadline_beyond_the_late_time_moves_that_too(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(10, "00:30:00"))
    await on.say("alice", GOOD_TEXT + "记到11月9日。")
    given = await more_time(on, unit="s1", until=november(10, "09:00:00"))
    await on.drain()
    await on.say("alice", "1 记到 11月9日")
    await on.drain()
    assert six_in(await on.ask("dana", "统计 11月9日"))["按时"] == 1
    await take_back(on, given)
    assert six_in(await on.ask("dana", "统计 11月9日"))["已报"] == 0


@ALONE
async def test_who_may_not_and_what_is_not_there(on: Stage) -> None:
    assert (await more_time(on, "rita")).refused is Refusal.READER
    assert (await more_time(on, "dave", unit="s1")).refused is Refusal.UNKNOWN
    assert (await more_time(on, "dave", unit="never")).refused is Refusal.UNKNOWN
    assert (await more_time(on, until=november(9, "10:00:00"))).refused is Refusal.NOT_LATER
    assert (await more_time(on, unit="bureau", below=False)).refused is Refusal.NOBODY
    assert (await exempt(on, unit="s1", reason=" ")).refused is Refusal.NO_REASON
    given = await more_time(on)
    assert (await take_back(on, given, "dave")).refused is Refusal.UNKNOWN
    assert (await take_back(on, given, "rita")).refused is Refusal.READER
    assert await on.rows("outbox") != []
    reach = await reach_of(on, "dave")
    async with on.ctx.database.read() as connection:
        (listed,) = await allowances.of_day(connection, reach, "nanchang-2020", november(9).date())
    assert (listed.units, listed.own, listed.office, listed.person) == (2, False, "云麓市教育局职成处", "Dana")


async def test_an_exemption_of_an_area_is_one_act_and_chat_takes_one_unit_out_of_it(on: Stage) -> None:
    given = await exempt(on, unit="east")
    await on.drain()
    assert [given.units, given.told] == [2, 1]
    assert "免报（云麓市教育局职成处：设备检修）" in on.last("erin")
    await keeping.plan(on.ctx)
    assert six_in(await on.ask("dana", "统计"))["免报"] == 2
    assert "本来就是免报" in await on.ask("dana", f"免报 {FOUR} 11月9日")
    assert "已取消免报" in await on.ask("dana", f"取消免报 {FOUR} 11月9日")
    assert six_in(await on.ask("dana", "统计"))["免报"] == 1
    await take_back(on, given)
    assert six_in(await on.ask("dana", "统计"))["免报"] == 0
    verbs = [event["verb"] for event in await on.rows("events")]
    assert (verbs.count("exempted"), verbs.count("unexempted")) == (1, 2)


async def test_a_refused_item_taken_as_accepted_counts_and_can_be_taken_back(on: Stage) -> None:
    await on.say("alice", SHORT_TEXT)
    await on.drain()
    reach = await reach_of(on, "dana")
    done = await taking.take(on.ctx, reach, 1, "短消息，情况特殊。")
    await on.drain()
    assert done.told == ("Alice",)
    assert "1 号" in on.last("alice") and "按合格处理：短消息，情况特殊。" in on.last("alice")
    assert len([text for text in on.heard("alice") if "按合格处理" in text]) == 1
    assert six_in(await on.ask("dana", "统计"))["按时"] == 1
    assert (await taking.take(on.ctx, reach, 1, "再来")).refused is Refusal.NOT_REFUSED
    # Withdrawn and restored by its sender it is accepted still.
    await on.ask("alice", "撤回 1")
    assert six_in(await on.ask("dana", "统计"))["按时"] == 0
    await on.ask("alice", "撤销")
    await on.drain()
    assert six_in(await on.ask("dana", "统计"))["按时"] == 1
    async with on.ctx.database.read() as connection:
        listed = await allowances.of_item(connection, reach, 1)
    assert listed is not None and listed.own
    await marking.mark_all(on.ctx, reach, [MarkChange(number=1, mark=Mark.PASSED)])
    assert (await taking.take_back(on.ctx, reach, listed.allowance)).refused is Refusal.BUILT_ON
    await marking.mark_all(on.ctx, reach, [MarkChange(number=1, mark=None)])
    assert (await taking.take_back(on.ctx, reach, listed.allowance)).refused is None
    await on.drain()
    assert "不再按合格处理" in on.last("alice")
    assert six_in(await on.ask("dana", "统计"))["按时"] == 0
    assert (await taking.take_back(on.ctx, reach, listed.allowance)).refused is Refusal.UNKNOWN


@ALONE
async def test_who_may_not_take_an_item(on: Stage) -> None:
    await on.say("alice", SHORT_TEXT)
    await on.drain()
    for account, reason, why in (
        ("rita", "理由", Refusal.READER),
        ("dave", "理由", Refusal.UNKNOWN),
        ("dana", " ", Refusal.NO_REASON),
    ):
        assert (await taking.take(on.ctx, await reach_of(on, account), 1, reason)).refused is why
    assert (await taking.take(on.ctx, await reach_of(on, "dana"), 99, "理由")).refused is Refusal.UNKNOWN
