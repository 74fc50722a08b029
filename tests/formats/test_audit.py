"""Every event has a name on the page of records, and nothing of its details is shown but codes and numbers."""

from __future__ import annotations

from domain.events import EventVerb
from formats.desk.audit import details_text
from formats.words import audit as words


def test_every_verb_has_a_name_and_details_say_codes_and_numbers_alone() -> None:
    assert set(words.VERBS) == set(EventVerb)
    assert (
        details_text({"mark": "passed", "before_mark": "", "account": "a", "phone": "138", "new": "李四"}, {})
        == "标记 推荐"
    )


def test_codes_of_a_campaign_have_their_names_and_moments_are_said() -> None:
    details: dict[str, str | int] = {
        "item": "plan",
        "kind": "photo",
        "due_at": "2020-11-09T10:40:00+08:00",
        "day": "2020-11-09",
        "number": 3,
    }
    said = details_text(details, {"plan": "活动方案", "photo": "别的"})
    assert said == "日期 2020-11-09，项目 活动方案，种类 照片，截止 11月9日 10:40，数量 3"
    assert details_text({"item": "unknown"}, {"plan": "活动方案"}) == "项目 unknown"
