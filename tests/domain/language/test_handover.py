"""换联络员: which unit, who comes, at which telephone; whatever is missing stays empty, and nothing is done by it."""

from __future__ import annotations

import pytest

from domain.language import handover
from domain.language.questions import Topic
from tests.support.phrase_rows import vocabulary

WORDS = vocabulary("supervisor", ("", ""))
SCHOOL = "星河市望江职业学校"


@pytest.mark.parametrize(
    "said",
    [
        f"换联络员 {SCHOOL} 李四 13800000000",
        "换联络员 望江职业学校 李四 138-0000-0000",
        "更换联络员:望江职业学校,李四老师,电话13800000000",
        "换联络员 李四 13800000000 望江职业学校",
        "把望江职业学校的联络员换成李四 13800000000",
        f"换联络员{SCHOOL}李四13800000000",
    ],
)
def test_unit_name_and_telephone_in_any_order(said: str) -> None:
    question = handover.read(said, WORDS)
    assert question is not None and question.topic is Topic.CHANGE_LIAISON
    assert ([unit.name for unit in question.where.units], question.person, question.phone) == (
        [SCHOOL],
        "李四",
        "13800000000",
    )


@pytest.mark.parametrize(
    "said", ["换联络员", "换联络员 李四", "换联络员 望江职业学校 李四", "换联络员怎么换", "换联络员 算了不换"]
)
def test_what_is_missing_stays_empty(said: str) -> None:
    question = handover.read(said, WORDS)
    assert question is not None
    assert not (question.where.units and question.person and question.phone)


@pytest.mark.parametrize("said", ["联络员 张小样 13800000000", "联络员不换了", "今天谁没交", "换一张照片"])
def test_other_words_are_none(said: str) -> None:
    assert handover.read(said, WORDS) is None


@pytest.mark.parametrize("said", ["换联络员 望江职业学校 欧阳四 13800000000", "换联络员望江职业学校欧阳四13800000000"])
def test_a_name_of_three_takes_nothing_of_the_unit(said: str) -> None:
    question = handover.read(said, WORDS)
    assert question is not None and question.person == "欧阳四"
