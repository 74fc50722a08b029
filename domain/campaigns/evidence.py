"""What can meet a milestone, and how a text or a file's name shows it."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum


class Evidence(StrEnum):
    """What a milestone accepts."""

    FILE = "file"
    TEXT = "text"
    #: A web address.
    LINK = "link"
    #: A name with a telephone number.
    CONTACT = "contact"


_ADDRESS = re.compile(r"https?://[^\s，。；、]+", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}[-— ]?\d{7,8})(?!\d)")
#: A document with one of these in its name is a day's story, whatever else its name says.
_STORY_WORDS = ("案例", "故事", "报道")


def lacking(accepted: Collection[Evidence], text: str) -> Evidence | None:
    """What words lack to meet a milestone that accepts this; None when they do."""
    if Evidence.LINK in accepted and not _ADDRESS.search(text):
        return Evidence.LINK
    if Evidence.CONTACT in accepted and not _TELEPHONE.search(text):
        return Evidence.CONTACT
    return Evidence.FILE if set(accepted) == {Evidence.FILE} else None


def is_days_story(stem: str) -> bool:
    """Whether a file of this name, without its ending, is a day's story or media report, not a milestone's."""
    return "+" in stem or "＋" in stem or any(word in stem for word in _STORY_WORDS)
