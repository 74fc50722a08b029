"""A channel rests only for what speaks of the whole channel, and goes on as soon as that is mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from domain.messages import Problem
from handlers.outgoing.delivery import MOST_ATTEMPTS
from storage import channel_states
from tests.support.stage import Stage
from tests.support.town import GOOD_TEXT, photo

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

#: Codes that may speak of one receiver, and codes that nobody has told us of.
UNCLEAR = (48002, 50001, 60011, 301002, 99999)


async def resting(on: Stage) -> dict[str, str]:
    return await channel_states.paused(on.ctx.database, now=on.clock.real())


async def pass_time(on: Stage, span: timedelta, *, pace: int = 20) -> None:
    for _ in range(int(span.total_seconds()) // pace):
        on.clock.advance(seconds=pace)
        await on.work()


@pytest.mark.parametrize("errcode", [*UNCLEAR, 60111, 81013, 82001, 40058])
async def test_what_one_receiver_is_refused_for_stops_nobody_else(on: Stage, errcode: int) -> None:
    """Strangers write to the bot as they like; what their answers are refused for must not matter to anybody."""
    on.wecom.refuse("stranger", errcode)
    await on.say("stranger", "你好")
    await on.drain()
    await on.say("alice", "你好")
    await on.drain()
    assert await resting(on) == {}
    assert len(on.heard("alice")) == 1
    assert on.heard("stranger") == []


@pytest.mark.parametrize("errcode", [*UNCLEAR, 60111, 40058])
async def test_of_one_call_only_the_receiver_who_is_refused_goes_without(on: Stage, errcode: int) -> None:
    on.wecom.refuse("bob", errcode)
    for account in ("alice", "bob", "erin", "carol"):
        await on.say(account, "你好")
    await on.drain()
    assert [len(on.heard(account)) for account in ("alice", "bob", "erin")] == [1, 0, 1]
    assert on.wecom.mailboxes.swallowed == []
    on.wecom.refuse("bob", 0)
    if errcode in UNCLEAR:
        await pass_time(on, timedelta(minutes=5))
        assert len(on.heard("bob")) == 1, "mended in time"
    assert [len(on.heard(account)) for account in ("alice", "erin")] == [1, 1]


async def test_an_address_that_was_not_trusted_goes_on_within_two_minutes(on: Stage) -> None:
    on.wecom.trusted = False
    await on.say("alice", GOOD_TEXT)
    await on.photo("bob", photo())
    await on.drain()
    assert await resting(on) == {"wecom": Problem.CONFIGURATION.value}
    await pass_time(on, timedelta(minutes=30))
    sends, probes = on.wecom.calls["message/send"], on.wecom.calls["agent/get"]
    assert sends <= 1, "it is asked, not tried"
    assert 15 <= probes <= 20
    on.wecom.trusted = True
    await pass_time(on, timedelta(minutes=2))
    assert await resting(on) == {}
    assert "文字 1 篇合格" in on.last("alice")
    assert "照片 1 张还缺说明" in on.last("bob"), "its file has not waited for its own next try"


async def test_an_agent_that_is_not_ours_makes_the_channel_rest(on: Stage) -> None:
    """The same code as for one receiver: the probe, which names none, says which it is."""
    wrong = WecomSettings(**{**on.wecom.credentials, "agent_id": 7})
    channel = WecomChannel(wrong, clock=lambda: on.clock.real().timestamp())
    await on.say("alice", "你好")
    on.ctx = replace(on.ctx, channels={"wecom": channel})
    await on.drain()
    await channel.close()
    assert await resting(on) == {"wecom": Problem.CONFIGURATION.value}
    assert [row["state"] for row in await on.rows("outbox")] == ["new"]


async def test_a_refused_secret_is_tried_each_hour_whatever_else_is_to_be_done(on: Stage) -> None:
    on.wecom.fail_next("gettoken", 40001, times=3)
    await on.say("alice", GOOD_TEXT)
    await on.photo("bob", photo())
    await on.drain()
    await pass_time(on, timedelta(minutes=50), pace=300)
    assert on.wecom.calls["gettoken"] == 1
    await pass_time(on, timedelta(minutes=125), pace=300)
    assert on.wecom.calls["gettoken"] == 3
    await pass_time(on, timedelta(minutes=65), pace=300)
    assert "文字 1 篇合格" in on.last("alice")
    assert "照片 1 张还缺说明" in on.last("bob")
    assert next(row["attempts"] for row in await on.rows("outbox")) == 1, "waiting is no try"


async def test_after_a_restart_or_a_good_look_it_goes_on_at_once(on: Stage) -> None:
    on.wecom.fail_next("gettoken", 40001)
    await on.say("alice", "你好")
    await on.drain()
    assert await resting(on) == {"wecom": Problem.CREDENTIALS.value}
    await channel_states.probe_soon(on.ctx.database, now=on.clock.real())
    await on.work()
    assert await resting(on) == {}
    assert len(on.heard("alice")) == 1


async def test_hours_without_quota_give_no_message_up(on: Stage) -> None:
    times = MOST_ATTEMPTS + 10
    on.wecom.fail_next("message/send", 45009, times=times)
    await on.say("alice", "你好")
    await on.read()
    for _ in range(times):
        await on.speak()
        on.clock.advance(seconds=62)
    await on.speak()
    assert on.wecom.calls["message/send"] == times + 1
    assert len(on.heard("alice")) == 1


async def test_what_else_is_refused_meanwhile_puts_the_probe_off_no_further(on: Stage) -> None:
    on.wecom.trusted = False
    await on.say("alice", "你好")
    await on.drain()
    for _ in range(6):
        on.clock.advance(seconds=20)
        await on.photo("bob", photo())
        await on.work()
    assert on.wecom.calls["agent/get"] >= 1
