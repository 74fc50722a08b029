"""When the clock speaks, and the clock itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.campaigns.campaign import DAILY
from domain.clock import CHINA, Rehearsal
from domain.scheduled_notices import JUST_AFTER, What, plan
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


def test_a_reminder_expires_with_its_deadline_a_list_later() -> None:
    campaign = load("nanchang-2020")
    for notice in plan(campaign):
        if notice.item != DAILY:
            continue
        due_at = campaign.due_at(notice.day)
        if notice.what is What.REMIND:
            assert notice.expires_at == due_at
        else:
            assert notice.expires_at > due_at + JUST_AFTER


def test_nothing_speaks_on_the_hour_or_the_half_hour_unasked() -> None:
    reminders = [a for a in plan(load("shandong-2021")) if a.what is What.REMIND]
    assert reminders and all(a.run_at.minute not in (0, 30) for a in reminders)


def test_a_rehearsal_runs_straight_at_its_speed() -> None:
    real = datetime(2026, 1, 1, tzinfo=UTC)
    rehearsal = Rehearsal(real=real, rehearsed=datetime(2020, 11, 9, 9, 28, tzinfo=CHINA), speed=60)
    assert rehearsal.at(real + timedelta(seconds=5)) == datetime(2020, 11, 9, 9, 33, tzinfo=CHINA)
    moved = rehearsal.moved(datetime(2020, 11, 9, 10, 0, tzinfo=CHINA), real + timedelta(seconds=9))
    assert moved.at(real + timedelta(seconds=10)) == datetime(2020, 11, 9, 10, 1, tzinfo=CHINA)
