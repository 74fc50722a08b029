"""The statistics form of a week (docs/notices.md, The statistics form): columns, counting, and the total.

The receiver merges the rows of all units into one table. The notice's rules: a city bureau counts only the 中职 schools
under it; 市属高职 and 民办高职 report by themselves; a 高职院校 always counts as one school.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from domain.findings import Finding, Level

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

_PEOPLE = {"students": "学生数", "schools": "院校数", "teachers": "教师数"}

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
            required = f"{part} 以上（参与{_PEOPLE[name]}）"
            found.append((whole, Finding(code="statistics.number", found=str(of), required=required)))
    share = share_of_all(row.students, wholes.get("enrolled"))
    if share is not None and row.coverage is not None and abs(row.coverage - share) > ROUNDING:
        required = f"{share:.1%}（{row.students} ÷ {wholes['enrolled']}）"
        finding = Finding(
            code="statistics.coverage", found=f"{row.coverage:.1%}", required=required, level=Level.ADVICE
        )
        found.append(("coverage", finding))
    return found


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
            said = row.unit or "（空）"
            place = _place(row, "unit")
            found.append(Finding(code="statistics.unit", found=said, required="每个单位只填一行", place=place))
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
    required = f"{expected.names[0]}（下属学校合并成一行）"
    lines = f"第 {rows[0].line}–{rows[-1].line} 行" if rows[0].line else ""
    found = "、".join(row.unit for row in rows[:2]) + f"等 {len(rows)} 行"
    return Finding(code="statistics.unit", found=found, required=required, place=f"{lines}“{COLUMNS['unit']}”")


def not_summed(rows: Iterable[StatisticsRow], summed: StatisticsRow) -> list[Finding]:
    """Where the sender's own total is another than the sum of the rows above it."""
    sums = total(rows)
    return [
        Finding(
            code="statistics.number",
            found=str(said),
            required=f"{getattr(sums, name)}（各行相加）",
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


def _place(row: StatisticsRow, name: str) -> str:
    # A form laid on its side has no row to name.
    return f"第 {row.line} 行“{COLUMNS[name]}”" if row.line else f"“{COLUMNS[name]}”"


def _unit(row: StatisticsRow, expected: StatisticsExpectation | None) -> list[Finding]:
    place = _place(row, "unit")
    if not row.unit:
        # Who sent it is known anyway: then an empty cell is no reason to send it back.
        level = Level.ERROR if expected is None else Level.ADVICE
        required = expected.names[0] if expected else "单位全称"
        return [Finding(code="statistics.unit", required=required, place=place, level=level)]
    if expected is None or any(_same_unit(row.unit, name) for name in expected.names):
        return []
    required = expected.names[0]
    if expected.kind in BUREAU_KINDS and _COLLEGE.search(row.unit):
        required += "（高职院校自行报送）"
    return [Finding(code="statistics.unit", found=row.unit, required=required, place=place)]


def _is_another(row: StatisticsRow, expected: StatisticsExpectation) -> bool:
    return any(finding.level is Level.ERROR for finding in _unit(row, expected))


def _same_unit(said: str, name: str) -> bool:
    """``某某市教育局`` and ``某某市教育局（盖章）`` are one; so are a name and one that holds it."""
    said, name = (re.sub(r"[\s（）()【】]|盖章|公章", "", one) for one in (said, name))
    shorter, longer = sorted((said, name), key=len)
    return said == name or (len(shorter) >= _TELLING and shorter in longer)


def _schools(row: StatisticsRow, expected: StatisticsExpectation | None) -> list[Finding]:
    code, count, place = "statistics.school_count", row.schools, _place(row, "schools")
    if count is None:
        return []
    kind = expected.kind if expected else COLLEGE_KIND if _COLLEGE.search(row.unit) else ""
    if kind == COLLEGE_KIND and count != 1:
        return [Finding(code=code, found=str(count), required="1（高职院校按 1 所计）", place=place)]
    if kind in (*SECONDARY_KINDS, "省属技工院校") and count != 1:
        return [Finding(code=code, found=str(count), required="1（本校）", place=place, level=Level.ADVICE)]
    if count == 0 and (row.students or row.teachers):
        return [Finding(code=code, found="0", required="1 以上（有师生参与）", place=place)]
    below = expected.schools_below if expected else None
    if kind in BUREAU_KINDS and below is not None and count > below:
        return [Finding(code=code, found=str(count), required=f"{below} 以内（只计下属中职学校）", place=place)]
    return []


def _coverage(row: StatisticsRow) -> list[Finding]:
    if row.coverage is None or row.students is None or bool(row.coverage) == bool(row.students):
        return []
    required = f"大于 0（参与学生 {row.students} 人）" if row.students else "0（没有学生参与）"
    found = f"{row.coverage:.2%}".replace(".00%", "%")
    return [Finding(code="statistics.coverage", found=found, required=required, place=_place(row, "coverage"))]


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
    required = f"{least} 以上（教师 {teachers} 人、学生 {students} 人）"
    return [
        Finding(
            code="statistics.number", found=str(row.people), required=required, place=_place(row, "people"), level=level
        )
    ]
