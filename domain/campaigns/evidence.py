"""What can meet a milestone, and which documents are none."""

from __future__ import annotations

from enum import StrEnum


class Evidence(StrEnum):
    """What a milestone accepts."""

    FILE = "file"
    TEXT = "text"
    #: A web address.
    LINK = "link"
    #: A name with a telephone number.
    CONTACT = "contact"


#: A document with one of these in its name is a day's story, whatever else its name says.
_STORY_WORDS = ("案例", "故事", "报道")


def is_days_story(stem: str) -> bool:
    """Whether a file of this name, without its ending, is a day's story or media report, not a milestone's."""
    return "+" in stem or "＋" in stem or any(word in stem for word in _STORY_WORDS)
