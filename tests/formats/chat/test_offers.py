"""Whatever may be offered is worded: of every act there is, with all that it carries."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from domain.language import acts
from domain.language.acts import Act
from domain.language.questions import Question, Topic
from formats.chat.offers import choice_text

EVERY_ACT = [
    value for value in vars(acts).values() if isinstance(value, type) and issubclass(value, Act) and value is not Act
]
#: What the fields of acts hold, by their names.
VALUES: dict[str, Any] = {
    "code": "K7M2-9QXT",
    "name": "王五",
    "captions": (acts.CaptionText(text="学生练习插花", numbers=(5, 6)),),
    "replaces": None,
    "numbers": (5, 6),
    "receipts": ("1109-3",),
    "day": date(2020, 11, 9),
    "days": (date(2020, 11, 9),),
    "unit": acts.Unit(id=3, name="茶艺学校"),
    "milestone": "plan",
    "text": "上午九点，活动开始。",
    "all": True,
    "medium": "大众网",
    "url": "https://dzw.example/1",
    "level": "",
    "reason": "说明与照片不符",
    "uncounted": True,
    "mark": "picked",
    "adoption": 7,
}


@pytest.mark.parametrize("kind", EVERY_ACT)
def test_every_act_can_be_worded_as_a_choice(kind: type[Act]) -> None:
    act = kind(**{field.name: VALUES[field.name] for field in fields(kind)})
    said = choice_text(act, {"plan": "活动周方案"})
    assert re.search(r"[\u4e00-\u9fff]{2}", said)
    assert not re.search(r"[{}]|None|\(\)", said)


def test_no_two_acts_are_worded_alike() -> None:
    said = [choice_text(kind(**{f.name: VALUES[f.name] for f in fields(kind)}), {}) for kind in EVERY_ACT]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("topic", Topic)
def test_every_question_can_be_worded_as_a_choice(topic: Topic) -> None:
    assert re.search(r"[\u4e00-\u9fff]{2}", choice_text(Question(topic=topic), {}))
