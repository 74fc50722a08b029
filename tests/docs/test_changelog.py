"""CHANGELOG.md: every section has a date, newest first, and sorts what happened in the same few ways."""

from __future__ import annotations

import re
from datetime import date

from tests.support.documents import git, read

DOCUMENT = "CHANGELOG.md"
KINDS = ("Added", "Changed", "Fixed")


def _sections() -> list[tuple[str, str]]:
    parts = re.split(r"^## (.+)$", read(DOCUMENT), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def test_every_section_has_a_date_and_the_newest_is_first() -> None:
    days = [date.fromisoformat(title) for title, _ in _sections()]
    assert days == sorted(set(days), reverse=True)


def test_every_section_says_what_was_added_changed_or_fixed() -> None:
    for title, body in _sections():
        kinds = re.findall(r"^### (.+)$", body, re.MULTILINE)
        assert kinds and kinds == [kind for kind in KINDS if kind in kinds], title
        entries = re.split(r"^### .+$", body, flags=re.MULTILINE)
        assert not entries[0].strip() and all(entry.strip().startswith("- ") for entry in entries[1:]), title


def test_every_day_is_a_day_of_the_history() -> None:
    history = git("log", "--format=%ad", "--date=short")
    if history is None:
        return
    committed = set(history.split())
    # A new day's section is written before its first commit.
    assert {title for title, _ in _sections()[1:]} <= committed
