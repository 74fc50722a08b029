"""The database hands out UTC: what is early is still told by the day where the schools are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.clock import CHINA
from domain.days import Timing, choose, timing
from domain.obligation import Obligation

DUE = datetime(2020, 11, 9, 10, 0, tzinfo=CHINA)
OWED = Obligation(
    id=1,
    campaign="c",
    organisation_id=1,
    item="daily",
    day=date(2020, 11, 9),
    opens_at=(DUE - timedelta(days=1)).astimezone(UTC),
    due_at=DUE.astimezone(UTC),
    late_until=(DUE + timedelta(hours=14)).astimezone(UTC),
)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2020, 11, 8, 23, 59, 59, tzinfo=CHINA), Timing.EARLY),
        (datetime(2020, 11, 9, 0, 0, tzinfo=CHINA), Timing.ON_TIME),
        (datetime(2020, 11, 9, 7, 30, tzinfo=CHINA), Timing.ON_TIME),
    ],
)
def test_early_is_told_in_local_time(at: datetime, expected: Timing) -> None:
    choice = choose([OWED], at.astimezone(UTC))
    assert choice is not None
    assert choice.timing is expected
    assert timing(OWED, at.astimezone(UTC)) is expected
