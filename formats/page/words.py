"""All the words that a page's scripts ask for, by name."""

from __future__ import annotations

from collections.abc import Mapping

from formats.page.problems import size_text
from formats.words import simulator_page, upload_page


def upload_page_words() -> Mapping[str, str]:
    return {**upload_page.WORDS, **upload_page.SAID_TO_BOT}


def simulator_words(*, characters: int, size: int) -> Mapping[str, str]:
    """``characters`` and ``size`` (bytes): the most of one message."""
    return {**simulator_page.WORDS, "too_big": simulator_problem("too_big", characters=characters, size=size)}


def simulator_problem(code: str, *, characters: int, size: int) -> str:
    return simulator_page.PROBLEMS[code].format(characters=characters, size=size_text(size))
