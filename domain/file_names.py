"""What a file is called, and its ending: a date's point begins none, and a file that a chat renamed may have none."""

from __future__ import annotations

import re

#: Letters and digits with a letter among them: ``5.20活动方案`` and ``方案5.20`` have no ending.
_ENDING = re.compile(r"\.(?=\d*[A-Za-z])[A-Za-z0-9]{1,8}$", re.ASCII)


def stem_of(name: str) -> str:
    """The name without its ending and without blanks around it."""
    return _ENDING.sub("", name.strip()).strip()


def ending_of(name: str) -> str:
    """``.docx``, as it is written; empty when there is none."""
    found = _ENDING.search(name.strip())
    return found[0] if found and found.start() else ""


def press_parts(name: str) -> tuple[str, str]:
    """Medium and title of a press report's file, which the notices want called 媒体单位+报道标题.

    The medium is empty where no plus sign says which part it is.
    """
    medium, plus, title = re.sub("[＋﹢➕]", "+", stem_of(name)).partition("+")
    return (medium.strip(), title.strip()) if plus and title.strip() else ("", stem_of(name))
