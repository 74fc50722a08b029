"""What the robots of the three platforms have in common: a request is made of words, its answer is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.abilities import Abilities
from domain.messages import Problem, SendError

MINUTE = 60.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """One POST: what follows the robot's address, and its JSON."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a refusal asks for; ``wait`` in seconds."""

    problem: Problem
    permanent: bool = False
    wait: float | None = None

    def error(self, code: int, words: str) -> SendError:
        return SendError(
            self.problem, permanent=self.permanent, retry_after=self.wait, detail=f"errcode {code}: {words}"
        )


class Robots(Protocol):
    """The robots of one platform. ``code``, ``words``: what its answers call the two."""

    abilities: Abilities
    code: str
    words: str
    meanings: Mapping[int, Meaning]

    def request(self, content: Mapping[str, Any], now: float) -> Request:
        """``content``: the kind of message and what it says, as ``text`` makes it; ``now``: seconds of the epoch."""

    def text(self, words: str) -> Mapping[str, Any]:
        """A message of words alone."""


#: A code that we do not know.
_UNKNOWN = Meaning(problem=Problem.REFUSED, permanent=False, wait=MINUTE)


def refusal(robots: Robots, answer: Mapping[str, Any]) -> tuple[int, str, Meaning] | None:
    """The platform's code, its words, and what they ask for; None when it has taken the message."""
    code = answer.get(robots.code, 0)
    if not isinstance(code, int):
        # A code that is no number says nothing.
        code = -1
    return (code, str(answer.get(robots.words, "")), robots.meanings.get(code, _UNKNOWN)) if code else None
