"""The statistics form as a file: a real .xlsx that opens safely, holds the notice's columns, and numbers that agree.

Lenient about how things are written (units in cells, merged titles, another order, totals), strict about what they say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from checks.facts import file_facts
from checks.format import Family, Format
from checks.office.package import open_package
from checks.office.refused import Refused
from checks.sniff import TEXT, UNKNOWN
from checks.tables.personal_rows import without_personal_rows
from checks.tables.sheet import Row, Sheet, read_hidden_sheets, read_sheets
from checks.tables.statistics_form import Reading, read_rows
from checks.tables.statistics_header import Header, find_forms
from checks.word.kinds import as_sent, is_office_locked
from domain.campaigns.rules import StatisticsRules
from domain.findings import Code, Fact, Finding, Kind, Level, Report
from domain.findings.file_formats import FileFormat
from domain.findings.found import FileIs, Found, FurtherRows, Texts
from domain.findings.places import Place, SheetNamed
from domain.findings.required import ColumnsNeeded, Required, SingleColumn
from domain.statistics import (
    COLUMNS,
    StatisticsExpectation,
    StatisticsRow,
    as_values,
    by_school,
    is_by_school,
    judge,
    not_summed,
    repeated,
)

#: A header has at least this many filled cells; a title above it has one.
MIN_HEADER_CELLS = 3
#: More of one kind help nobody: whoever mends these finds the rest.
MAX_FINDINGS_OF_A_CODE = 6
MAX_SHEETS = 20
MAX_CELLS_IN_ALL = 150_000
#: What titles of columns are made of, and what none of them has.
_TITLE = re.compile(
    r"[序编]号|单位|名称|姓名|学校|院校|部门|类[型别]|性[别质]|年[级龄]|班级|专业|职[务称]|电话|手机|联系|地址|日期|时间|备注|说明|内容|项目"
    r"|主题|标题|形式|媒体|链接|照片|图片|视频|稿件|文字|数[量据]?$|人[数次]|合计|总[数计]|覆盖|参与|教师|学生|企业|身份证|证件|账号|审核|活动"
)
_DATA = re.compile(r"\d{4,}|@")
_OLD_SUFFIXES = (".xls", ".xlt", ".et", ".ett")
_TEXT_TABLES = {
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.TSV,
    ".slk": FileFormat.SLK,
    ".dif": FileFormat.DIF,
    ".ods": FileFormat.ODS,
    ".xlsb": FileFormat.XLSB,
    ".fods": FileFormat.FODS,
}


def check_workbook(
    path: Path, name: str, format_: Format, rules: StatisticsRules, expected: StatisticsExpectation | None = None
) -> Report:
    """Facts: rows (of units; in another table, filled rows below its header), bytes, sha256.

    ``expected`` is who sends it; without it the unit's name in the row says what kind it is.
    """
    facts: dict[str, Fact] = {"rows": None, **file_facts(path)}
    if format_.family is Family.ENCRYPTED:
        return _report(facts, [Finding(code=Code.FILE_ENCRYPTED)])
    if format_.family is Family.UNKNOWN and not format_.name and not _is_text_table(name):
        return _report(facts, [Finding(code=Code.FILE_ENCRYPTED if is_office_locked(path) else Code.FILE_DAMAGED)])
    if format_.name not in ("xlsx", "xlsm"):
        found = _what_it_is(format_, name)
        return _report(facts, [Finding(code=Code.STATISTICS_FORMAT, found=found, required=Required.EXCEL)])
    try:
        with open_package(path) as package:
            sheets = list(_first(read_sheets(package)))
            hidden = list(_first(read_hidden_sheets(package)))
    except Refused as refused:
        return _report(facts, [refused.finding])
    return _judged(facts, sheets, hidden, rules, expected)


def _first(sheets: Iterator[Sheet[str]]) -> Iterator[Sheet[str]]:
    """As many as a form can have, with whatever stands beside it."""
    left = MAX_CELLS_IN_ALL
    for _, sheet in zip(range(MAX_SHEETS), sheets, strict=False):
        yield sheet
        left -= sum(len(row) for row in sheet.rows.values())
        if left < 0:
            break


def _judged(
    facts: dict[str, Fact],
    sheets: list[Sheet[str]],
    hidden: list[Sheet[str]],
    rules: StatisticsRules,
    expected: StatisticsExpectation | None,
) -> Report:
    forms = find_forms(sheets)
    unseen = [(sheet.name, read_rows(sheet, header)) for sheet, header in find_forms(hidden)]
    if not forms:
        first = next((sheet for sheet in sheets if sheet.rows), Sheet[str](""))
        facts["rows"], titles = _other_table(first)
        found, required = Texts(titles) if titles else None, ColumnsNeeded(tuple(COLUMNS))
        missing = [Finding(code=Code.STATISTICS_HEADER, found=found, required=required)] * rules.header
        return _report(facts, [*missing, *_not_seen(unseen, Reading())])
    if any(sheet.cut for sheet, _ in forms):
        return _report(facts, [Finding(code=Code.FILE_UNSAFE, found=Found.TOO_MANY_ROWS)])
    read = [(sheet, header, read_rows(sheet, header)) for sheet, header in forms]
    # One that is filled in before others.
    read.sort(key=lambda one: (not one[2].rows, -one[1].known))
    sheet, header, reading = read[0]
    if header.missing and (header.sideways or (rules.header and len(header.missing) > header.known)):
        # Cells of some other layout: what little was recognised helps nobody.
        facts["rows"] = 0
        return _report(facts, list(_header_findings(header, rules)))
    of_rows = [*reading.findings, *_rows_findings(reading, expected)]
    findings = [*_header_findings(header, rules), *without_personal_rows(of_rows, sheet, header)]
    findings += [_not_counted(other.name, also) for other, _, also in read[1:] if _adds(also, reading)]
    findings += _not_seen(unseen, reading)
    if not reading.rows:
        place = Place.BELOW_HEADER
        findings.append(Finding(code=Code.STATISTICS_NUMBER, required=Required.NUMBER, place=place))
    facts["rows"] = len(reading.rows)
    return _report(facts, findings, reading.rows)


def _header_findings(header: Header, rules: StatisticsRules) -> Iterator[Finding]:
    if header.missing and rules.header:
        yield Finding(code=Code.STATISTICS_HEADER, required=ColumnsNeeded(header.missing))
    for name, titles in header.doubtful.items():
        yield Finding(code=Code.STATISTICS_HEADER, found=Texts(titles), required=SingleColumn(name))


def _rows_findings(reading: Reading, expected: StatisticsExpectation | None) -> list[Finding]:
    rows, findings = reading.rows, [*repeated(reading.rows, expected)]
    if expected is not None and is_by_school(rows, expected):
        findings.append(by_school(rows, expected))
        expected = None
    for row in rows:
        findings += judge(row, expected)
    if len(rows) > 1:
        findings += [finding for summed in reading.totals[-1:] for finding in not_summed(rows, summed)]
    return findings


def _adds(other: Reading, chosen: Reading) -> bool:
    """Whether another sheet says what the chosen one does not. A copy of it says nothing."""
    known = {replace(row, line=0) for row in chosen.rows}
    return any(replace(row, line=0) not in known for row in other.rows)


def _not_seen(unseen: list[tuple[str, Reading]], chosen: Reading) -> Iterator[Finding]:
    """Advice for each hidden sheet that says what the chosen one does not."""
    for name, reading in unseen:
        if _adds(reading, chosen):
            yield Finding(
                code=Code.STATISTICS_NUMBER,
                found=Found.HIDDEN_SHEET,
                required=Required.VISIBLE_SHEET,
                place=SheetNamed(name),
                level=Level.ADVICE,
            )


def _not_counted(sheet: str, other: Reading) -> Finding:
    return Finding(
        code=Code.STATISTICS_NUMBER,
        found=FurtherRows(len(other.rows)),
        required=Required.SAME_SHEET,
        place=SheetNamed(sheet),
        level=Level.ADVICE,
    )


def _what_it_is(format_: Format, name: str) -> FileIs | None:
    """What a file is to the people who send it. An old workbook may hold a Word document inside."""
    suffix = PurePath(name.strip()).suffix.lower()
    if format_.file_format in (FileFormat.DOC, FileFormat.OLE) and suffix in _OLD_SUFFIXES:
        return FileIs(FileFormat.XLS)
    if format_ in (TEXT, UNKNOWN):
        if suffix in (".xls", ".xlsx", ".et"):
            return FileIs(FileFormat.TEXT_AS_EXCEL)
        return FileIs(_TEXT_TABLES.get(suffix, FileFormat.TEXT))
    return as_sent(format_, name)


def _is_text_table(name: str) -> bool:
    """A table as text is sent in encodings nobody can tell; it opens in Excel all the same."""
    return PurePath(name.strip()).suffix.lower() in _TEXT_TABLES


def _report(facts: dict[str, Fact], findings: list[Finding], rows: list[StatisticsRow] | None = None) -> Report:
    seen: Counter[str] = Counter()
    kept = []
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MAX_FINDINGS_OF_A_CODE:
            kept.append(finding)
    form = tuple(as_values(row) for row in rows or ())
    return Report(kind=Kind.STATISTICS, facts=facts, findings=tuple(kept), form=form)


def _other_table(sheet: Sheet[str]) -> tuple[int | None, tuple[str, ...]]:
    """How many rows another table has below its header (None: more than are read), and that header's titles."""
    numbers = sorted(sheet.rows)
    header = next((n for n in numbers if len(sheet.rows[n]) >= MIN_HEADER_CELLS), None)
    titles = _titles(sheet.rows[header]) if header else ()
    if sheet.cut:
        return None, titles
    return (len(numbers) if header is None else sum(n > header for n in numbers)), titles


def _titles(row: Row[str]) -> tuple[str, ...]:
    """The row's cells when they are titles of columns; a row of somebody's data is never repeated."""
    texts = tuple(row.values())
    known = sum(_TITLE.search(text) is not None for text in texts)
    return texts if 2 * known >= len(texts) and not any(_DATA.search(text) for text in texts) else ()
