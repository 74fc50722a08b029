"""The statistics form as a file: a real .xlsx that opens safely, holds the notice's columns, and numbers that agree.

Lenient about how things are written (units in cells, merged titles, another order, totals), strict about what they say.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from checks.facts import file_facts
from checks.package import Refused, open_package
from checks.sheet import Sheet, read_sheets
from checks.sniff import Family, Format
from checks.statistics_form import find_header, read_rows
from checks.word.document import called
from domain.findings import Fact, Finding, Kind, Report
from domain.rules import StatisticsRules
from domain.statistics import COLUMNS, StatisticsExpectation, StatisticsRow, as_values, judge

#: A header has at least this many filled cells; a title above it has one.
MIN_HEADER_CELLS = 3
#: More of one kind help nobody: whoever mends these finds the rest.
MAX_FINDINGS_OF_A_CODE = 6
MAX_SHEETS = 20


def check_workbook(
    path: Path, name: str, format_: Format, rules: StatisticsRules, expected: StatisticsExpectation | None = None
) -> Report:
    """Facts: rows (of units; in another table, filled rows below its header), bytes, sha256.

    ``expected`` is who sends it; without it the unit's name in the row says what kind it is.
    """
    facts: dict[str, Fact] = {"rows": None, **file_facts(path)}
    if format_.family is Family.ENCRYPTED:
        return _report(facts, [Finding(code="file.encrypted")])
    if format_.family is Family.UNKNOWN and not format_.name:
        return _report(facts, [Finding(code="file.damaged")])
    if format_.name not in ("xlsx", "xlsm"):
        found = called(format_, name)
        return _report(facts, [Finding(code="statistics.format", found=found, required="Excel（.xlsx）")])
    try:
        with open_package(path) as package:
            sheets = [sheet for _, sheet in zip(range(MAX_SHEETS), read_sheets(package), strict=False)]
    except Refused as refused:
        return _report(facts, [refused.finding])
    return _judged(facts, sheets, rules, expected)


def _judged(
    facts: dict[str, Fact], sheets: list[Sheet[str]], rules: StatisticsRules, expected: StatisticsExpectation | None
) -> Report:
    headers = [(sheet, header) for sheet in sheets if (header := find_header(sheet)) is not None]
    if not headers:
        first = next((sheet for sheet in sheets if sheet.rows), Sheet[str](""))
        facts["rows"], said = _other_table(first)
        required = "、".join(COLUMNS.values())
        return _report(facts, [Finding(code="statistics.header", found=said, required=required)] * rules.header)
    sheet, header = max(headers, key=lambda pair: len(pair[1].columns))
    if sheet.cut:
        return _report(facts, [Finding(code="file.unsafe", found="行数过多")])
    findings: list[Finding] = []
    rows: list[StatisticsRow] = []
    for row, unreadable in read_rows(sheet, header):
        rows.append(row)
        findings += unreadable + judge(row, expected)
    missing = [title for title in header.missing if title != COLUMNS["unit"]]
    if missing and rules.header:
        findings.insert(0, Finding(code="statistics.header", required="、".join(missing)))
    if not rows:
        findings.append(Finding(code="statistics.number", required="数字", place="表头下面"))
    facts["rows"] = len(rows)
    return _report(facts, findings, rows)


def _report(facts: dict[str, Fact], findings: list[Finding], rows: list[StatisticsRow] | None = None) -> Report:
    seen: Counter[str] = Counter()
    kept = []
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= MAX_FINDINGS_OF_A_CODE:
            kept.append(finding)
    form = tuple(as_values(row) for row in rows or ())
    return Report(kind=Kind.STATISTICS, facts=facts, findings=tuple(kept), form=form)


def _other_table(sheet: Sheet[str]) -> tuple[int | None, str]:
    """How many rows another table has below its header (None: more than are read), and that header."""
    numbers = sorted(sheet.rows)
    header = next((n for n in numbers if len(sheet.rows[n]) >= MIN_HEADER_CELLS), None)
    if sheet.cut:
        return None, "、".join(sheet.rows[header].values()) if header else ""
    if header is None:
        return len(numbers), ""
    return sum(n > header for n in numbers), "、".join(sheet.rows[header].values())
