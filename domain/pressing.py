"""Buttons of a question: what one says when it is pressed, and of which question it is.

A typed answer goes to the question asked last. A button stays on the screen with its question, so it carries that
question's mark, and means nothing to any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.language.decisions import Situation
from domain.messages import Choice

_MARKED = re.compile(r"(?P<says>.+)#(?P<mark>[0-9a-f]+)", re.DOTALL)
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def mark(asked_at: datetime) -> str:
    """Of the question that was asked then."""
    return f"{max((asked_at - _BEGINNING) // timedelta(milliseconds=1), 0):x}"


def marked(choices: Sequence[Choice], asked_at: datetime) -> tuple[Choice, ...]:
    """The same as buttons of the question that is asked then."""
    return tuple(replace(choice, says=f"{choice.says}#{mark(asked_at)}") for choice in choices)


def parted(pressed: str) -> tuple[str, str]:
    """The words that a button stands for, and its question's mark; one that has none may be pressed at any time."""
    found = _MARKED.fullmatch(pressed)
    return (found["says"], found["mark"]) if found else (pressed, "")


def nothing_asked(situation: Situation) -> Situation:
    """As it is for the answer to a question that nobody waits for any more."""
    return replace(
        situation,
        unit_asked=(),
        announced="",
        composing=False,
        pieces=False,
        offered=None,
        nudge=None,
        handover=None,
        login=None,
        withheld=None,
        announcement=None,
        pending=(),
        asked=False,
    )
