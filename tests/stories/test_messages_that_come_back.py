"""微信客服 takes a message and tells later that it is not delivered: at the worst moment, and for each reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.messages import Problem, Unreachable
from handlers import resting
from handlers.outgoing import coming_back
from storage import channel_states, outbox, unreachable
from storage.engine.database import Database
from tests.support.channel_days import stage
from tests.support.channel_stage import ChannelStage
from tests.support.clocks import FrozenClock
from tests.support.fakes.wecom_kf_platform import FakeKf

KF = "wecom-kf"


@pytest.fixture
async def on(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[ChannelStage]:
    async with stage(database, clock, tmp_path, [KF], {}) as opened:
        yield opened


async def failed(on: ChannelStage) -> None:
    """The platform's last word, that something has failed, has been pulled."""
    platform: FakeKf = on.platforms[KF]
    assert platform.items[-1]["event"]["event_type"] == "msg_send_fail"
    await on.fetched(KF, platform.items[-1]["msgid"])


async def answers(on: ChannelStage) -> list[tuple[str, str]]:
    return [(row["state"], row["error"]) for row in await on.rows("outbox")]


@pytest.mark.parametrize("kind", [4, 5, 6])
async def test_what_comes_back_waits_until_its_receiver_is_heard(on: ChannelStage, kind: int) -> None:
    platform: FakeKf = on.platforms[KF]
    platform.failing["alice"] = kind
    await on.say("alice", "状态")
    await on.drain()
    await failed(on)
    assert await answers(on) == [("parked", Unreachable.WINDOW)] and on.heard("alice") == []
    # Told of twice, under another id: nothing more.
    platform.items.append({**platform.items[-1], "msgid": "again"})
    await failed(on)
    platform.failing.clear()
    await on.say("alice", "几点截止")
    await on.drain()
    assert len(on.heard("alice")) == 2 and await answers(on) == [("sent", "")] * 2


async def test_one_that_comes_back_before_it_is_noted_that_it_went(
    on: ChannelStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = outbox.sent

    async def slowly(*args: Any, **more: Any) -> None:
        if on.platforms[KF].failing:
            await failed(on)
        await noted(*args, **more)

    monkeypatch.setattr(outbox, "sent", slowly)
    on.platforms[KF].failing["alice"] = 5
    await on.say("alice", "状态")
    await on.drain()
    assert await answers(on) == [("sent", "")]
    await coming_back.look(on.ctx)
    assert await answers(on) == [("parked", Unreachable.WINDOW)]
    on.platforms[KF].failing.clear()
    await on.say("alice", "几点截止")
    await on.drain()
    assert len(on.heard("alice")) == 2


async def test_who_has_spoken_before_the_failure_is_told_of_does_not_have_to_speak_again(on: ChannelStage) -> None:
    platform: FakeKf = on.platforms[KF]
    platform.failing["alice"] = 5
    await on.say("alice", "状态")
    await on.drain()
    late = platform.items.pop()
    platform.failing.clear()
    on.clock.advance(seconds=2)
    await on.say("alice", "几点截止")
    await on.drain()
    assert len(on.heard("alice")) == 1
    platform.items.append(late)
    await failed(on)
    await on.drain()
    assert len(on.heard("alice")) == 2


async def test_of_an_account_that_is_gone_the_channel_rests_and_what_came_back_goes_when_it_is_mended(
    on: ChannelStage,
) -> None:
    platform: FakeKf = on.platforms[KF]
    platform.failing["*"] = 1
    await on.say("alice", "状态")
    await on.drain()
    await failed(on)
    (rests,) = await channel_states.states(on.ctx.database, now=on.clock.real())
    assert (rests.refused, rests.problem, rests.detail) == (True, Problem.CONFIGURATION, "fail_type 1")
    await on.drain()
    assert platform.asked["send_msg"] == 1 and await answers(on) == [("new", "fail_type 1")]
    assert not await unreachable.everybody(on.ctx.database)
    platform.failing.clear()
    on.clock.advance(seconds=resting.PROBE_EVERY.total_seconds())
    await on.work()
    assert len(on.heard("alice")) == 1 and await answers(on) == [("sent", "fail_type 1")]


async def test_who_wants_nothing_is_not_reached_and_is_written_to_no_more(on: ChannelStage) -> None:
    platform: FakeKf = on.platforms[KF]
    platform.blocked.add("alice")
    await on.say("alice", "状态")
    await on.drain()
    await failed(on)
    assert await answers(on) == [("rejected", Unreachable.BLOCKED)]
    # That the platform tells of them is no word of theirs.
    await on.drain()
    (one,) = [one for one in await unreachable.everybody(on.ctx.database) if one.name == "Alice"]
    assert (one.channel, one.reason) == (KF, Unreachable.BLOCKED)
