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
    """The robots of one platform."""

    abilities: Abilities

    def request(self, content: Mapping[str, Any], now: float) -> Request:
        """``content``: the kind of message and what it says, as ``text`` makes it; ``now``: seconds of the epoch."""

    def text(self, words: str) -> Mapping[str, Any]:
        """A message of words alone."""

    def refusal(self, answer: Mapping[str, Any]) -> tuple[int, str, Meaning] | None:
        """The platform's code, its words, and what they ask for; None when it has taken the message."""


def code_of(answer: Mapping[str, Any], name: str) -> int:
    """A code that is no number says nothing: -1."""
    code = answer.get(name, 0)
    return code if isinstance(code, int) else -1
