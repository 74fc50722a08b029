"""Lists of activities: heads as people write them, days and times, and what an office has to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from domain.activities import (
    COLUMNS,
    ActivityDoubt,
    activities,
    clock_in,
    columns_of,
    days_in,
    is_header,
    kind_of,
    list_of,
    with_repeats,
)
from storage.campaign_files import load

NANCHANG = load("nanchang-2020")
MILESTONE = list_of(NANCHANG)
assert MILESTONE is not None
USUAL = columns_of(MILESTONE)


def november(*days: int) -> list[date]:
    return [date(2020, 11, day) for day in days]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        *((name, kind) for kind, name in COLUMNS.items()),
        ("活动日期", "date"),
        ("活动时间", "time"),
        ("参与人数（人）", "people"),
        ("主办单位", "unit"),
        ("活动主题", "name"),
        ("活动内容简介", "highlight"),
        ("负责人及电话", "contact"),
        ("序号", ""),
        ("备注", ""),
        ("", ""),
        ("字" * 21, ""),
    ],
)
def test_heads_are_known_by_what_they_mean(head: str, kind: str) -> None:
    assert kind_of(head) == kind


def test_a_header_names_the_activity_and_two_columns_more() -> None:
    assert is_header(["序号", "活动名称", "时间", "地点"])
    assert not is_header(["活动名称", "备注"])
    assert not is_header(["单位", "日期", "地点", "人数"])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("11月9日", november(9)),
        ("2020-11-09", november(9)),
        ("2020/11/9 9:00", november(9)),
        ("11.9", november(9)),
        ("11月9日-11日", november(9, 10, 11)),
        ("11月9日至11月10日", november(9, 10)),
        ("11.9-11.11", november(9, 10, 11)),
        ("8日—10日", november(8, 9, 10)),
        ("9日", november(9)),
        ("11月9日、11月12日", november(9, 12)),
        ("每天", [*NANCHANG.days]),
        ("活动周期间", [*NANCHANG.days]),
        ("10月30日", [date(2020, 10, 30)]),
        ("待定", []),
        ("13月40日", []),
        ("", []),
        ("11月30日-1日", november(30)),
    ],
)
def test_days_as_people_write_them(text: str, days: list[date]) -> None:
    assert days_in(text, NANCHANG) == days


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9:30", time(9, 30)),
        ("上午9点", time(9)),
        ("下午2点半", time(14, 30)),
        ("晚上 7：00-8：00", time(19)),
        ("14时30分", time(14, 30)),
        ("全天", None),
        ("25:00", None),
        ("9:75", None),
    ],
)
def test_times_as_people_write_them(text: str, at: time | None) -> None:
    assert clock_in(text) == at


def row(**said: str) -> dict[str, object]:
    return {"line": 2, "cells": [[head, text] for head, text in said.items()]}


def test_a_row_is_read_by_its_heads_and_keeps_what_no_column_takes() -> None:
    (one,) = activities(
        [row(序号="1", 活动主题="校园开放日", 活动时间="11月9日 9:30", 场地="实训楼", 参与人数="300", 级别="校级")],
        USUAL,
        NANCHANG,
        sender="某校",
        number=7,
    )
    assert (one.values["活动名称"], one.values["时间"], one.values["地点"]) == ("校园开放日", "11月9日 9:30", "实训楼")
    assert (list(one.days), one.at, dict(one.doubts)) == (november(9), time(9, 30), {})
    assert one.others == (("级别", "校级"),)


@pytest.mark.parametrize(
    ("said", "doubts"),
    [
        ({"活动名称": "甲", "日期": "11月9日"}, {}),
        ({"活动名称": "", "日期": "11月9日"}, {"活动名称": ActivityDoubt.NO_NAME}),
        ({"活动名称": "甲", "日期": ""}, {"日期": ActivityDoubt.NO_DATE}),
        ({"活动名称": "甲", "日期": "待定"}, {"日期": ActivityDoubt.ODD_DATE}),
        ({"活动名称": "甲", "日期": "11月20日"}, {"日期": ActivityDoubt.OUTSIDE}),
        ({"活动名称": "甲", "日期": "每天", "人数": "若干"}, {"人数": ActivityDoubt.ODD_NUMBER}),
    ],
)
def test_what_is_doubtful(said: dict[str, str], doubts: dict[str, ActivityDoubt]) -> None:
    (one,) = activities([row(**said)], USUAL, NANCHANG, sender="某校", number=1)
    assert dict(one.doubts) == doubts


def test_the_same_again_is_marked_where_it_comes_again() -> None:
    rows = [row(活动名称="甲", 日期="11月9日"), row(活动名称="甲", 日期="11月9日"), row(活动名称="甲", 日期="11月10日")]
    found = with_repeats(activities(rows, USUAL, NANCHANG, sender="某校", number=1), USUAL)
    assert [dict(one.doubts) for one in found] == [{}, {"活动名称": ActivityDoubt.REPEATED}, {}]


def test_the_columns_are_the_notices_own_where_it_names_some() -> None:
    assert MILESTONE is not None
    named = replace(MILESTONE, contents=("项目名称", "承办学校", "举办时间", "经费"))
    columns = columns_of(named)
    assert columns == {"项目名称": "name", "承办学校": "unit", "举办时间": "time", "经费": ""}
    (one,) = activities([row(活动名称="甲", 时间="11月9日", 经费="3万")], columns, NANCHANG, sender="某校", number=1)
    assert dict(one.values) == {"项目名称": "甲", "承办学校": "", "举办时间": "11月9日", "经费": "3万"}
    assert list(one.days) == november(9)
    assert not one.doubts
