"""Every event has a name on the page of records, and nothing of its details is shown but codes and numbers."""

from __future__ import annotations

from domain.events import EventVerb
from formats.desk.audit import details_text
from formats.words import audit as words


def test_every_verb_has_a_name_and_details_say_codes_and_numbers_alone() -> None:
    assert set(words.VERBS) == set(EventVerb)
    assert (
        details_text({"mark": "passed", "before_mark": "", "account": "a", "phone": "138", "new": "李四"})
        == "标记 推荐"
    )
