"""When platforms ask not to be spoken to, and the next moment at which they do not mind."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain.busy_minutes import after_busy, is_busy


@pytest.mark.parametrize(
    ("at", "spoken"),
    [
        ("2020-11-09T10:00:00", "2020-11-09T10:01:00"),
        ("2020-11-09T09:30:59.999999", "2020-11-09T09:31:00"),
        ("2020-11-09T23:59:59", "2020-11-09T23:59:59"),
        ("2020-11-10T00:00:20", "2020-11-10T00:01:00"),
        ("2020-11-09T10:01:00", "2020-11-09T10:01:00"),
        ("2020-11-09T09:29:59", "2020-11-09T09:29:59"),
    ],
)
def test_a_busy_minute_is_let_pass(at: str, spoken: str) -> None:
    assert after_busy(datetime.fromisoformat(at)).isoformat() == spoken
    assert is_busy(datetime.fromisoformat(at)) is (at != spoken)
