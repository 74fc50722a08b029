"""Pasted lines: what each is read as, and that nothing is made of what can be read in two ways."""

from __future__ import annotations

from datetime import date

import pytest

from domain.pasted import MOST_LINES, PastedLine, PastedRefusal, read
from domain.selection import Level

MEDIA = ("大江网", "山东 教育报")
URL = "https://example.org/a?b=1"


def only(text: str) -> PastedLine:
    (line,) = read(text, MEDIA, year=2020)
    return line


@pytest.mark.parametrize(
    ("said", "number", "title", "medium", "level", "url", "day"),
    [
        (f"128 大江网 {URL}", 128, "", "大江网", None, URL, None),
        (f"128号\t校园 周报\t{URL}", 128, "", "校园 周报", None, URL, None),
        (f"１２８ 校园周报{URL}", 128, "", "校园周报", None, URL, None),
        ("大江网 省级 #7 11月9日", 7, "", "大江网", Level.PROVINCE, "", date(2020, 11, 9)),
        ("7 县区级 快讯 2020/11/9", 7, "", "快讯", Level.COUNTY, "", date(2020, 11, 9)),
        ("《焊花里的青春》\t大江网\t2020-11-09 0:00", 0, "焊花里的青春", "大江网", None, "", date(2020, 11, 9)),
        ("7\t焊花 里的青春\t山东 教育报", 7, "焊花 里的青春", "山东 教育报", None, "", None),
    ],
)
def test_a_line_is_read_by_its_looks(
    said: str, number: int, title: str, medium: str, level: Level | None, url: str, day: date | None
) -> None:
    expected = PastedLine(said=said, number=number, title=title, medium=medium, level=level, url=url, day=day)
    assert only(said) == expected


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("大江网", PastedRefusal.NO_ITEM),
        (URL, PastedRefusal.NO_ITEM),
        ("没有人知道的报", PastedRefusal.NO_MEDIUM),
        ("128", PastedRefusal.NO_MEDIUM),
        ("1 128 大江网", PastedRefusal.SEVERAL_NUMBERS),
        (f"128 大江网 {URL} {URL}", PastedRefusal.SEVERAL_ADDRESSES),
        ("128 大江网 省级 市级", PastedRefusal.SEVERAL_LEVELS),
        ("128 大江网 11月9日 11月10日", PastedRefusal.SEVERAL_DAYS),
        ("128 大江网 2月30日", PastedRefusal.DAY),
        ("128 大江网 www.example.org/a", PastedRefusal.ADDRESS),
        ("128 某某报 某某网", PastedRefusal.UNCLEAR),
        ("128 大江网 大江网", PastedRefusal.UNCLEAR),
        ("128 大江网 焊花 青春", PastedRefusal.UNCLEAR),
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(said: str, wrong: PastedRefusal) -> None:
    assert only(said).wrong is wrong


def test_a_head_says_what_the_columns_are() -> None:
    text = "序号\t标题\t编号\t采用媒体\t级别\t发布日期\t链接\n1\t《焊花》\t128\t某某报\t省\t2020.11.9\t" + URL
    (line,) = read(text, (), year=2020)
    assert (line.number, line.title, line.medium, line.level, line.url, line.day, line.wrong) == (
        128,
        "焊花",
        "某某报",
        Level.PROVINCE,
        URL,
        date(2020, 11, 9),
        None,
    )


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("x\t某某报\t\t", PastedRefusal.NO_ITEM),
        ("\t某某报\t\t", PastedRefusal.NO_ITEM),
        ("128\t\t\t", PastedRefusal.NO_MEDIUM),
        ("128\t某某报\texample.org\t", PastedRefusal.ADDRESS),
        ("128\t某某报\t\t周一", PastedRefusal.DAY),
    ],
)
def test_a_cell_that_says_nothing_is_told(row: str, wrong: PastedRefusal) -> None:
    (line,) = read("编号\t媒体\t链接\t日期\n" + row, (), year=2020)
    assert line.wrong is wrong


def test_empty_lines_are_passed_over_and_no_more_are_read_than_a_page_shows() -> None:
    assert read("\n  \n", MEDIA, year=2020) == ()
    many = "\n\n".join(f"{number} 大江网" for number in range(1, MOST_LINES + 10))
    assert [line.number for line in read(many, MEDIA, year=2020)] == list(range(1, MOST_LINES + 1))
