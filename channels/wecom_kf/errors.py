"""The codes that only 微信客服 has, as behaviour, and why a message that was taken is not delivered after all.

Any other code is the app's (``channels.wecom.errors``). Source: docs/platform.md, 微信客服.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.wecom.api import Api
from domain.messages import Problem, SendError, Unreachable

MINUTE = 60.0


class NoSession(SendError):
    """The conversation is in a state in which the bot may not speak."""


class BadHint(SendError):
    """What the platform called us with is good no more: pull without it."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What one code asks for; ``wait`` in seconds."""

    problem: Problem
    permanent: bool = False
    wait: float | None = None
    unreachable: Unreachable | None = None


_DENIED = Meaning(problem=Problem.CONFIGURATION, wait=MINUTE)
_OVER = Meaning(problem=Problem.RECEIVER, permanent=True, unreachable=Unreachable.WINDOW)
MEANINGS: Mapping[int, Meaning] = {
    95000: _DENIED,  # no such account
    95001: _OVER,  # beyond five messages, or 48 hours
    95004: _DENIED,
    95007: Meaning(problem=Problem.BUSY, wait=2.0),
    95011: _DENIED,  # managed elsewhere
    95012: _DENIED,
    95013: _OVER,  # the conversation has ended
    95017: _DENIED,  # calls are not opened
    95018: _OVER,  # somebody else has the conversation
}
NO_SESSION = frozenset({95013, 95018})
BAD_HINT = 95007

#: ``fail_type`` of a message that was taken → why it is not delivered; None: it is our account's fault.
FAILED: Mapping[int, Unreachable | None] = {
    1: None,  # the account was deleted
    2: None,  # the app was closed
    4: Unreachable.WINDOW,  # the conversation is older than 48 hours
    5: Unreachable.WINDOW,  # it is closed
    6: Unreachable.WINDOW,  # more than five messages
    10: Unreachable.BLOCKED,
}


class KfApi(Api):
    """The app's calls, which know these codes as well."""

    def refuse(self, answer: Mapping[str, Any]) -> None:
        errcode = answer.get("errcode", 0)
        meaning = MEANINGS.get(errcode) if isinstance(errcode, int) else None
        if meaning is None:
            super().refuse(answer)
            return
        kind = NoSession if errcode in NO_SESSION else BadHint if errcode == BAD_HINT else SendError
        raise kind(
            meaning.problem,
            permanent=meaning.permanent,
            retry_after=meaning.wait,
            detail=f"errcode {errcode}: {self.redact(str(answer.get('errmsg', '')))}",
            unreachable=meaning.unreachable,
        )
