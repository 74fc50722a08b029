"""A month's calls run dry at 09:50: what goes, in which order, what the supervisor reads, and how it goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from domain.clock import CHINA
from domain.precedence import Precedence
from domain.spending import TRY_EVERY
from handlers.outbox import say
from handlers.outgoing import delivery, parking, shortage
from storage import calls
from storage.engine.database import Database
from storage.outbox import OutboxMessage
from tests.support.channel_days import stage
from tests.support.channel_stage import ChannelStage
from tests.support.clocks import FrozenClock
from tests.support.stage import LEASE
from tests.support.town import november

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def both(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[ChannelStage]:
    """alice, bob and dana are on DingTalk; carol, erin and dave on Feishu. It is 09:50."""
    home = dict.fromkeys(("carol", "erin", "dave"), "feishu")
    async with stage(database, clock, tmp_path, ["dingtalk", "feishu"], home) as opened:
        clock.set(november(9, "09:50:00"))
        yield opened


async def left(on: ChannelStage, channel: str, number: int, of: int = 100) -> None:
    """So many calls are left of this channel's month, as the platform and we count."""
    its = on.ctx.channels[channel]
    its.abilities = replace(its.abilities, monthly=of)
    await calls.count(on.ctx.database, channel, of - number, now=on.clock.real())
    on.platforms[channel].calls.monthly = number


async def queue(
    on: ChannelStage, channel: str, *said: tuple[str, str, Precedence], expires: datetime | None = None
) -> None:
    messages = [
        OutboxMessage(
            channel=channel,
            account=account,
            text=text,
            key=f"{text}:{account}",
            precedence=one,
            expires_at=expires if one is Precedence.NOTICE else None,
        )
        for account, text, one in said
    ]
    async with on.ctx.database.write() as connection:
        await say(on.ctx, connection, messages)


async def deliver(on: ChannelStage) -> None:
    while await delivery.deliver_next(on.ctx, lease=LEASE):
        continue


async def pass_(on: ChannelStage, time: timedelta) -> None:
    """Delivery and the clock's looks, a minute each."""
    until = on.clock.real() + time
    while on.clock.real() < until:
        on.clock.advance(seconds=60)
        await deliver(on)
        await shortage.look(on.ctx)
        await parking.lift(on.ctx)
        await deliver(on)


def went(on: ChannelStage, channel: str) -> list[tuple[str, str]]:
    return [(one.conversation, one.text) for one in on.platforms[channel].calls.brought]


def asked(on: ChannelStage) -> int:
    number: int = on.platforms["feishu"].calls.asked["/open-apis/im/v1/messages"]
    return number


SIX = (
    ("dave", "简报", Precedence.NICETY),
    ("erin", "合格", Precedence.RECEIPT),
    ("carol", "提醒", Precedence.NOTICE),
    ("erin", "提醒", Precedence.NOTICE),
    ("erin", "不合格", Precedence.ANSWER),
    ("carol", "答复", Precedence.ANSWER),
)
TOLD = """\
飞书本月能发的次数用完了，{again}起自动恢复。
还没通知到 1 人：
东山旅游学校：Erin
没有发的：提醒和通知 1 条，合格回执 1 条，简报、通报等 1 条。
合格回执和简报、通报等过 12 小时还发不出，就不再发了，网页上都能看到。
急的请打电话，或请他们换个渠道。想马上恢复，请管理员到平台后台加量。"""


async def test_with_three_calls_left_for_six_what_matters_goes_and_the_supervisor_hears_the_rest(
    both: ChannelStage,
) -> None:
    on = both
    await left(on, "feishu", 3)
    await queue(on, "feishu", *SIX)
    await deliver(on)
    assert went(on, "feishu") == [("erin", "不合格"), ("carol", "答复"), ("carol", "提醒")]
    # One more was tried, as our number may be wrong; nothing else is asked in vain.
    assert asked(on) == 4
    await pass_(on, 2 * MINUTE)
    again = on.clock.real().astimezone(CHINA).replace(day=1) + timedelta(days=32)
    assert on.heard("dana") == [TOLD.format(again=f"{again.month}月1日")]
    # Once, however often one looks and whoever starts anew; dave, who is on Feishu alone, hears it when it goes on.
    await pass_(on, 10 * MINUTE)
    assert len(on.heard("dana")) == 1 and on.heard("dave") == [] and asked(on) == 4
    states = {row["key"]: row["state"] for row in await on.rows("outbox")}
    assert [state for key, state in states.items() if key.startswith("shortage:")].count("sent") == 1
    assert states["提醒:erin#1"] == states["简报:dave#1"] == "new"


async def test_one_is_tried_now_and_then_and_all_goes_on_when_more_was_bought(both: ChannelStage) -> None:
    on = both
    await left(on, "feishu", 0)
    await queue(on, "feishu", *SIX)
    await deliver(on)
    # The first is tried: what we count may be wrong.
    assert asked(on) == 1 and went(on, "feishu") == []
    await pass_(on, TRY_EVERY - MINUTE)
    assert asked(on) == 1
    await pass_(on, MINUTE)
    assert asked(on) == 2
    on.platforms["feishu"].calls.monthly = 1000
    await pass_(on, TRY_EVERY)
    # The same that matters first, and then all, though we thought that nothing was left.
    assert went(on, "feishu")[0] == ("erin", "不合格")
    assert [text for _, text in went(on, "feishu") if "本月" not in text] == [
        "不合格",
        "答复",
        "提醒",
        "提醒",
        "合格",
        "简报",
    ]
    assert {row["state"] for row in await on.rows("outbox")} == {"sent"}


@pytest.mark.parametrize("channel", ["dingtalk", "feishu"])
async def test_the_next_month_is_new_by_itself(both: ChannelStage, channel: str) -> None:
    on = both
    account = {"dingtalk": "alice", "feishu": "erin"}[channel]
    await left(on, channel, 0)
    await queue(on, channel, (account, "提醒", Precedence.NOTICE))
    await deliver(on)
    assert went(on, channel) == []
    month = on.clock.real().astimezone(CHINA).month
    on.platforms[channel].calls.monthly = 100
    turn = (on.clock.now().replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=1, second=30)
    on.clock.set(turn)
    assert on.clock.real().astimezone(CHINA).month != month
    await deliver(on)
    assert went(on, channel) == [(account, "提醒")]
    async with on.ctx.database.read() as connection:
        spent = await calls.spending(connection, [channel], now=on.clock.real())
    assert spent[channel].made == 1 and not spent[channel].used_up


async def test_what_costs_no_call_is_answered_though_none_is_left(both: ChannelStage) -> None:
    on = both
    await on.say("alice", "状态")
    await left(on, "dingtalk", 0)
    # It has just been tried: nothing but what costs no call may go.
    await calls.used_up(on.ctx.database, "dingtalk", now=on.clock.real())
    await queue(on, "dingtalk", ("bob", "提醒", Precedence.NOTICE))
    await on.drain()
    assert on.platforms["dingtalk"].calls.asked["/v1.0/robot/oToMessages/batchSend"] == 0
    # alice has just written, so that what is for her needs no call; what is for bob does.
    brought = on.platforms["dingtalk"].calls.brought
    assert {(one.conversation, one.how) for one in brought} == {("alice", "session")}
    assert {row["account"] for row in await on.rows("outbox") if row["state"] == "new"} >= {"bob"}


async def test_of_the_last_calls_nothing_is_spent_on_what_can_do_without_and_it_is_left_out_in_time(
    both: ChannelStage,
) -> None:
    on = both
    await left(on, "feishu", 5)
    await queue(on, "feishu", *SIX[:3])
    await pass_(on, 2 * MINUTE)
    assert [told for told in went(on, "feishu") if "本月" not in told[1]] == [("carol", "提醒")]
    (told,) = on.heard("dana")
    assert told.startswith("飞书本月只剩 4 次能发") and "还没通知到" not in told
    assert "没有发的：合格回执 1 条，简报、通报等 1 条。" in told
    on.clock.advance(seconds=(shortage.LEFT_OUT_AFTER - 4 * MINUTE).total_seconds())
    await pass_(on, MINUTE)
    assert {row["state"] for row in await on.rows("outbox") if row["key"] in ("合格:erin#1", "简报:dave#1")} == {"new"}
    await pass_(on, 2 * MINUTE)
    states = {row["key"]: row["state"] for row in await on.rows("outbox")}
    assert states["合格:erin#1"] == states["简报:dave#1"] == "dropped"
    assert len(on.heard("dana")) == 1
    # What comes to it later is told of as well.
    await queue(on, "feishu", ("erin", "又合格", Precedence.RECEIPT))
    await pass_(on, 2 * MINUTE)
    assert len(on.heard("dana")) == 2


async def test_a_reminder_that_could_not_go_is_told_of_and_never_said_late(both: ChannelStage) -> None:
    on = both
    await left(on, "feishu", 0)
    await queue(on, "feishu", ("erin", "提醒", Precedence.NOTICE), expires=november(9, "10:00:00"))
    await pass_(on, 12 * MINUTE)
    assert "东山旅游学校：Erin" in on.last("dana")
    (row,) = [row for row in await on.rows("outbox") if row["key"] == "提醒:erin#1"]
    assert row["state"] == "dropped"
