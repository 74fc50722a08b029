"""The platform's codes as behaviour: which ``Problem``, whether it is for good, how long to wait.

Judged by ``code``, never by what ``msg`` says. Source: docs/platform.md, Feishu.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.messages import Problem, SendError, Unreachable

MINUTE = 60.0
HOUR = 3600.0


class StaleToken(SendError):
    """The token is not taken any more: fetch another and try once more."""


class Withheld(SendError):
    """The platform does not bring these words: a sensitive one, or a telephone or mail address that it has found."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What one code asks for; ``wait`` in seconds."""

    problem: Problem
    permanent: bool = False
    wait: float | None = None
    unreachable: Unreachable | None = None


_DENIED = Meaning(problem=Problem.CONFIGURATION, wait=MINUTE)
_WRONG = Meaning(problem=Problem.REFUSED, permanent=True)
MEANINGS: Mapping[int, Meaning] = {
    1: Meaning(problem=Problem.BUSY, wait=MINUTE),  # no connection for now
    11205: _DENIED,  # the app has no bot
    230001: _WRONG,  # parameters
    230002: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.UNKNOWN),  # not in that group
    230006: _DENIED,  # the app has no bot
    230013: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.RANGE),
    230020: Meaning(problem=Problem.BUSY, wait=5.0),
    230025: _WRONG,  # too long
    230027: _DENIED,
    230029: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.UNKNOWN),  # left
    230035: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.REFUSED),
    230038: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.RANGE),  # another organisation's
    230053: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.BLOCKED),
    230101: Meaning(problem=Problem.BUSY, wait=MINUTE),
    234037: Meaning(problem=Problem.MEDIA_TOO_BIG, permanent=True),
    234043: Meaning(problem=Problem.MEDIA_GONE, permanent=True),
    99991400: Meaning(problem=Problem.THROTTLED, wait=MINUTE),
    99991403: Meaning(problem=Problem.QUOTA),  # the month's calls are used up
    99991672: _DENIED,  # a permission that the app lacks
    1000040343: Meaning(problem=Problem.BUSY, wait=MINUTE),  # no connection for now
    1000040350: Meaning(problem=Problem.BUSY, wait=MINUTE),  # too many connections of the app
}
#: The words are not brought: a sensitive one, or the organisation's own protection of data.
WITHHELD = frozenset({230022, 230028})
TOKEN = frozenset({99991661, 99991663, 99991668})
_UNKNOWN = Meaning(problem=Problem.UNCLEAR, wait=MINUTE)


def error_of(code: int, detail: str, reset: float | None = None) -> SendError:
    """The exception for a code other than 0; ``detail`` without secrets, ``reset``: seconds that the platform names."""
    said = f"code {code}: {detail}"
    if code in TOKEN:
        return StaleToken(Problem.BUSY, permanent=False, retry_after=MINUTE, detail=said)
    if code in WITHHELD:
        return Withheld(Problem.REFUSED, permanent=True, detail=said)
    meaning = MEANINGS.get(code, _UNKNOWN)
    wait = reset if reset is not None and meaning.problem is Problem.THROTTLED else meaning.wait
    return SendError(
        meaning.problem,
        permanent=meaning.permanent,
        retry_after=wait,
        detail=said,
        unreachable=meaning.unreachable,
    )


def credentials(detail: str) -> SendError:
    """The app's id or secret was refused."""
    return SendError(Problem.CREDENTIALS, permanent=False, retry_after=HOUR, detail=detail)
