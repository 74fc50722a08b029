"""Each alarm just before and just at its edge, and nothing rings when all is well."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.alarms import Alarm, Condition, Ringing, is_over, ringing
from domain.clock import CHINA
from domain.processes import Place

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def at(clock: str, day: int = 9) -> datetime:
    return datetime.fromisoformat(f"2020-11-{day:02}T{clock}").replace(tzinfo=CHINA)


NOW = at("12:00")

EDGES: list[tuple[Alarm, dict[str, Any], dict[str, Any]]] = [
    (Alarm.OUTBOX, {"still": {"wecom": 10 * MINUTE - SECOND}}, {"still": {"wecom": 10 * MINUTE}}),
    (Alarm.CREDENTIALS, {"refused": ()}, {"refused": ("wecom",)}),
    (Alarm.CONNECTION, {"unconnected": {"bot": 2 * MINUTE - SECOND}}, {"unconnected": {"bot": 2 * MINUTE}}),
    (Alarm.DISK, {"free": {Place.FILES: 2_000_000_000}}, {"free": {Place.FILES: 1_999_999_999}}),
    (Alarm.CHECKS, {"oldest_check": 5 * MINUTE - SECOND}, {"oldest_check": 5 * MINUTE}),
    (Alarm.QUOTA, {"used": {"dingtalk": 0.799}}, {"used": {"dingtalk": 0.8}}),
    (Alarm.CLOCK, {"clock_ahead": 89 * SECOND}, {"clock_ahead": -90 * SECOND}),
]


@pytest.mark.parametrize(("alarm", "before", "then"), EDGES, ids=[alarm.value for alarm, _, _ in EDGES])
def test_an_alarm_rings_from_its_edge_on(alarm: Alarm, before: dict[str, Any], then: dict[str, Any]) -> None:
    assert ringing(Condition(now=NOW, **before)) == ()
    (ring,) = ringing(Condition(now=NOW, **then))
    assert ring.alarm is alarm


@pytest.mark.parametrize(
    ("now", "last", "rings"),
    [
        ("08:59:59", "07:00", False),
        ("09:00:00", "07:00", True),
        ("09:29:59", "08:30", False),
        ("09:30:00", "08:30", True),
        ("11:00:00", "10:00", True),
        ("15:00:00", "10:00", True),
        ("15:00:00", "10:01", False),
        ("07:30:00", "05:00", False),
    ],
)
def test_nothing_came_in_for_an_hour_between_eight_and_eleven(now: str, last: str, rings: bool) -> None:
    assert bool(ringing(Condition(now=at(now), listening_since=at(last), owed=True))) is rings
    assert ringing(Condition(now=at(now), listening_since=at(last), owed=False)) == ()


def test_silence_ends_with_the_day() -> None:
    assert ringing(Condition(now=at("00:10", 10), listening_since=at("07:00"), owed=True)) == ()


def test_where_nobody_listens_there_is_no_silence() -> None:
    assert ringing(Condition(now=at("10:00"), owed=True)) == ()


def test_what_rings_says_where_and_how_much() -> None:
    condition = Condition(
        now=NOW,
        still={"wecom": 12 * MINUTE, "simulator": 30 * MINUTE, "dingtalk": MINUTE},
        refused={"feishu"},
        free={Place.FILES: 5, Place.DATA: 3, Place.DATABASE: 3_000_000_000},
        used={"dingtalk": 0.859, "feishu": 0.1},
        clock_ahead=-3 * MINUTE,
    )
    assert ringing(condition) == (
        Ringing(alarm=Alarm.OUTBOX, where=("wecom", "simulator"), value=30 * MINUTE),
        Ringing(alarm=Alarm.CREDENTIALS, where=("feishu",)),
        Ringing(alarm=Alarm.DISK, where=("data", "files"), value=3),
        Ringing(alarm=Alarm.QUOTA, where=("dingtalk",), value=85),
        Ringing(alarm=Alarm.CLOCK, value=-3 * MINUTE),
    )


@pytest.mark.parametrize(("after", "over"), [(2 * MINUTE - SECOND, False), (2 * MINUTE, True)])
def test_an_alarm_is_over_when_it_was_not_seen_for_a_while(after: timedelta, over: bool) -> None:
    assert is_over(NOW, NOW + after) is over


def test_a_channel_that_is_refused_is_told_once() -> None:
    long = {"wecom": 10 * MINUTE}
    (ring,) = ringing(Condition(now=NOW, still=long, unconnected=long, refused=("wecom",)))
    assert ring.alarm is Alarm.CREDENTIALS
