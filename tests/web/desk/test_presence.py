"""Who looks at the same queue, as long as their pages say so."""

from __future__ import annotations

from datetime import timedelta

from tests.support.town import november
from web.desk.presence import Presence


def test_who_looks_at_the_same_queue_is_named_until_nothing_is_heard() -> None:
    presence, now = Presence(), november(9, "09:30:00")
    assert presence.seen("a", 1, "周主任", 1, now=now) == []
    assert presence.seen("a", 2, "吴科长", 3, now=now) == [("周主任", 1)]
    assert presence.seen("b", 3, "郑老师", 1, now=now) == []
    assert presence.seen("a", 1, "周主任", 2, now=now + timedelta(seconds=39)) == [("吴科长", 3)]
    assert presence.seen("a", 1, "周主任", 2, now=now + timedelta(seconds=41)) == []
