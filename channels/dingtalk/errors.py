"""The platform's refusals as behaviour: which ``Problem``, whether it is for good, how long to wait.

Judged by the code in words that the newer API answers with, and by the number of the older one; never by what they say
to people. Source: docs/platform.md, DingTalk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.messages import Problem, SendError

MINUTE = 60.0
HOUR = 3600.0


class StaleToken(SendError):
    """The token is not taken any more: fetch another and try once more."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What one refusal asks for; ``wait`` in seconds."""

    problem: Problem
    permanent: bool = False
    wait: float | None = None


_TOO_FAST = Meaning(problem=Problem.BUSY, wait=5.0)
#: The month's calls.
_USED_UP = Meaning(problem=Problem.QUOTA)
_DENIED = Meaning(problem=Problem.CONFIGURATION, wait=MINUTE)
_WRONG = Meaning(problem=Problem.REFUSED, permanent=True)
#: What a code begins with, the longer first.
MEANINGS: Mapping[str, Meaning] = {
    "Forbidden.AccessDenied.QpsLimit": _TOO_FAST,
    "Forbidden.AccessDenied.ApiCountLimit": _USED_UP,
    "Forbidden.AccessDenied": _DENIED,  # a permission that the app lacks, an address that is not trusted
    "invalidParameter": _WRONG,
    "resource.not.found": _WRONG,
    "param": _WRONG,
}
TOKEN = "InvalidAuthentication"
#: Of the older API.
OLD_TOKEN = frozenset({88, 40014, 42001})
OLD_MONTH_USED_UP = frozenset({90020})
OLD_TOO_FAST = frozenset({90002, 90018})
_UNKNOWN = Meaning(problem=Problem.UNCLEAR, wait=MINUTE)


def error_of(code: str, detail: str) -> SendError:
    """The exception for a refusal of the newer API; ``detail`` without secrets."""
    said = f"{code}: {detail}"
    if code.startswith(TOKEN):
        return StaleToken(Problem.BUSY, permanent=False, retry_after=MINUTE, detail=said)
    meaning = next((its for start, its in MEANINGS.items() if code.startswith(start)), _UNKNOWN)
    # A robot that nobody knows is no fault of what was said.
    meaning = _DENIED if meaning is _WRONG and "robot" in code.lower() else meaning
    return SendError(meaning.problem, permanent=meaning.permanent, retry_after=meaning.wait, detail=said)


def error_of_number(number: int, detail: str) -> SendError:
    """The exception for an ``errcode`` of the older API, and of a conversation's own address."""
    said = f"errcode {number}: {detail}"
    if number in OLD_TOKEN:
        return StaleToken(Problem.BUSY, permanent=False, retry_after=MINUTE, detail=said)
    meaning = _TOO_FAST if number in OLD_TOO_FAST else _USED_UP if number in OLD_MONTH_USED_UP else _UNKNOWN
    return SendError(meaning.problem, permanent=False, retry_after=meaning.wait, detail=said)


def credentials(detail: str) -> SendError:
    """The app's id or secret was refused."""
    return SendError(Problem.CREDENTIALS, permanent=False, retry_after=HOUR, detail=detail)
