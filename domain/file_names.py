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
