"""Tells a report by its title line and a chapter by its heading. Pure; never raises."""

from __future__ import annotations

import re

__all__ = ["LONG", "first_words", "is_heading", "is_report", "title_line"]

#: Of this length a text stands by itself and meets a milestone; a report and what is asked about is longer. Characters.
LONG = 200
#: A title has at most so many characters.
_LONGEST_TITLE = 50
#: Words of a text without a title, in characters.
_FIRST_WORDS = 20
_HEADING = re.compile(
    r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十]{1,3}[章节部分]+)\s*[^\s。，,；;？?！!]{2,30}[：:。]?"
)
#: A title neither ends as a sentence does nor speaks to anybody.
_NO_TITLE = re.compile(r"[。.；;，,：:？?！!、]$|[吗呢吧啊呀你您咱]|我(?![校院市县区省])|^(?:各位|收到|好的|老师)")


def is_heading(line: str) -> bool:
    """Whether the line is a chapter's heading: 一、基本情况, （二）活动开展情况."""
    return _HEADING.fullmatch(line.strip()) is not None


def title_line(text: str) -> str | None:
    """The first line when it is a title with text below it, or None."""
    first, _, below = text.strip().partition("\n")
    first = first.strip().strip("《》")
    if not below.strip() or not 4 <= len(first) <= _LONGEST_TITLE or is_heading(first):
        return None
    return None if _NO_TITLE.search(first) or not re.search(r"[\u4e00-\u9fff]", first) else first


def is_report(text: str) -> bool:
    """Whether the text is a whole report: more than 200 characters under a title line."""
    return len("".join(text.split())) > LONG and title_line(text) is not None


def first_words(text: str) -> str:
    """What a text without a title goes by: its first line, to the first stop, of twenty characters at most."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    said = re.split(r"[。！？!?；;，,：:]", line, maxsplit=1)[0].strip("《》") or line
    return said if len(said) <= _FIRST_WORDS else f"{said[:_FIRST_WORDS]}…"
