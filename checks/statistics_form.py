"""Finding the statistics form in a sheet: its header, wherever it stands and however it is split, and its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.sheet import Row, Sheet
from checks.statistics_cells import count_of, plain, share_of
from domain.findings import Finding
from domain.statistics import COLUMNS, COUNTED, StatisticsRow, is_total

#: The header stands within so many filled rows, and may be split over so many.
HEADER_WITHIN = 15
HEADER_DEPTH = 3
#: Fewer columns than these in common, and it is another table.
MIN_COMMON = 4
MAX_TITLE = 40
MAX_HEADER_TEXT = 200
#: First match wins: 学生参与覆盖率 is no count of students, 职业院校教师数 none of schools.
_PATTERNS: dict[str, re.Pattern[str]] = {
    "coverage": re.compile(r"覆盖|参与率"),
    "teachers": re.compile(r"教师|老师|教职工"),
    "students": re.compile(r"学生"),
    "companies": re.compile(r"企业|公司"),
    "people": re.compile(r"总人[数次]|参与人[数次]|参加人[数次]"),
    "projects": re.compile(r"项目|观摩|体验"),
    "forms": re.compile(r"形式"),
    "media": re.compile(r"媒体|报道|宣传"),
    "schools": re.compile(r"院校|学校数"),
    "unit": re.compile(r"单位|学校名称|学校$"),
}
_ASIDE = re.compile(r"\(.*?\)|[:*]")
_UNIT_LINE = re.compile(r"\s*(?:统计|填报|报送)单位(?:名称)?(?:[（(](?:盖章|公章)[）)])?\s*[:：]\s*(.*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"[（(].*[）)]|_*")
_FOOTNOTE = re.compile(r"注[:：]|备注|说明|填[表报]|联系|审核|负责|日期|电话|单位负责")


@dataclass(frozen=True)
class Header:
    """``columns``: field → column number. ``bottom`` is the header's last row."""

    columns: dict[str, int]
    top: int
    bottom: int

    @property
    def missing(self) -> list[str]:
        return [title for name, title in COLUMNS.items() if name not in self.columns]


def find_header(sheet: Sheet[str]) -> Header | None:
    """The rows that name most of the form's columns; None when no rows name enough."""
    best: Header | None = None
    for depth in range(HEADER_DEPTH):
        for top in sorted(sheet.rows)[:HEADER_WITHIN]:
            columns = _named(sheet, top, top + depth)
            if len(columns) >= MIN_COMMON and (best is None or len(columns) > len(best.columns)):
                best = Header(columns, top, top + depth)
    return best


def unit_above(sheet: Sheet[str], header: Header) -> str:
    """The unit named in a line above the table (统计单位：…), as the notice's own form has it."""
    for number in range(1, header.top + 1):
        for text in sheet.rows.get(number, {}).values():
            match = _UNIT_LINE.fullmatch(text)
            if match and not _PLACEHOLDER.fullmatch(match.group(1).strip()):
                return match.group(1).strip()
    return ""


def read_rows(sheet: Sheet[str], header: Header) -> Iterator[tuple[StatisticsRow, list[Finding]]]:
    """Each unit's row, with what could not be read in it. Totals, footnotes and empty rows are passed over."""
    above = unit_above(sheet, header)
    for number in sorted(sheet.rows):
        if number <= header.bottom:
            continue
        row = sheet.rows[number]
        cells = {name: row.get(column, "") for name, column in header.columns.items()}
        filled = [name for name, text in cells.items() if text and name != "unit"]
        if any(is_total(text) for text in row.values()) or not _is_data(cells.get("unit", ""), filled):
            continue
        yield _read(number, cells, above, header)


def _is_data(unit: str, filled: list[str]) -> bool:
    """A unit's name alone is a row that was not filled in; a remark (填表人：…, 注：…) is none."""
    if len(filled) >= MIN_COMMON:
        return True
    return bool(filled or unit) and not _FOOTNOTE.match(unit) and ":" not in plain(unit)


def _read(number: int, cells: dict[str, str], above: str, header: Header) -> tuple[StatisticsRow, list[Finding]]:
    findings: list[Finding] = []
    counted: dict[str, int | None] = {}
    for name in COUNTED:
        counted[name] = count_of(cells[name]) if cells.get(name) else None
        if cells.get(name) and counted[name] is None:
            findings.append(_unreadable(number, name, cells[name], "整数"))
    coverage, wrong = _coverage(number, cells.get("coverage", ""))
    empty = [COLUMNS[n] for n in (*COUNTED, "coverage") if n in header.columns and not cells[n]]
    if empty:
        place = f"第 {number} 行“{'、'.join(empty)}”"
        findings.append(Finding(code="statistics.number", required="数字（没有就填 0）", place=place))
    row = StatisticsRow(
        unit=cells.get("unit", "") or above,
        coverage=coverage,
        forms=cells.get("forms", ""),
        media=cells.get("media", ""),
        line=number,
        **counted,
    )
    return row, findings + wrong


def _coverage(number: int, text: str) -> tuple[float | None, list[Finding]]:
    if not text:
        return None, []
    share = share_of(text)
    if share is not None and share <= 1:
        return share, []
    return None, [_unreadable(number, "coverage", text, "0% 到 100%", code="statistics.coverage")]


def _unreadable(number: int, name: str, text: str, required: str, code: str = "statistics.number") -> Finding:
    return Finding(code=code, found=text, required=required, place=f"第 {number} 行“{COLUMNS[name]}”")


def _named(sheet: Sheet[str], top: int, bottom: int) -> dict[str, int]:
    """Field → column, of the header that stands in these rows together."""
    texts: dict[int, str] = {}
    for number in range(top, bottom + 1):
        for column, text in _fresh(sheet, number, texts).items():
            texts[column] = texts.get(column, "") + text
    found: dict[str, int] = {}
    for column in sorted(column for column, text in texts.items() if len(text) <= MAX_HEADER_TEXT):
        title = _ASIDE.sub("", plain(texts[column]))
        name = next((name for name, pattern in _PATTERNS.items() if pattern.search(title)), None)
        if name is not None and len(title) <= MAX_TITLE:
            found.setdefault(name, column)
    return found


def _fresh(sheet: Sheet[str], number: int, above: dict[int, str]) -> Row[str]:
    """A row's texts, without those that only reach down from a merged area above."""
    return {column: text for column, text in sheet.spread(number).items() if not above.get(column, "").endswith(text)}
