"""The statistics form's sums, its rows as JSON, and whose name a row may carry."""

from __future__ import annotations

import pytest

from domain.findings.found import Found, Text
from domain.findings.required import AtLeastPart
from domain.statistics import (
    StatisticsExpectation,
    StatisticsRow,
    as_values,
    compared,
    is_total,
    judge,
    repeated,
    row_of,
    total,
)

BUREAU = StatisticsExpectation(names=("东山市教育局", "东山市局"), kind="市教育局")


@pytest.mark.parametrize(
    "name", ["东山市教育局", "东山市教育局（盖章）", " 东山市 教育局", "东山市教育局职成科", "东山市局"]
)
def test_a_units_name_as_people_write_it(name: str) -> None:
    assert judge(StatisticsRow(unit=name, line=3), BUREAU) == []


@pytest.mark.parametrize("name", ["西山市教育局", "局", "（盖章）"])
def test_another_units_name(name: str) -> None:
    assert [f.code for f in judge(StatisticsRow(unit=name, line=3), BUREAU)] == ["statistics.unit"]


@pytest.mark.parametrize(
    ("name", "sums_up"),
    [("合计", True), ("总 计：", True), ("全市合计", True), ("合计（所）", True), ("合计单位", False), ("", False)],
)
def test_rows_that_sum_up(name: str, sums_up: bool) -> None:
    assert is_total(name) is sums_up


def test_a_share_weighs_as_its_students_do() -> None:
    rows = [StatisticsRow(students=100, coverage=0.5), StatisticsRow(students=300, coverage=1.0), StatisticsRow()]
    assert total(rows).coverage == pytest.approx(0.8)
    assert total([]).coverage is None


@pytest.mark.parametrize(
    ("units", "again"),
    [
        (["东山市教育局", "东山市教育局职成科"], [Text("东山市教育局职成科")]),
        (["东山市教育局", "", "东山市 局"], [Found.NO_NAME, Text("东山市 局")]),
        (["", "西山市教育局"], []),
    ],
)
def test_a_known_sender_has_one_row_in_all(units: list[str], again: list[Found | Text]) -> None:
    assert [f.found for f in repeated([StatisticsRow(unit=unit, line=3) for unit in units], BUREAU)] == again


def test_units_of_an_unknown_sender_count_once_each() -> None:
    rows = [StatisticsRow(unit=unit) for unit in ("甲校", "乙校", "甲 校", "", "")]
    assert [f.found for f in repeated(rows)] == [Text("甲 校")]


def test_what_goes_together_with_all_students() -> None:
    row = StatisticsRow(schools=3, students=80, coverage=0.8)
    assert compared(row, {"enrolled": 100, "all_schools": 3, "all_teachers": None}) == []
    assert [(name, f.required) for name, f in compared(row, {"enrolled": 70, "all_schools": 2})] == [
        ("enrolled", AtLeastPart(80, "students")),
        ("all_schools", AtLeastPart(3, "schools")),
    ]


def test_a_row_survives_json() -> None:
    row = StatisticsRow(unit="甲", schools=1, coverage=0.25, forms="讲座", line=3)
    assert row_of(as_values(row)) == row
    assert row_of({**as_values(row), "later": 1}) == row
