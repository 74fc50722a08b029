"""The bot was asleep, or was started again: what was missed is made up for once, what is past is left."""

from __future__ import annotations

import pytest

from handlers.schedule import keeping
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
        assert names_listed(missing) == names == names_listed(digest, "缺报")
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
    assert len(on.wecom.delivered) == said == 4 * 3 + 2 * 2
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
