"""Captions against all else people type: of true captions most are noted at once, of the rest not one."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language import caption_objections as objections
from domain.language import caption_occasions as occasions
from domain.language import caption_words as words
from domain.language.captions import Frame, Objection, caption_evidence, speaks_against

DATA = Path(__file__).parents[2] / "data"
ENOUGH = 0.8


def lines(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").splitlines()


#: Each held to the goal by itself: ``held`` and ``last`` by an author who had seen neither model nor lists.
LISTS = ("captions", "more_captions", "held_captions", "last_captions")
CAPTIONS = [text for name in LISTS for text in lines(f"{name}.txt")]
OTHERS = [
    text
    for name in ("not_captions", "more_not_captions", "held_not_captions", "last_not_captions", "talk")
    for text in lines(f"{name}.txt")
]
NOTED = [text for text in CAPTIONS if caption_evidence(text) is not None]
PLAIN = [text for text in NOTED if not re.search(r"[“”\"《》「」]", text)]
#: A question, a remark, thanks or an order: with one of these no line is a caption.
AFTER = [
    "吗",
    "吧",
    "呢",
    "?",
    "？",
    "是吗",
    "对不对",
    "怎么样",
    "好不好",
    "了",
    "那张",
    "的照片",
    "，谢谢",
    "，注意安全",
]
#: Negation, later, an order, somebody spoken of or to, a number, a command.
BEFORE = [
    *["别", "不要", "不是", "没有", "明天", "下午", "等", "准备", "打算"],
    *["请", "麻烦", "让", "记得", "通知", "快", "我们", "你们", "这张", "第一张是", "老师，", "好的，", "5号", "撤回"],
]
#: Characters of talk that no safe compound holds.
PARTICLES = [mark for mark in "吗呢吧呀嘛呗你您谁啥咋怎俺" if mark not in objections.SAFE]


@pytest.mark.parametrize("name", LISTS)
def test_most_true_captions_are_noted_at_once(name: str) -> None:
    captions = lines(f"{name}.txt")
    missed = [text for text in captions if caption_evidence(text) is None]
    assert len(missed) <= (1 - ENOUGH) * len(captions), "\n".join(missed)


def test_nothing_else_is_noted() -> None:
    noted = [f"{text}: {found}" for text in OTHERS if (found := caption_evidence(text)) is not None]
    assert not noted, "\n".join(noted)


def test_no_line_is_in_both_lists() -> None:
    assert not set(CAPTIONS) & set(OTHERS)


@pytest.mark.parametrize(
    ("text", "frame", "who", "act", "occasion"),
    [
        ("护理专业学生练习铺床", Frame.ACTION, "学生", "练习", ""),
        ("西点班烤面包", Frame.HANDWORK, "西点班", "烤", ""),
        ("学生在鱼塘边兑消毒水", Frame.AT_WORK, "学生", "", ""),
        ("学生给老人拧灯泡", Frame.FOR_SOMEBODY, "学生", "", ""),
        ("我校举行技能节开幕式", Frame.UNIT, "我校", "举行", ""),
        ("技能展示现场", Frame.OCCASION, "", "", "展示"),
        ("开幕式", Frame.OCCASION, "", "", "开幕式"),
        ("参观学校校史馆", Frame.ACT_ALONE, "", "参观", ""),
        ("图为新落成的鲁班塔", Frame.PICTURE, "", "", ""),
    ],
)
def test_the_marks_found(text: str, frame: Frame, who: str, act: str, occasion: str) -> None:
    found = caption_evidence(text)
    assert found is not None
    assert (found.frame, found.who, found.act, found.occasion) == (frame, who, act, occasion)


@pytest.mark.parametrize(
    ("text", "objection"),
    [
        ("学生练习插花?", Objection.SIGNS),
        ("学生练习插花吗", Objection.TALK),
        ("学生表演结束", Objection.ENDED),
        ("明天学生参观车间", Objection.LATER),
        ("请学生练习插花", Objection.ORDER),
        ("学生练习插花的照片", Objection.SENDING),
        ("学生放假", Objection.ELSEWHERE),
        ("学生参观活动流程", Objection.PAPER),
        ("5号学生练习插花", Objection.NUMBER),
        ("学生练习插花", None),
        ("非遗技能展示", None),
    ],
)
def test_what_speaks_against(text: str, objection: Objection | None) -> None:
    assert speaks_against(text) is objection


@pytest.mark.parametrize("after", AFTER)
def test_no_caption_survives_what_is_put_after_it(after: str) -> None:
    assert not [text for text in NOTED if caption_evidence(text + after) is not None]


@pytest.mark.parametrize("before", BEFORE)
def test_no_caption_survives_what_is_put_before_it(before: str) -> None:
    assert not [text for text in NOTED if caption_evidence(before + text) is not None]


@settings(deadline=None)
@given(st.sampled_from(PLAIN), st.sampled_from(PARTICLES), st.integers(0, 200))
def test_one_particle_anywhere_makes_it_talk(text: str, particle: str, place: int) -> None:
    """Outside quotation marks, wherever it stands."""
    place %= len(text) + 1
    assert caption_evidence(text[:place] + particle + text[place:]) is None


@given(
    st.sampled_from(OTHERS), st.sampled_from(["别", "请", "明天", "我们", "这张"]), st.sampled_from(["吗", "了", "?"])
)
def test_more_talk_never_makes_a_caption(text: str, before: str, after: str) -> None:
    assert caption_evidence(before + text) is None
    assert caption_evidence(text + after) is None


@settings(deadline=None)
@given(st.sampled_from(NOTED), st.sampled_from(["。", "!", "！", " ", "👍", "🌹"]))
def test_ornaments_change_nothing(text: str, ornament: str) -> None:
    assert caption_evidence(text + ornament) == caption_evidence(text)


@given(st.text(max_size=300) | st.lists(st.sampled_from(NOTED + OTHERS), max_size=4).map("".join))
def test_any_text_is_read(text: str) -> None:
    caption_evidence(text)


@given(st.text(st.characters(exclude_categories=["Lo"]), max_size=40))
def test_without_chinese_nothing_is_a_caption(text: str) -> None:
    assert caption_evidence(text) is None


def test_every_safe_word_is_needed() -> None:
    """A word set aside that no objection would find says something about talk that is not so."""
    kept = "".join(
        getattr(objections, name) for name in ("TALK", "ENDED", "LATER", "ORDERS", "SENDING", "ELSEWHERE", "PAPERS")
    )
    assert not [word for word in objections.SAFE.split() if not set(word) & set(kept)]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        *((words, name) for name in ("LEARNERS", "ADULTS", "ACTS", "AUDIENCE", "SCENES", "MAKES", "AT_IT", "NOUNISH")),
        *((occasions, name) for name in ("OCCASIONS", "WEAK_OCCASIONS", "SIGHTS", "MOODS", "STATES", "SCHOOL")),
    ],
)
def test_no_class_names_a_word_twice(module: ModuleType, name: str) -> None:
    listed = getattr(module, name).split()
    assert len(listed) == len(set(listed))
