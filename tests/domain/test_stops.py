"""Where the rehearsal clock can be moved to."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.campaigns.campaign import Campaign, Line, Milestone
from domain.campaigns.evidence import Evidence
from domain.clock import CHINA
from domain.stops import Stop, next_stop


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2020, 11, day, hour, minute, second, tzinfo=CHINA)


WEEK = Campaign(
    code="week",
    title="",
    issued_by="",
    theme="",
    first_day=date(2020, 11, 8),
    last_day=date(2020, 11, 14),
    lines=(Line(code="all", name="", kinds=(), receiver=""),),
    milestones=(
        Milestone(code="summary", name="", due_on=date(2020, 11, 18), accepts=(Evidence.FILE,), remind=(1, 0)),
    ),
)


@pytest.mark.parametrize(
    ("stop", "now", "expected"),
    [
        (Stop.MINUTE, at(9, 9, 28, 5), at(9, 9, 29, 5)),
        (Stop.TEN_MINUTES, at(9, 23, 55), at(10, 0, 5)),
        (Stop.REMINDER, at(9, 9, 28), at(9, 9, 33)),
        (Stop.REMINDER, at(9, 9, 33), at(9, 9, 51)),
        (Stop.REMINDER, at(9, 9, 51), at(10, 8, 37)),
        (Stop.REMINDER, at(1, 0), at(8, 8, 37)),
        # After the last day, the milestones still speak.
        (Stop.REMINDER, at(14, 11), at(17, 9, 7)),
        (Stop.REMINDER, at(18, 9, 7), None),
        (Stop.DEADLINE, at(9, 9, 59, 59), at(9, 10)),
        (Stop.DEADLINE, at(9, 10), at(10, 10)),
        (Stop.DEADLINE, at(14, 10), None),
        (Stop.DIGEST, at(9, 10), at(9, 10, 10)),
        (Stop.DIGEST, at(14, 10, 10), None),
        (Stop.MORNING, at(9, 7), at(10, 8, 30)),
        (Stop.MORNING, at(30, 23), datetime(2020, 12, 1, 8, 30, tzinfo=CHINA)),
    ],
)
def test_next_stop(stop: Stop, now: datetime, expected: datetime | None) -> None:
    assert next_stop(stop, [WEEK], now) == expected


def test_the_nearest_of_several_campaigns_wins() -> None:
    later = Campaign(
        code="later",
        title="",
        issued_by="",
        theme="",
        first_day=date(2020, 11, 20),
        last_day=date(2020, 11, 21),
        lines=WEEK.lines,
    )
    assert next_stop(Stop.DEADLINE, [later, WEEK], at(10, 12)) == at(11, 10)
    assert next_stop(Stop.DEADLINE, [later, WEEK], at(14, 12)) == at(20, 10)
