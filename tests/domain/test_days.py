"""Which day something counts for, at the edges where a second decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.clock import CHINA
from domain.days import Timing, choose, received_at, timing
from domain.obligation import Obligation


def at(text: str) -> datetime:
    return datetime.strptime(f"2020-{text}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)


def obligation(day: int, **values: Any) -> Obligation:
    due = datetime(2020, 11, day, 10, tzinfo=CHINA)
    plain = Obligation(
        id=day,
        campaign="week",
        organisation_id=1,
        item="daily",
        day=date(2020, 11, day),
        opens_at=due - timedelta(days=1),
        due_at=due,
        late_until=due + timedelta(hours=14),
    )
    return replace(plain, **values)


WEEK = [obligation(8), obligation(9), obligation(10)]


@pytest.mark.parametrize(
    ("moment", "day", "expected"),
    [
        ("11-07 15:00:00", 8, Timing.EARLY),
        ("11-08 00:00:00", 8, Timing.ON_TIME),
        ("11-08 09:59:59", 8, Timing.ON_TIME),
        ("11-08 10:00:00", 8, Timing.ON_TIME),
        ("11-08 10:00:01", 8, Timing.LATE),
        ("11-08 23:59:59", 8, Timing.LATE),
        ("11-09 00:00:00", 8, Timing.LATE),
        ("11-09 00:00:01", 9, Timing.ON_TIME),
        ("11-10 10:00:01", 10, Timing.LATE),
        ("11-11 00:00:01", 10, Timing.AFTER_END),
    ],
)
def test_one_who_has_sent_nothing(moment: str, day: int, expected: Timing) -> None:
    choice = choose(WEEK, at(moment))
    assert choice is not None
    assert (choice.obligation.id, choice.timing) == (day, expected)


@pytest.mark.parametrize(
    ("moment", "day", "expected"),
    [
        ("11-08 10:00:00", 8, Timing.ON_TIME),
        ("11-08 10:00:01", 9, Timing.EARLY),
        ("11-08 23:59:59", 9, Timing.EARLY),
        ("11-09 00:00:00", 9, Timing.ON_TIME),
    ],
)
def test_one_who_has_reported_is_early_for_tomorrow(moment: str, day: int, expected: Timing) -> None:
    reported = [replace(WEEK[0], met_at=at("11-08 09:00:00")), *WEEK[1:]]
    choice = choose(reported, at(moment))
    assert choice is not None
    assert (choice.obligation.id, choice.timing) == (day, expected)


def test_one_who_is_exempt_today_is_early_for_tomorrow() -> None:
    choice = choose([replace(WEEK[0], exempt=True), *WEEK[1:]], at("11-08 10:30:00"))
    assert choice is not None and choice.obligation.id == 9


def test_one_who_has_reported_the_last_day_is_after_the_end() -> None:
    week = [*WEEK[:2], replace(WEEK[2], met_at=at("11-10 09:00:00"))]
    choice = choose(week, at("11-10 11:00:00"))
    assert choice is not None
    assert (choice.obligation.id, choice.timing) == (10, Timing.AFTER_END)


def test_one_who_owes_nothing_has_no_day() -> None:
    assert choose([], at("11-09 09:00:00")) is None


def test_the_timing_of_a_named_day() -> None:
    first = WEEK[0]
    assert timing(first, at("11-08 10:00:00")) is Timing.ON_TIME
    assert timing(first, at("11-08 10:00:01")) is Timing.LATE
    assert timing(first, at("11-09 00:00:00")) is Timing.LATE
    assert timing(first, at("11-09 00:00:01")) is Timing.AFTER_END
    assert timing(first, at("11-07 20:00:00")) is Timing.EARLY


def test_a_milestone_sent_days_before_is_simply_on_time() -> None:
    plan = obligation(10, item="plan", opens_at=at("09-01 00:00:00"))
    assert timing(plan, at("11-01 09:00:00")) is Timing.ON_TIME


ARRIVED = at("11-09 10:00:03")


@pytest.mark.parametrize(
    ("sent", "counts"),
    [
        ("11-09 09:59:58", "11-09 09:59:58"),
        ("11-09 10:00:03", "11-09 10:00:03"),
        ("11-09 10:00:04", "11-09 10:00:03"),
        ("11-09 09:50:03", "11-09 09:50:03"),
        ("11-09 09:50:02", "11-09 09:50:03"),
        ("11-08 08:00:00", "11-09 09:50:03"),
    ],
)
def test_the_platforms_own_time_counts_within_ten_minutes(sent: str, counts: str) -> None:
    assert received_at(at(sent), ARRIVED) == at(counts)
