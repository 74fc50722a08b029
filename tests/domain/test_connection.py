"""When a connection is made again, on each side of every edge."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.clock import CHINA
from domain.connection import STILL_FOR, too_still, wait_before

NOON = datetime(2020, 11, 9, 12, tzinfo=CHINA)
SECOND = timedelta(seconds=1)


def test_waits_grow_to_a_most() -> None:
    assert [wait_before(n).total_seconds() for n in range(10)] == [0, 0, 1, 2, 4, 8, 16, 25, 25, 25]
    assert [wait_before(n, replaced=True).total_seconds() for n in range(8)] == [10, 10, 20, 40, 80, 160, 300, 300]


@pytest.mark.parametrize(
    ("now", "since", "heard", "renewed", "still"),
    [
        (NOON, NOON - STILL_FOR + SECOND, None, None, False),
        (NOON, NOON - STILL_FOR, None, None, True),
        (NOON, NOON - 5 * STILL_FOR, NOON - STILL_FOR + SECOND, None, False),
        (NOON, NOON - 5 * STILL_FOR, NOON - STILL_FOR, None, True),
        # Heard before it was made: what counts is how long it has stood.
        (NOON, NOON - SECOND, NOON - STILL_FOR, None, False),
        # Replaced in this silence already.
        (NOON, NOON - STILL_FOR, None, NOON - STILL_FOR, False),
        (NOON, NOON - STILL_FOR, NOON - 3 * STILL_FOR, NOON - STILL_FOR, False),
        (NOON, NOON - 3 * STILL_FOR, NOON - STILL_FOR, NOON - 2 * STILL_FOR, True),
        # At night nobody reports.
        (NOON.replace(hour=7), NOON - timedelta(days=1), None, None, True),
        (NOON.replace(hour=6, minute=59), NOON - timedelta(days=1), None, None, False),
        (NOON.replace(hour=20), NOON - timedelta(days=1), None, None, False),
    ],
)
def test_a_silence_is_one_by_day_and_once(
    now: datetime, since: datetime, heard: datetime | None, renewed: datetime | None, still: bool
) -> None:
    assert too_still(now, since=since, heard_at=heard, renewed_at=renewed) is still
