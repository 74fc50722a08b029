"""The rows of the statistics form in a sheet: units, their numbers, and what stands around them without being one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from checks.tables.cell import MAX_TEXT
from checks.tables.sheet import Row, Sheet
from checks.tables.statistics_cells import count_of, plain
from checks.tables.statistics_findings import counted_in, share_in, told_in
from checks.tables.statistics_header import MIN_COMMON, TOLD, Header, begins_another
from checks.tables.statistics_unit import unit_above, unit_in
from domain.findings import Code, Finding, Level
from domain.findings.found import Found
from domain.findings.places import Cells
from domain.findings.required import Required
from domain.personal import has_personal_number
from domain.statistics import COUNTED, WHOLES, StatisticsRow, compared, is_total, share_of_all

MAX_NAME = 40
_FOOTNOTE = re.compile(
    r"注[:：]|备注|说明|填[表报]|联系|审核|负责|日期|电话|单位负责|[（(]?(?:\d+|[一二三四五六七八九十]+)[.、．)）]\D|"
    r"\d{4}[-/.年]|[（(]?(?:盖章|公章|单位盖章)"
)
_IN_BRACKETS = re.compile(r"[（(].*[）)]")
_EXAMPLE = re.compile(r"[（(【]?(?:例如?|示例|样例|填写示例|举例)(?:[:：）)】\s\d]|$)")
#: A row of units of measure below the header.
_MEASURES = re.compile(r"\(?(?:单位:)?[所个家人名项场次%位]{1,3}\)?|\(?(?:百分比|人次|数字|文字)\)?")


@dataclass
class Reading:
    """``totals``: what the sender summed up."""

    rows: list[StatisticsRow] = field(default_factory=list)
    totals: list[StatisticsRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_rows(sheet: Sheet[str], header: Header) -> Reading:
    """Each unit's row, with what could not be read in it. Totals, footnotes and empty rows are passed over."""
    reading = Reading()
    above = unit_above(sheet, header.top) or unit_in(header.titles)
    of_totals: list[Finding] = []
    for number, cells in _data(sheet, header):
        line = 0 if header.sideways else number
        if number in sheet.hidden:
            reading.findings.append(_hidden(line))
            continue
        row, findings = _read(line, cells)
        if any(is_total(text) for text in sheet.rows[number].values()):
            reading.totals.append(row)
            of_totals += findings
            continue
        reading.rows.append(replace(row, unit=row.unit or above))
        reading.findings += findings
    if not reading.rows and reading.totals:
        # One unit that filled in the line of sums alone.
        reading.rows, reading.totals = [replace(reading.totals[0], unit=above)], []
        reading.findings += of_totals
    return reading


def _hidden(line: int) -> Finding:
    return Finding(
        code=Code.STATISTICS_NUMBER,
        found=Found.HIDDEN_ROW,
        required=Required.VISIBLE_ROW,
        place=Cells(line) if line else None,
        level=Level.ADVICE,
    )


def _data(sheet: Sheet[str], header: Header) -> Iterator[tuple[int, dict[str, str]]]:
    """Row number and cells of each row of numbers; words that go on in the rows below it are joined to its own."""
    open_row: tuple[int, dict[str, str]] | None = None
    last = 0
    for number in sorted(sheet.rows):
        if number <= header.bottom:
            continue
        if not header.sideways and begins_another(sheet.rows[number], header):
            break
        cells = {name: sheet.rows[number].get(column, "") for name, column in header.columns.items()}
        cells |= {name: _told(sheet.rows[number], columns) for name, columns in header.told.items()}
        if _is_data(cells, sideways=header.sideways):
            if open_row is not None:
                yield open_row
            open_row = number, cells
        elif open_row is not None and number == last + 1 and _goes_on(cells) and not header.sideways:
            open_row[1].update(
                {name: "；".join(filter(None, (open_row[1][name], cells[name]))) for name in header.told}
            )
        else:
            continue
        last = number
    if open_row is not None:
        yield open_row


def _joined(first: str, more: str) -> str:
    return "；".join(filter(None, (first, more)))[:MAX_TEXT]


def _goes_on(cells: Mapping[str, str]) -> bool:
    """Only words, of the kinds that are lists: one media report below the other."""
    filled = {name: text for name, text in cells.items() if text}
    return bool(filled) and all(name in TOLD and not _is_remark(text) for name, text in filled.items())


def _is_remark(text: str) -> bool:
    return _FOOTNOTE.match(text) is not None or ":" in plain(text)


def _told(row: Row[str], columns: Mapping[int, str]) -> str:
    """What one or several columns say: 省级：3 篇；市级：5 篇."""
    said = [(title, row[column]) for column, title in columns.items() if row.get(column)]
    return "；".join(f"{title}：{text}" if title and len(columns) > 1 else text for title, text in said)


def _is_data(cells: Mapping[str, str], *, sideways: bool) -> bool:
    """A unit's name alone is a row that was not filled in; a remark (填表人：…, 注：…) or a row of units is none."""
    unit = cells.get("unit", "")
    filled = [text for name, text in cells.items() if text and name != "unit"]
    numbers = [text for name, text in cells.items() if text and (name in COUNTED or name == "coverage")]
    if _EXAMPLE.match(unit) or _is_numbering(cells) or (numbers and all(_MEASURES.fullmatch(plain(t)) for t in filled)):
        return False
    if numbers and all(map(has_personal_number, numbers)):  # who filled it in, with a telephone
        return False
    if sideways or len(filled) >= MIN_COMMON:
        return len(filled) >= MIN_COMMON and any(re.search(r"\d", text) for text in filled)
    if _is_remark(unit) or _IN_BRACKETS.fullmatch(unit) or len(unit) > MAX_NAME or re.search("[，。；]", unit):
        return False
    return bool(unit) or sum(not _is_remark(text) for text in numbers) > 1


def _is_numbering(cells: Mapping[str, str]) -> bool:
    """甲 1 2 3 4 …: the columns' own numbers."""
    counts = [count_of(text.strip("()（）")) for name, text in cells.items() if text and name != "unit"]
    numbers = sorted(count for count in counts if count is not None)
    return (
        len(numbers) == len(counts) >= MIN_COMMON
        and len(cells.get("unit", "")) <= 3
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in (1, 2)
    )


def _read(line: int, cells: Mapping[str, str]) -> tuple[StatisticsRow, list[Finding]]:
    """Row and findings; a coverage that is not there is computed where all students are."""
    findings: list[tuple[str, Finding]] = []
    counted: dict[str, int | None] = {}
    for name in (*COUNTED, *WHOLES.values()):
        counted[name], wrong = counted_in(name, cells.get(name, ""))
        findings += [(name, finding) for finding in wrong]
    coverage, wrong = share_in(cells.get("coverage", ""))
    findings += [("coverage", finding) for finding in wrong]
    wholes = {name: counted.pop(name) for name in WHOLES.values()}
    computed = share_of_all(counted["students"], wholes["enrolled"])
    if not cells.get("coverage"):
        coverage = computed
    texts: dict[str, str] = {}
    for name in ("unit", *TOLD):
        texts[name], wrong = told_in(cells.get(name, ""))
        findings += [(name, finding) for finding in wrong]
    row = StatisticsRow(coverage=coverage, line=line, **texts, **counted)  # type: ignore[arg-type]
    findings += compared(row, wholes)
    placed = [replace(finding, place=Cells(line, (name,))) for name, finding in findings]
    empty = tuple(n for n in (*COUNTED, "coverage") if cells.get(n) == "" and getattr(row, n) is None)
    if empty:
        required, place = Required.NUMBER_OR_ZERO, Cells(line, empty)
        placed.append(Finding(code=Code.STATISTICS_NUMBER, required=required, place=place))
    return row, placed
