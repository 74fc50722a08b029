"""How long a range, a title and a caption may be before they are something else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.language import acts
from domain.language.caption_lists import caption_list
from domain.language.captions import caption_evidence
from domain.language.decide import decide
from domain.language.decisions import Do
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.titles import is_report, title_line
from domain.language.vocabulary import Vocabulary
from tests.support.said import STANDING

DAYS = tuple(date(2020, 11, 8) + timedelta(days=n) for n in range(7))


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("1-500", tuple(range(1, 501))),
        ("1-501", None),
        ("7-506", tuple(range(7, 507))),
        ("7-507", None),
        ("5-5", (5,)),
        ("5-4", None),
    ],
)
def test_a_range_names_at_most_so_many(said: str, numbers: tuple[int, ...] | None) -> None:
    text = f"撤回 {said}"
    words = Vocabulary(today=DAYS[2], days=DAYS, milestones=(), own=(), area=())
    decision = decide(read(normalised(text, text), words), STANDING, words)
    if numbers is None:
        assert not isinstance(decision, Do)
    else:
        assert decision == Do(act=acts.Withdraw(numbers=numbers), said=text)


BODY = "活动周期间，学校组织师生开展技能展示、志愿服务和校园开放等活动。" * 8


@pytest.mark.parametrize(("length", "title"), [(3, False), (4, True), (50, True), (51, False)])
def test_a_title_is_neither_a_word_nor_a_paragraph(length: int, title: bool) -> None:
    line = "校" * length
    assert title_line(f"{line}\n{BODY}") == (line if title else None)


@pytest.mark.parametrize(("length", "report"), [(200, False), (201, True)])
def test_a_report_is_long(length: int, report: bool) -> None:
    title = "活动周总结报告"
    text = title + "\n" + "学" * (length - len(title))
    assert is_report(text) is report
    # White space makes nothing longer.
    assert is_report(text.replace("学", "学 ")) is report


@pytest.mark.parametrize(("most", "listed"), [(99, True), (100, False)])
def test_a_list_of_captions_has_so_many_places(most: int, listed: bool) -> None:
    lines = [f"{place}、学生练习插花" for place in range(1, most + 1)]
    assert (caption_list("\n".join(lines)) is not None) is listed


CAPTION = "学生在实训车间展示焊接技能"


@pytest.mark.parametrize(("length", "noted"), [(150, True), (151, False)])
def test_a_caption_is_no_report(length: int, noted: bool) -> None:
    text = (CAPTION + "、") * 12
    text = text[: length - len(CAPTION)].rpartition("、")[0] + "、" + CAPTION
    text = text.replace("车间", "车间" + "间" * (length - len(text)), 1)
    assert len(text) == length
    assert (caption_evidence(text) is not None) is noted
