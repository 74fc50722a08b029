"""The statistics form of a week (docs/notices.md, The statistics form): columns, counting, and the total.

The receiver merges the rows of all units into one table. The notice's rules: a city bureau counts only the 中职 schools
under it; 市属高职 and 民办高职 report by themselves; a 高职院校 always counts as one school.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from domain.findings import Code, Finding, Level
from domain.findings.found import Found, Share, Text, UnitsListed
from domain.findings.places import Cells
from domain.findings.required import (
    AtLeastPart,
    AtLeastPeople,
    Quotient,
    Required,
    RequiredValue,
    SchoolsAtMost,
    SomeCoverage,
    SumOfRows,
    UnitIs,
    UnitRule,
)

#: Field of ``StatisticsRow`` → the column's name in the notice, in the notice's order.
COLUMNS: dict[str, str] = {
    "unit": "统计单位",
    "schools": "参与活动的职业院校数",
    "teachers": "参与活动的职业院校教师数",
    "students": "参与活动的职业院校学生数",
    "coverage": "参与活动的职业院校学生参与覆盖率",
    "companies": "参与活动的企业数",
    "people": "参与总人数",
    "projects": "观摩体验活动项目数",
    "forms": "主要活动形式",
    "media": "媒体报道情况",
}
#: Of which a field counts those who took part → asked beside it on the page, and by some in their own forms.
WHOLES = {"students": "enrolled", "schools": "all_schools", "teachers": "all_teachers"}
COUNTED = ("schools", "teachers", "students", "companies", "people", "projects")

COLLEGE_KIND = "高职院校"
BUREAU_KINDS = ("市教育局", "市人社局", "区县教体局")
SECONDARY_KINDS = ("中等职业学校", "技工院校")
_COLLEGE = re.compile(r"(职业(技术)?(学院|大学)|高等专科学校|高专)$")
#: So many characters of a name are no other unit's: 市局 is everybody's.
_TELLING = 4
_TOTAL = re.compile(r"(全[市省区县校]|本[页表])?(合计|总计|小计|共计|总数|汇总|累计)(数|[（(].{0,8}[)）])?[:：]?")
#: A coverage may be so far from its parts: people round to a whole per cent.
ROUNDING = 0.006


@dataclass(frozen=True, kw_only=True)
class StatisticsRow:
    """One unit's numbers. ``coverage`` is a share, 0 to 1. None: not given, or not readable as a number.

    ``line`` is the row's number in the file it came in.
    """

    unit: str = ""
    schools: int | None = None
    teachers: int | None = None
    students: int | None = None
    coverage: float | None = None
    companies: int | None = None
    people: int | None = None
    projects: int | None = None
    forms: str = ""
    media: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class StatisticsExpectation:
    """Who sends the form. ``schools_below``: how many 中职 schools the roster has under it; None when it lists none."""

    names: tuple[str, ...]
    kind: str
    schools_below: int | None = None


def judge(row: StatisticsRow, expected: StatisticsExpectation | None = None) -> list[Finding]:
    """What is wrong with a row whose cells could be read. Without ``expected`` the unit's own name says its kind."""
    return [*_unit(row, expected), *_schools(row, expected), *_coverage(row), *_people(row)]


def is_total(unit: str) -> bool:
    """Whether a row sums up others."""
    return bool(_TOTAL.fullmatch(re.sub(r"\s", "", unit)))


def compared(row: StatisticsRow, wholes: Mapping[str, int | None]) -> list[tuple[str, Finding]]:
    """What does not go together with all students, schools and teachers (keys of ``WHOLES``' values), by field."""
    found: list[tuple[str, Finding]] = []
    for name, whole in WHOLES.items():
        part, of = getattr(row, name), wholes.get(whole)
        if part is not None and of is not None and part > of:
            required = AtLeastPart(part, name)
            found.append((whole, Finding(code=Code.STATISTICS_NUMBER, found=of, required=required)))
    return [*found, *_computed(row, wholes.get("enrolled"))]


def _computed(row: StatisticsRow, enrolled: int | None) -> list[tuple[str, Finding]]:
    """A coverage that is another than the students make it."""
    share = share_of_all(row.students, enrolled)
    if row.students is None or enrolled is None or row.coverage is None or share is None:
        return []
    if abs(row.coverage - share) <= ROUNDING:
        return []
    quotient = Quotient(row.students, enrolled)
    code, found = Code.STATISTICS_COVERAGE, Share(row.coverage)
    return [("coverage", Finding(code=code, found=found, required=quotient, level=Level.ADVICE))]


def share_of_all(students: int | None, enrolled: int | None) -> float | None:
    """The coverage, computed; None when a number is missing or they cannot be right."""
    return None if students is None or not enrolled or students > enrolled else round(students / enrolled, 4)


def repeated(rows: Iterable[StatisticsRow], expected: StatisticsExpectation | None = None) -> list[Finding]:
    """Rows of a unit that has one already: its numbers would count twice. A known sender has one row in all."""
    seen: set[str] = set()
    found: list[Finding] = []
    for row in rows:
        name = re.sub(r"\s", "", row.unit)
        if expected is not None and not _is_another(row, expected):
            name = expected.names[0]
        if name and name in seen:
            again = Text(row.unit) if row.unit else Found.NO_NAME
            place, required = _place(row, "unit"), Required.ONE_ROW_A_UNIT
            found.append(Finding(code=Code.STATISTICS_UNIT, found=again, required=required, place=place))
        seen.add(name)
    return found


def is_by_school(rows: Sequence[StatisticsRow], expected: StatisticsExpectation) -> bool:
    """A bureau that lists the schools under it, none of the rows its own; colleges among them are another matter."""
    named = [row for row in rows if row.unit]
    return (
        expected.kind in BUREAU_KINDS
        and len(named) > 1
        and not any(_same_unit(row.unit, name) or _COLLEGE.search(row.unit) for row in named for name in expected.names)
    )


def by_school(rows: Sequence[StatisticsRow], expected: StatisticsExpectation) -> Finding:
    """``rows`` has two at least."""
    return Finding(
        code=Code.STATISTICS_UNIT,
        found=UnitsListed(tuple(row.unit for row in rows[:2]), len(rows)),
        required=UnitIs(expected.names[0], UnitRule.SCHOOLS_ARE_ONE_ROW),
        place=Cells(rows[0].line, ("unit",), last_line=rows[-1].line),
    )


def not_summed(rows: Iterable[StatisticsRow], summed: StatisticsRow) -> list[Finding]:
    """Where the sender's own total is another than the sum of the rows above it."""
    sums = total(rows)
    return [
        Finding(
            code=Code.STATISTICS_NUMBER,
            found=said,
            required=SumOfRows(getattr(sums, name)),
            place=_place(summed, name),
            level=Level.ADVICE,
        )
        for name in COUNTED
        if (said := getattr(summed, name)) is not None and said != getattr(sums, name)
    ]


def total(rows: Iterable[StatisticsRow]) -> StatisticsRow:
    """Sums, and the coverage of all students together: each unit's share weighs as its students do."""
    rows = list(rows)
    counted: dict[str, Any] = {name: sum(getattr(row, name) or 0 for row in rows) for name in COUNTED}
    known = [row for row in rows if row.coverage and row.students]
    enrolled = sum((row.students or 0) / (row.coverage or 1) for row in known)
    coverage = sum(row.students or 0 for row in known) / enrolled if enrolled else None
    return StatisticsRow(unit="合计", coverage=coverage, **counted)


def as_values(row: StatisticsRow) -> dict[str, Any]:
    """The row as JSON holds it."""
    return {one.name: getattr(row, one.name) for one in fields(row)}


def row_of(values: Mapping[str, Any]) -> StatisticsRow:
    return StatisticsRow(**{one.name: values[one.name] for one in fields(StatisticsRow) if one.name in values})


def _place(row: StatisticsRow, name: str) -> Cells:
    # A form laid on its side has no row to name.
    return Cells(row.line, (name,))


def _unit(row: StatisticsRow, expected: StatisticsExpectation | None) -> list[Finding]:
    code, place = Code.STATISTICS_UNIT, _place(row, "unit")
    if not row.unit:
        if expected is None:
            return [Finding(code=code, required=Required.UNIT_NAME, place=place)]
        # Who sent it is known anyway: then an empty cell is no reason to send it back.
        return [Finding(code=code, required=UnitIs(expected.names[0]), place=place, level=Level.ADVICE)]
    if expected is None or any(_same_unit(row.unit, name) for name in expected.names):
        return []
    is_college = expected.kind in BUREAU_KINDS and _COLLEGE.search(row.unit)
    rule = UnitRule.COLLEGES_REPORT_THEMSELVES if is_college else None
    return [Finding(code=code, found=Text(row.unit), required=UnitIs(expected.names[0], rule), place=place)]


def _is_another(row: StatisticsRow, expected: StatisticsExpectation) -> bool:
    return any(finding.level is Level.ERROR for finding in _unit(row, expected))


def _same_unit(said: str, name: str) -> bool:
    """``某某市教育局`` and ``某某市教育局（盖章）`` are one; so are a name and one that holds it."""
    said, name = (re.sub(r"[\s（）()【】]|盖章|公章", "", one) for one in (said, name))
    shorter, longer = sorted((said, name), key=len)
    return said == name or (len(shorter) >= _TELLING and shorter in longer)


def _schools(row: StatisticsRow, expected: StatisticsExpectation | None) -> list[Finding]:
    if row.schools is None:
        return []
    required, level = _schools_required(row, row.schools, expected)
    if required is None:
        return []
    code, place = Code.STATISTICS_SCHOOL_COUNT, _place(row, "schools")
    return [Finding(code=code, found=row.schools, required=required, place=place, level=level)]


def _schools_required(
    row: StatisticsRow, count: int, expected: StatisticsExpectation | None
) -> tuple[RequiredValue | None, Level]:
    """Which other number of schools it has to be; None when it may be right."""
    kind = expected.kind if expected else COLLEGE_KIND if _COLLEGE.search(row.unit) else ""
    if kind == COLLEGE_KIND and count != 1:
        return Required.ONE_COLLEGE, Level.ERROR
    if kind in (*SECONDARY_KINDS, "省属技工院校") and count != 1:
        return Required.ONE_SCHOOL, Level.ADVICE
    if count == 0 and (row.students or row.teachers):
        return Required.SOME_SCHOOL, Level.ERROR
    below = expected.schools_below if expected else None
    if kind in BUREAU_KINDS and below is not None and count > below:
        return SchoolsAtMost(below), Level.ERROR
    return None, Level.ERROR


def _coverage(row: StatisticsRow) -> list[Finding]:
    if row.coverage is None or row.students is None or bool(row.coverage) == bool(row.students):
        return []
    required = SomeCoverage(row.students) if row.students else Required.NO_COVERAGE
    code, place = Code.STATISTICS_COVERAGE, _place(row, "coverage")
    return [Finding(code=code, found=Share(row.coverage), required=required, place=place)]


def _people(row: StatisticsRow) -> list[Finding]:
    """All who took part are at least the students, and the teachers; that they are both together is only likely."""
    if row.people is None:
        return []
    teachers, students = row.teachers or 0, row.students or 0
    least, level = max(teachers, students), Level.ERROR
    if row.people >= least:
        least, level = teachers + students, Level.ADVICE
    if row.people >= least:
        return []
    required, place = AtLeastPeople(least, teachers, students), _place(row, "people")
    return [Finding(code=Code.STATISTICS_NUMBER, found=row.people, required=required, place=place, level=level)]
