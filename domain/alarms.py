"""What must not go on unnoticed: one closed list of alarms, and one function that says which of them ring.

Chat, ``/metrics`` and ``doctor`` all go through this list; ``formats.words.alarms`` has a sentence for each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.connection import UNCONNECTED_FOR
from domain.processes import Place


class Alarm(StrEnum):
    #: Messages wait on a channel, and none of them goes.
    OUTBOX = "outbox"
    #: A platform refuses our secret, address or app.
    CREDENTIALS = "credentials"
    #: A channel that we connect to has no connection.
    CONNECTION = "connection"
    #: A disk of ours fills.
    DISK = "disk"
    #: A check does not come to its end.
    CHECKS = "checks"
    #: Most of the calls that a platform allows in a month are made.
    QUOTA = "quota"
    #: In the hours when everybody reports nothing comes in.
    SILENCE = "silence"
    #: This machine's clock is wrong: deadlines are misjudged, and callbacks look forged.
    CLOCK = "clock"


#: Something waits on a channel for so long, and nothing has gone meanwhile.
STANDS_STILL = timedelta(minutes=10)
#: Bytes left on a disk: room for nine more of the largest videos.
LEAST_FREE = 2_000_000_000
#: Two tries of half a minute each, and as much again for those before it.
CHECK_HANGS = timedelta(minutes=5)
#: Nothing came in for so long between these hours of a report day.
NOTHING_FOR = timedelta(hours=1)
LISTENING_FROM, LISTENING_TO = time(8), time(11)
#: Of a month's calls, so much is used: there is time to ask for more.
NEARLY_USED = 0.8
#: A clock as wrong as this: signatures are believed for five minutes, answers take seconds.
CLOCK_OFF = timedelta(seconds=90)
#: An alarm is over when it has not been seen for so long: a moment's relief is no end.
OVER_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How an installation is, as far as alarms ask. ``now`` and what follows from it is campaign time.

    ``still``: channel → how long its oldest message has waited with none going. ``refused``: channels whose platform
    refuses our secret. ``unconnected``: channel → how long it has had no connection. ``free``: the least bytes at each
    place. ``oldest_check``: of all processes. ``used``: channel → the share of the month's calls that is made.
    ``listening_since``: the last message in, or the start of the process that runs longest; None when none runs.
    ``owed``: it is a report day and units are missing. ``clock_ahead``: by how much the most wrong clock is ahead.
    """

    now: datetime
    still: Mapping[str, timedelta] = field(default_factory=dict)
    refused: Collection[str] = ()
    unconnected: Mapping[str, timedelta] = field(default_factory=dict)
    free: Mapping[Place, int] = field(default_factory=dict)
    oldest_check: timedelta = timedelta()
    used: Mapping[str, float] = field(default_factory=dict)
    listening_since: datetime | None = None
    owed: bool = False
    clock_ahead: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Ringing:
    """An alarm with what its sentence needs: ``where`` (channels or places), and ``value``.

    ``value`` is in the alarm's own measure: a time, bytes, percent.
    """

    alarm: Alarm
    where: tuple[str, ...] = ()
    value: timedelta | int = 0


def ringing(condition: Condition) -> tuple[Ringing, ...]:
    """The alarms that ring, in the order of the list."""
    found = (_RINGS[alarm](condition) for alarm in Alarm)
    return tuple(ring for ring in found if ring is not None)


def is_over(last_seen: datetime, now: datetime) -> bool:
    """Whether an alarm that was seen last then (real time) has ended."""
    return now - last_seen >= OVER_AFTER


def _outbox(condition: Condition) -> Ringing | None:
    # A channel that is refused stands still for a reason, which is told.
    still = {
        name: waited
        for name, waited in condition.still.items()
        if waited >= STANDS_STILL and name not in condition.refused
    }
    return Ringing(alarm=Alarm.OUTBOX, where=tuple(still), value=max(still.values())) if still else None


def _credentials(condition: Condition) -> Ringing | None:
    where = tuple(sorted(condition.refused))
    return Ringing(alarm=Alarm.CREDENTIALS, where=where) if where else None


def _connection(condition: Condition) -> Ringing | None:
    # One that is refused is not connected to for a reason, which is told.
    without = {
        name: since
        for name, since in condition.unconnected.items()
        if since >= UNCONNECTED_FOR and name not in condition.refused
    }
    return Ringing(alarm=Alarm.CONNECTION, where=tuple(without), value=max(without.values())) if without else None


def _disk(condition: Condition) -> Ringing | None:
    full = {place: free for place, free in condition.free.items() if free < LEAST_FREE}
    where = tuple(place.value for place in Place if place in full)
    return Ringing(alarm=Alarm.DISK, where=where, value=min(full.values())) if full else None


def _checks(condition: Condition) -> Ringing | None:
    hangs = condition.oldest_check >= CHECK_HANGS
    return Ringing(alarm=Alarm.CHECKS, value=condition.oldest_check) if hangs else None


def _quota(condition: Condition) -> Ringing | None:
    nearly = {name: share for name, share in condition.used.items() if share >= NEARLY_USED}
    return Ringing(alarm=Alarm.QUOTA, where=tuple(nearly), value=int(100 * max(nearly.values()))) if nearly else None


def _silence(condition: Condition) -> Ringing | None:
    """Once it rings it does so until something comes in, all units have reported or the day is over."""
    if condition.listening_since is None or not condition.owed:
        return None
    now = condition.now
    begin, end = (now.replace(hour=at.hour, minute=0, second=0, microsecond=0) for at in (LISTENING_FROM, LISTENING_TO))
    since = max(condition.listening_since, begin)
    return Ringing(alarm=Alarm.SILENCE, value=now - since) if min(now, end) - since >= NOTHING_FOR else None


def _clock(condition: Condition) -> Ringing | None:
    off = condition.clock_ahead
    return Ringing(alarm=Alarm.CLOCK, value=off) if off is not None and abs(off) >= CLOCK_OFF else None


_RINGS: Mapping[Alarm, Callable[[Condition], Ringing | None]] = {
    Alarm.OUTBOX: _outbox,
    Alarm.CREDENTIALS: _credentials,
    Alarm.CONNECTION: _connection,
    Alarm.DISK: _disk,
    Alarm.CHECKS: _checks,
    Alarm.QUOTA: _quota,
    Alarm.SILENCE: _silence,
    Alarm.CLOCK: _clock,
}
