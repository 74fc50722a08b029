"""When the clock speaks, and the clock itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA, Rehearsal
from domain.scheduled_notices import What, plan
from storage.campaign_files import load


def test_every_day_reminds_three_times_then_lists_then_sums_up() -> None:
    campaign = load("nanchang-2020")
    day = campaign.days[1]
    kept = sorted((a for a in plan(campaign) if a.day == day and a.item == DAILY), key=lambda a: a.run_at)
    said = [(a.what, f"{a.run_at:%H:%M:%S}") for a in kept]
    assert said == [
        (What.REMIND, "08:37:00"),
        (What.REMIND, "09:33:00"),
        (What.REMIND, "09:51:00"),
        (What.MISSING, "10:00:01"),
        (What.DIGEST, "10:10:00"),
    ]


@pytest.mark.parametrize(
    ("late_for", "until"),
    [
        (timedelta(hours=24), "00:00 of the next day"),
        (timedelta(hours=12), "12:00"),
        # One hour at least: else a list would expire before it is due.
        (timedelta(hours=10), "11:00"),
        (timedelta(hours=11), "11:00"),
        (timedelta(hours=11, minutes=1), "11:01"),
    ],
)
def test_a_reminder_expires_with_its_deadline_a_list_with_its_late_time(late_for: timedelta, until: str) -> None:
    usual = load("nanchang-2020")
    campaign = replace(usual, daily=replace(usual.daily, late_for=late_for))
    day = campaign.days[1]
    expiries = {a.what: a.expires_at for a in plan(campaign) if a.day == day and a.item == DAILY}
    told = {what: f"{at:%H:%M}" + (" of the next day" if at.date() > day else "") for what, at in expiries.items()}
    assert told == {What.REMIND: "10:00", What.MISSING: until, What.DIGEST: until}


def test_a_milestones_reminders_expire_when_it_is_due() -> None:
    campaign = load("nanchang-2020")
    reminders = [a for a in plan(campaign) if a.item != DAILY]
    due = {milestone.code: campaign.milestone_due_at(milestone) for milestone in campaign.milestones}
    assert {a.item for a in reminders} == set(due)
    assert all(a.expires_at == due[a.item] and a.what is What.REMIND for a in reminders)


def test_nothing_speaks_on_the_hour_or_the_half_hour_unasked() -> None:
    reminders = [a for a in plan(load("shandong-2021")) if a.what is What.REMIND]
    assert reminders and all(a.run_at.minute not in (0, 30) for a in reminders)


def test_a_rehearsal_runs_straight_at_its_speed() -> None:
    real = datetime(2026, 1, 1, tzinfo=UTC)
    rehearsal = Rehearsal(real=real, rehearsed=datetime(2020, 11, 9, 9, 28, tzinfo=CHINA), speed=60)
    assert rehearsal.at(real + timedelta(seconds=5)) == datetime(2020, 11, 9, 9, 33, tzinfo=CHINA)
    moved = rehearsal.moved(datetime(2020, 11, 9, 10, 0, tzinfo=CHINA), real + timedelta(seconds=9))
    assert moved.at(real + timedelta(seconds=10)) == datetime(2020, 11, 9, 10, 1, tzinfo=CHINA)
