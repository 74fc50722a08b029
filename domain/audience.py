"""Who may hear what: what a question's answer may say in a group, where everybody hears it.

Whatever is not named here is answered to the person alone. In no group are telephones said, nor what became of another
unit's material; which units are missing is said in the office's own groups alone.
"""

from __future__ import annotations

from enum import StrEnum

from domain.language.questions import Question, Topic


class Audience(StrEnum):
    """Who hears an answer. OFFICE: a group that the settings declare as the office's own."""

    ALONE = "alone"
    GROUP = "group"
    OFFICE = "office"


class Aloud(StrEnum):
    """How much of an answer an audience hears."""

    WHOLE = "whole"
    #: The six counts, and no unit's name.
    COUNTS = "counts"
    #: The counts, and which units are missing: no people, nothing of their material.
    MISSING = "missing"
    NOTHING = "nothing"


#: The campaign's rules and how things are done: the same for everybody.
_COMMON = frozenset(
    {
        Topic.HELP,
        Topic.REQUIREMENTS,
        Topic.DEADLINE,
        Topic.PHOTO_SIZE,
        Topic.TEXT_LENGTH,
        Topic.VIDEO_RULES,
        Topic.WHAT_TO_SEND,
        Topic.ORIGINALS,
        Topic.HOW_CAPTION,
        Topic.HOW_WITHDRAW,
        Topic.HOW_COMPOSE,
        Topic.HOW_MOVE,
        Topic.HOW_MILESTONE,
    }
)
#: How an area stands as a whole.
_COUNTED = frozenset({Topic.MISSING, Topic.COUNTS, Topic.DIGEST})


def aloud(question: Question, audience: Audience) -> Aloud:
    """How much of the answer may be heard. A question about named units is answered alone."""
    if audience is Audience.ALONE:
        return Aloud.WHOLE
    if question.topic in _COMMON:
        return Aloud.WHOLE
    if question.topic not in _COUNTED or question.where.units:
        return Aloud.NOTHING
    return Aloud.MISSING if audience is Audience.OFFICE else Aloud.COUNTS
