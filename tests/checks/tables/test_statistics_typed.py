"""The statistics form typed on the page: read as an Excel cell is, the coverage computed, each problem at its field."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.sniff import sniff
from checks.tables.statistics_typed import Typed, read_typed
from checks.tables.workbook import check_workbook
from domain.campaigns.rules import StatisticsRules
from domain.findings import Level
from domain.statistics import StatisticsExpectation
from formats.books.statistics import filled_book
from formats.findings.values import found_text, required_text

BUREAU = StatisticsExpectation(names=("某某市教育局",), kind="市教育局", schools_below=20)
GOOD = {
    "unit": "某某市教育局",
    "schools": "12所",
    "teachers": "300",
    "students": "8,000 人",
    "coverage": "",
    "companies": "无",
    "people": "9000",
    "projects": "25",
    "forms": "讲座、体验",
    "media": "省级 3 篇",
    "enrolled": "1万",
}


def typed(**changed: str) -> Typed:
    return read_typed({**GOOD, **changed}, BUREAU)


def errors(found: Typed) -> list[str]:
    return [field for field, finding in found.findings if finding.level is Level.ERROR]


def test_a_good_form_has_its_coverage_computed() -> None:
    found = typed()
    assert (found.findings, found.ok, found.coverage) == ((), True, 0.8)
    assert (found.row.coverage, found.row.schools, found.row.companies, found.row.students) == (0.8, 12, 0, 8000)


def test_a_coverage_that_differs_is_advice_and_one_rounded_is_none() -> None:
    (field, finding), *more = typed(coverage="95%").findings
    assert (field, finding.code, finding.level, more) == ("coverage", "statistics.coverage", Level.ADVICE, [])
    assert (found_text(finding), required_text(finding)) == ("95.0%", "80.0%（8000 ÷ 10000）")
    assert typed(coverage="80.4%").findings == ()
    assert typed(coverage="95%").row.coverage == 0.95


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schools", "许多"),
        ("schools", ""),
        ("schools", "21"),
        ("students", "很多"),
        ("coverage", "120%"),
        ("coverage", "很高"),
        ("people", "10"),
        ("enrolled", "100"),
        ("unit", "某某职业技术学院"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(field: str, value: str) -> None:
    assert field in errors(typed(**{field: value}))


def test_an_empty_form_asks_for_every_number_and_fails_nowhere() -> None:
    found = read_typed({}, BUREAU)
    assert {"schools", "teachers", "students", "coverage", "companies", "people", "projects"} <= set(errors(found))


def test_its_excel_passes_the_check_it_will_meet(tmp_path: Path) -> None:
    path = tmp_path / "统计表.xlsx"
    path.write_bytes(filled_book("统计表", typed(forms="=1+1").row))
    report = check_workbook(path, path.name, sniff(path), StatisticsRules(header=True), BUREAU)
    assert (report.findings, report.facts["rows"], report.form[0]["forms"]) == ((), 1, "=1+1")
    assert report.form[0]["coverage"] == 0.8
