"""The platform's error codes as behaviour: which ``Problem``, whether it is for good, how long to wait.

Source: docs/platform.md, Error codes of 公众号. Judged on ``errcode``, never on the wording of ``errmsg``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.clock import CHINA
from domain.messages import Problem, SendError, Unreachable

MINUTE = 60.0
HOUR = 3600.0


class StaleToken(SendError):
    """The token is not taken any more: fetch another and try once more."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What one code asks for; ``wait`` in seconds."""

    problem: Problem
    permanent: bool = False
    wait: float | None = None
    unreachable: Unreachable | None = None


_REFUSED = Meaning(problem=Problem.REFUSED, permanent=True)
_SECRET = Meaning(problem=Problem.CREDENTIALS, wait=HOUR)
_DENIED = Meaning(problem=Problem.CONFIGURATION, wait=MINUTE)
_WINDOW = Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.WINDOW)
MEANINGS: Mapping[int, Meaning] = {
    -1: Meaning(problem=Problem.BUSY, wait=2.0),
    40003: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.UNKNOWN),
    40007: Meaning(problem=Problem.MEDIA_GONE, permanent=True),
    40013: _SECRET,  # wrong appid
    40037: _REFUSED,  # no such template
    40125: _SECRET,  # wrong secret
    40164: _DENIED,  # our address is not among those listed
    43004: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.BLOCKED),
    43101: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.BLOCKED),
    45002: _REFUSED,  # too long
    45015: _WINDOW,
    45047: _WINDOW,  # too many since they last spoke
    47003: _REFUSED,  # not the template's fields
    48001: _DENIED,  # not permitted
}
#: The token is wrong or out of date. Asked for a token the first says that the secret is wrong.
TOKEN = frozenset({40001, 40014, 42001})
#: The day's calls are used up.
DAY_USED_UP = 45009
_UNKNOWN = Meaning(problem=Problem.UNCLEAR, wait=MINUTE)


def error_of(errcode: int, detail: str, now: datetime) -> SendError:
    """The exception for a non-zero ``errcode``; ``detail`` must be free of secrets already."""
    said = f"errcode {errcode}: {detail}"
    if errcode in TOKEN:
        return StaleToken(Problem.BUSY, permanent=False, retry_after=MINUTE, detail=said)
    if errcode == DAY_USED_UP:
        return SendError(Problem.THROTTLED, permanent=False, retry_after=_day_left(now), detail=said)
    meaning = MEANINGS.get(errcode, _UNKNOWN)
    return SendError(
        meaning.problem,
        permanent=meaning.permanent,
        retry_after=meaning.wait,
        detail=said,
        unreachable=meaning.unreachable,
    )


def _day_left(now: datetime) -> float:
    """Seconds until the day is over (in China), and a minute."""
    local = now.astimezone(CHINA)
    tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - local).total_seconds() + MINUTE
