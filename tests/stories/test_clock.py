"""The bot was asleep, or was started again: what was missed is made up for once, what is past is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from channels.wecom.channel import PACE
from handlers.schedule import keeping
from handlers.schedule.clock_steps import ClockSteps
from storage import inbox
from storage.tables import scheduled_notices
from tests.stories.week_walk import names_listed, six_in
from tests.support.clocks import FrozenClock
from tests.support.stage import Stage
from tests.support.town import FOUR, GOOD_TEXT, ONE, REPORT, THREE, TWO, november

LIAISONS = ("alice", "bob", "carol", "erin")


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_after_a_short_sleep_only_the_newest_reminder_is_said(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(9, "09:40:00"))
    await on.work()
    for account in LIAISONS:
        (reminder,) = on.heard(account)
        assert "还有 20 分钟" in reminder
    assert on.heard("dana") == on.heard("dave") == []


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_one_who_sent_during_the_sleep_is_not_reminded(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(9, "08:30:00"))
    await on.say("alice", GOOD_TEXT)
    clock.set(november(9, "09:40:00"))
    await on.drain()
    assert not any("截止，还有" in text for text in on.heard("alice"))
    assert any("截止，还有" in text for text in on.heard("bob"))


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_no_reminder_is_said_after_its_deadline_but_lists_and_digests_are(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(9, "15:00:00"))
    await on.drain()
    assert all(on.heard(account) == [] for account in LIAISONS)
    for account, names in (
        ("dana", {ONE, TWO, THREE, FOUR, "东山区教育体育局"}),
        ("dave", {FOUR, "东山区教育体育局"}),
    ):
        missing, digest = on.heard(account)
        assert names_listed(missing) == names
        # Nothing has changed since that list, which is not said in full again.
        assert f"缺报（{len(names)} 个）：和 10:00 发的名单一样，没有变化。" in digest
        assert not names_listed(digest, "缺报")
        assert six_in(digest)["缺报"] == len(names)


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_yesterdays_lists_are_not_said_today(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(11, "08:50:00"))
    await on.work()
    assert on.heard("dana") == []
    (reminder,) = on.heard("alice")
    assert "11月11日" in reminder
    assert "还有 1 小时 10 分钟" in reminder


@pytest.mark.town(now=november(9, "08:30:00"))
async def test_a_restart_says_nothing_again(on: Stage) -> None:
    await _through_the_deadline(on)
    said = len(on.wecom.delivered)
    for _ in range(3):
        await keeping.plan(on.ctx)
        await on.work()
    assert len(on.wecom.delivered) == said
    assert len([one for one in on.wecom.delivered if one.type == "text"]) == 4 * 3 + 2 * 2
    assert on.wecom.mailboxes.swallowed == []


@pytest.mark.town(now=november(9, "14:00:00"))
async def test_a_bot_started_in_the_afternoon_does_not_make_up_for_the_morning(on: Stage) -> None:
    """What was never promised is not owed: a bot that is set up at 14:00 keeps quiet about that day's 10:00."""
    await on.drain()
    assert on.wecom.delivered == []


@pytest.mark.town(now=november(5, "09:00:00"))
async def test_milestones_are_reminded_of_until_they_are_met(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(5, "09:07:00"))
    await on.work()
    assert "活动周工作方案" in on.last("alice")
    await on.say("alice", f"方案：{REPORT}")
    await on.drain()
    clock.set(november(6, "09:07:00"))
    await on.work()
    assert "还有 14 小时 53 分钟" in on.last("bob")
    assert len(on.heard("bob")) == 2
    assert len(on.heard("alice")) == 2, "one reminder and the answer"


async def _through_the_deadline(on: Stage) -> None:
    for clock in ("08:37:00", "09:33:00", "09:51:00", "10:00:01", "10:10:00"):
        on.clock.set(november(9, clock))
        await on.work()


# --- The machine's clock is moved ---


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_a_step_forward_is_one_look_and_a_step_back_promises_again(on: Stage, clock: FrozenClock) -> None:
    passed = 0.0
    steps = ClockSteps(on.ctx, monotonic=lambda: passed)
    await steps.look()
    clock.advance(days=30)
    with capture_logs() as logged:
        await steps.look()
        await on.drain()
    # The first is looked at, and brings down all others at once.
    assert await _notices(on, "new") == 0
    assert await _notices(on, "dropped") > 20
    assert sum(line["event"] == "kept" for line in logged) == 1
    assert [line["seconds"] for line in logged if line["event"] == "clock.stepped"] == [30 * 86400]
    assert on.wecom.delivered == []

    clock.advance(days=-30)
    await steps.look()
    clock.set(november(9, "09:40:00"))
    passed = 100 * 60
    await steps.look()
    await on.work()
    assert all("还有 20 分钟" in on.heard(account)[0] for account in LIAISONS)


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_what_waited_when_the_clock_was_set_back_does_not_wait_longer(on: Stage, clock: FrozenClock) -> None:
    steps = ClockSteps(on.ctx, monotonic=lambda: 0.0)
    clock.advance(minutes=30)
    await steps.look()
    await on.say("alice", GOOD_TEXT)
    clock.advance(minutes=-30)
    await steps.look()
    await on.drain()
    (receipt,) = on.heard("alice")
    assert "合格" in receipt


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_what_a_killed_worker_held_is_free_when_the_clock_is_set_back(on: Stage, clock: FrozenClock) -> None:
    await on.say("alice", GOOD_TEXT)
    async with on.ctx.database.write() as connection:
        assert await inbox.claim_next(connection, now=clock.real() + timedelta(days=1), lease=timedelta(seconds=20))
    await on.drain()
    assert len(on.heard("alice")) == 1


@pytest.mark.town(now=november(9, "08:00:00"))
async def test_what_was_sent_by_a_clock_ahead_does_not_count_against_the_pace(on: Stage, clock: FrozenClock) -> None:
    clock.advance(hours=3)
    for _ in range(PACE):
        await on.say("alice", "帮助")
        await on.drain()
    clock.advance(hours=-3)
    said = len(on.heard("alice"))
    await on.say("alice", "状态")
    await on.drain()
    assert len(on.heard("alice")) == said + 1


async def _notices(on: Stage, state: str) -> int:
    async with on.ctx.database.read() as connection:
        query = select(func.count()).select_from(scheduled_notices).where(scheduled_notices.c.state == state)
        return int((await connection.execute(query)).scalar_one())
