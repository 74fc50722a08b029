"""Several captions in one message, by place or by number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language.caption_lists import Counting, caption_list


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("第一张：学生练习插花", ((1, "学生练习插花"),)),
        ("图1：钳工比赛 图2：颁奖", ((1, "钳工比赛"), (2, "颁奖"))),
        ("图二：学生包饺子\n图一：开幕式", ((2, "学生包饺子"), (1, "开幕式"))),
        ("第十二张 学生包饺子；第3张 师生合影", ((12, "学生包饺子"), (3, "师生合影"))),
        ("1、学生练习插花 2、师生合影", ((1, "学生练习插花"), (2, "师生合影"))),
        ("（1）学生练习插花\n（2）家长参观车间", ((1, "学生练习插花"), (2, "家长参观车间"))),
        ("1.学生练习插花\n2.师生合影\n3.颁奖仪式", ((1, "学生练习插花"), (2, "师生合影"), (3, "颁奖仪式"))),
    ],
)
def test_places(text: str, captions: tuple[tuple[int, str], ...]) -> None:
    listed = caption_list(text)
    assert listed is not None
    assert (listed.counting, listed.captions) == (Counting.PLACES, captions)


@pytest.mark.parametrize(
    ("text", "captions"),
    [
        ("说明 79 甲组比赛\n说明 80 乙组比赛", ((79, "甲组比赛"), (80, "乙组比赛"))),
        ("说明79：插花\n\n说明 80、81：包饺子", ((79, "插花"), (80, "包饺子"), (81, "包饺子"))),
    ],
)
def test_numbers(text: str, captions: tuple[tuple[int, str], ...]) -> None:
    listed = caption_list(text)
    assert listed is not None
    assert (listed.counting, listed.captions, listed.explicit) == (Counting.NUMBERS, captions, True)


@pytest.mark.parametrize(
    "text",
    [
        "第一张：不要了",
        "图二：换掉",
        "图二：模糊",
        "第一张不要",
        "第一张",
        "图1：图2：",
        "1、学生练习插花",
        "1、身份证 2、照片",
        "1、学生练习插花 2、照片",
        "1、2、3",
        "1.5 2.5",
        "第一张：学生练习插花 第一张：师生合影",
        "老师，第一张：学生练习插花",
        "说明 79 甲组比赛",
        "说明 79 怎么写\n说明 80 好吗",
        "说明 79 明天补\n说明 80 包饺子",
        "说明 79 插花\n谢谢",
        "说明\n说明",
        "",
    ],
)
def test_no_list(text: str) -> None:
    assert caption_list(text) is None


@given(st.text(alphabet="第一二十张图123、.:说明 \n学生练习插花()", max_size=60))
def test_any_text_is_read_and_no_place_named_twice(text: str) -> None:
    listed = caption_list(text)
    if listed is not None:
        places = [place for place, _ in listed.captions]
        assert len(set(places)) == len(places)
        assert all(place > 0 and caption for place, caption in listed.captions)
