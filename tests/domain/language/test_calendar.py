"""Days as people name them, as sets."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.lexicon import Tag
from domain.language.scanner import scan
from tests.support.phrase_rows import vocabulary

WORDS = vocabulary("supervisor", ("机电职业学校", "星河市望江职业学校"))


def days(text: str) -> list[int] | None:
    """Days of November, or None when the words name no day."""
    for token in scan(text, WORDS):
        if token.tag is Tag.DAY:
            return [(day - date(2020, 11, 1)).days + 1 for day in token.value]
        if token.tag in (Tag.NUMBER_OR_DAY, Tag.RANGE_OR_DAY):
            return [day.day for day in token.value.days]
    return None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("今天", [10]),
        ("昨儿", [9]),
        ("昨儿个", [9]),
        ("大前天", [7]),
        ("这两天", [9, 10]),
        ("近三天", [8, 9, 10]),
        ("前两天", [8, 9]),
        ("本周", [8, 9, 10]),
        ("这几天", [8, 9, 10]),
        ("周日到今天", [8, 9, 10]),
        ("8号到10号", [8, 9, 10]),
        ("9号和10号", [9, 10]),
        ("昨天和今天", [9, 10]),
        ("11月8日至11月10日", [8, 9, 10]),
        ("11/9", [9]),
        ("11.9", [9]),
        ("11-9", [9]),
        ("2020-11-09", [9]),
        ("十一月九号", [9]),
        ("九号", [9]),
        ("上周日", [8]),
        ("下周一", [16]),
        ("周一", [9]),
        ("星期天", [8]),
        ("周六", [14]),
        ("最后一天", [14]),
        ("第二天", [9]),
    ],
)
def test_days(said: str, meant: list[int]) -> None:
    assert days(f"{said}谁没交") == meant


@pytest.mark.parametrize("said", ["第九天", "13月45日", "2月30日"])
def test_a_day_that_does_not_exist(said: str) -> None:
    assert days(f"{said}谁没交") == []


@pytest.mark.parametrize("said", ["2026年的计划书", "5个人", "3楼", "第三节课", "取件码6-2-3307", "一起"])
def test_no_day(said: str) -> None:
    assert not days(said)
