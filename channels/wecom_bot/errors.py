"""The platform's error codes as behaviour: which ``Problem``, whether it is for good, how long to wait.

Source: docs/platform.md, 智能机器人. Limits are a conversation's, not the bot's: who exceeds one waits, nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.messages import Problem, SendError, Unreachable

MINUTE = 60.0
#: A refused subscription is not tried again sooner.
REFUSED_WAIT = 600.0

#: The message cannot be answered any more: it was never asked, was answered already, or is too old.
CANNOT_ANSWER = frozenset({846605, 846608})


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What one error code asks for; ``wait`` in seconds."""

    problem: Problem
    permanent: bool = False
    wait: float | None = None
    unreachable: Unreachable | None = None


MEANINGS: dict[int, Meaning] = {
    -1: Meaning(problem=Problem.BUSY, wait=2.0),
    40058: Meaning(problem=Problem.REFUSED, permanent=True),
    45009: Meaning(problem=Problem.BUSY, wait=MINUTE),  # this conversation's minute or hour is full
    93006: Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.UNKNOWN),
    846605: Meaning(problem=Problem.REFUSED, permanent=True),
    846608: Meaning(problem=Problem.REFUSED, permanent=True),
    853006: Meaning(problem=Problem.CONFIGURATION, wait=MINUTE),  # the bot may not do this
}
#: A code that we do not know may be anything, not least that nobody has spoken there yet.
UNKNOWN = Meaning(problem=Problem.UNCLEAR, wait=MINUTE, unreachable=Unreachable.REFUSED)


class Refused(SendError):
    """The platform said no; ``errcode`` is its number."""

    errcode: int = 0


def error_of(errcode: int, detail: str) -> Refused:
    """The exception for a non-zero ``errcode``; ``detail`` must be free of secrets already."""
    meaning = MEANINGS.get(errcode, UNKNOWN)
    error = Refused(
        meaning.problem,
        permanent=meaning.permanent,
        retry_after=meaning.wait,
        detail=f"errcode {errcode}: {detail}",
        unreachable=meaning.unreachable,
    )
    error.errcode = errcode
    return error


def subscription_error(errcode: int, detail: str) -> SendError:
    """Whatever a subscription is refused for, but being busy, is the bot: its id, its secret, or its mode."""
    if errcode == -1:
        return error_of(errcode, detail)
    return SendError(
        Problem.CREDENTIALS,
        permanent=False,
        retry_after=REFUSED_WAIT,
        detail=f"subscription refused, errcode {errcode}: {detail}",
    )
