"""The platform's error codes as behaviour: which ``Problem``, whether it is for good, how long to wait.

Source: docs/platform.md, Error codes. Judged on ``errcode``, never on the wording of ``errmsg``.
What the whole app is refused for (a wrong secret, an untrusted address) is not permanent: the message itself is sound
and goes out once the operator has mended it; a refused secret waits long because a repeated one gets the address
banned. Some codes may speak of the app or of one receiver alike: those are UNCLEAR, and whoever sends asks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from domain.messages import Problem, SendError, Unreachable

MINUTE = 60.0
HOUR = 3600.0


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What one error code asks for; ``wait`` in seconds, ``spread`` added at random so that callers do not meet.

    ``unreachable``: why a receiver is not delivered to, should it be one receiver's matter.
    """

    problem: Problem
    unreachable: Unreachable | None = None
    permanent: bool = False
    wait: float | None = None
    spread: float = 0.0


_BUSY = Meaning(problem=Problem.BUSY, wait=2.0)
_TOKEN = Meaning(problem=Problem.BUSY, wait=MINUTE)
_THROTTLED = Meaning(problem=Problem.THROTTLED, wait=MINUTE)
_CONCURRENT = Meaning(problem=Problem.BUSY, wait=2.0, spread=4.0)
_CREDENTIALS = Meaning(problem=Problem.CREDENTIALS, wait=HOUR)
_CONFIGURATION = Meaning(problem=Problem.CONFIGURATION, wait=MINUTE)
_NOT_ALLOWED = Meaning(problem=Problem.UNCLEAR, wait=MINUTE, unreachable=Unreachable.REFUSED)
_OUT_OF_RANGE = Meaning(problem=Problem.UNCLEAR, wait=MINUTE, unreachable=Unreachable.RANGE)
_REFUSED = Meaning(problem=Problem.REFUSED, permanent=True)
_NOBODY = Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.UNKNOWN)
_GONE = Meaning(problem=Problem.MEDIA_GONE, permanent=True)
_TOO_BIG = Meaning(problem=Problem.MEDIA_TOO_BIG, permanent=True)
#: A code we do not know may be anything: wait and let the caller's own limit of attempts end it.
_UNKNOWN = Meaning(problem=Problem.UNCLEAR, wait=MINUTE)

#: The token is missing, wrong or out of date: fetch another and try once more.
TOKEN_CODES = frozenset({40014, 41001, 42001})
#: The file has to be fetched in pieces.
RANGE_CODE = 830002

MEANINGS: dict[int, Meaning] = {
    -1: _BUSY,
    40001: _CREDENTIALS,  # wrong secret
    40006: _REFUSED,
    40007: _GONE,  # media_id wrong or older than three days
    40009: _REFUSED,
    40011: _REFUSED,
    40013: _CREDENTIALS,  # wrong corp id
    40014: _TOKEN,
    40032: _REFUSED,  # more than 1000 receivers
    40058: _REFUSED,
    40091: _CREDENTIALS,  # wrong secret
    41001: _TOKEN,
    42001: _TOKEN,
    44001: _REFUSED,
    45002: _REFUSED,  # text too long
    45009: _THROTTLED,
    45033: _CONCURRENT,
    48002: _NOT_ALLOWED,  # no permission for this call
    50001: _NOT_ALLOWED,
    50003: _CONFIGURATION,  # app disabled
    60011: _OUT_OF_RANGE,  # outside the app's visible range
    60020: _CONFIGURATION,  # our address is not among the trusted ones
    60111: _NOBODY,
    81013: _NOBODY,  # every receiver is invalid
    82001: _NOBODY,
    301002: _NOT_ALLOWED,  # wrong agent id
    RANGE_CODE: _TOO_BIG,
}


class StaleToken(SendError):
    """The call failed for its token only. Escapes as an ordinary ``SendError`` when a fresh one did not help."""


class NeedsRange(SendError):
    """The file is too large for one answer."""


def error_of(errcode: int, detail: str) -> SendError:
    """The exception for a non-zero ``errcode``; ``detail`` must be free of secrets already."""
    meaning = MEANINGS.get(errcode, _UNKNOWN)
    wait = meaning.wait
    if wait is not None and meaning.spread:
        wait += random.uniform(0, meaning.spread)
    kind = StaleToken if errcode in TOKEN_CODES else NeedsRange if errcode == RANGE_CODE else SendError
    return kind(
        meaning.problem,
        permanent=meaning.permanent,
        retry_after=wait,
        detail=f"errcode {errcode}: {detail}",
        unreachable=meaning.unreachable,
    )
