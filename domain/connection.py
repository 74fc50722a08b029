"""When a connection that we open to a platform is opened again: after it has ended, and when it is too still."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain.clock import CHINA

#: Seconds to wait before the n-th try in a row; the last value repeats.
_AGAIN = (0, 1, 2, 4, 8, 16, 25)
#: The same when somebody else's connection gets what comes: taking it back at once would go on for ever.
_REPLACED = (10, 20, 40, 80, 160, 300)
#: A connection that has stood so long was a good one.
STEADY = timedelta(minutes=1)
#: Nothing has come for so long in the hours in which people report: the connection may be half dead.
STILL_FOR = timedelta(minutes=30)
_DAY_BEGINS, _DAY_ENDS = time(7), time(20)
#: Without a connection for so long somebody is told.
UNCONNECTED_FOR = timedelta(minutes=2)


def wait_before(attempts: int, *, replaced: bool = False) -> timedelta:
    """How long to wait after ``attempts`` tries in a row, of which none has led to a steady connection."""
    waits = _REPLACED if replaced else _AGAIN
    return timedelta(seconds=waits[min(max(attempts - 1, 0), len(waits) - 1)])


def too_still(now: datetime, *, since: datetime, heard_at: datetime | None, renewed_at: datetime | None) -> bool:
    """Whether a connection made ``since`` is to be replaced by a fresh one (all real times).

    Once in each silence: a second one that nobody uses either says nothing new.
    """
    if not _DAY_BEGINS <= now.astimezone(CHINA).time() < _DAY_ENDS:
        return False
    last = max(since, heard_at or since)
    silent_already = renewed_at is not None and (heard_at is None or heard_at < renewed_at)
    return not silent_already and now - last >= STILL_FOR
