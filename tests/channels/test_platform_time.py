"""A clock that is wrong is named by what the platforms say, once in a while, until it is right again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from channels.platform_time import SAY_EVERY, TOLERATED, PlatformTime

NOW = datetime(2026, 11, 9, 1, 28, tzinfo=UTC)


class Machine:
    def __init__(self) -> None:
        self.passed = 0.0
        self.time = PlatformTime(real=lambda: NOW, monotonic=lambda: self.passed)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_nothing_heard_is_nothing_known(machine: Machine) -> None:
    assert machine.time.ahead is None
    assert not machine.time.wrong


@pytest.mark.parametrize("direction", [1, -1])
def test_a_clock_at_the_edge_is_right_and_beyond_it_wrong(machine: Machine, direction: int) -> None:
    machine.time.heard(NOW - direction * TOLERATED)
    assert not machine.time.wrong
    machine.time.heard(NOW - direction * (TOLERATED + timedelta(seconds=1)))
    assert machine.time.wrong
    assert machine.time.ahead == direction * (TOLERATED + timedelta(seconds=1))


def test_a_wrong_clock_is_named_once_in_a_while_and_so_is_its_end(machine: Machine) -> None:
    with capture_logs() as logged:
        for passed in (0.0, 1.0, SAY_EVERY - 1, SAY_EVERY, SAY_EVERY + 1):
            machine.passed = passed
            machine.time.heard(NOW + timedelta(hours=2))
        for _ in range(2):
            machine.time.heard(NOW)
    assert [(line["event"], line.get("ahead_seconds")) for line in logged] == [
        ("clock.wrong", -7200),
        ("clock.wrong", -7200),
        ("clock.right_again", None),
    ]


def test_the_date_of_an_answer_is_heard(machine: Machine) -> None:
    machine.time.heard_header("Sun, 08 Nov 2026 23:28:00 GMT")
    assert machine.time.ahead == timedelta(hours=2)


@pytest.mark.parametrize("date", [None, "", "noon", "Sun, 08 Nov 2026 23:28:00", "Sun, 99 Nov 99999999 23:28:00 GMT"])
def test_what_is_no_date_is_ignored(machine: Machine, date: str | None) -> None:
    machine.time.heard_header(date)
    assert machine.time.ahead is None
