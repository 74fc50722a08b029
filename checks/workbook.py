"""The statistics form as a file: a real .xlsx that opens safely, and how many rows it holds.

Rows that exist are counted as they stream by; what a sheet claims of its dimensions is never believed.
"""

from __future__ import annotations

from pathlib import Path

from checks.facts import file_facts
from checks.package import Element, Package, R, Refused, open_package
from checks.sniff import Family, Format
from checks.word.document import called
from domain.findings import Fact, Finding, Kind, Report

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: A header has at least this many filled cells; a title above it has one.
MIN_HEADER_CELLS = 3


def check_workbook(path: Path, name: str, format_: Format) -> Report:
    """Facts: rows (filled rows below the header of the first sheet), bytes, sha256."""
    facts: dict[str, Fact] = {"rows": None, **file_facts(path)}
    if format_.family is Family.ENCRYPTED:
        return _report(facts, Finding(code="file.encrypted"))
    if format_.family is Family.UNKNOWN and not format_.name:
        return _report(facts, Finding(code="file.damaged"))
    if format_.name not in ("xlsx", "xlsm"):
        found = called(format_, name)
        return _report(facts, Finding(code="statistics.format", found=found, required="Excel（.xlsx）"))
    try:
        with open_package(path) as package:
            facts["rows"] = _rows(_first_sheet(package))
    except Refused as refused:
        return _report(facts, refused.finding)
    return _report(facts)


def _report(facts: dict[str, Fact], *findings: Finding) -> Report:
    return Report(kind=Kind.STATISTICS, facts=facts, findings=findings)


def _first_sheet(package: Package) -> Element:
    main = package.main_part("xl/workbook.xml")
    book = package.xml(main)
    related = package.relationships(main)
    for sheet in book.iter(f"{S}sheet") if book is not None else ():
        relationship = related.get(sheet.get(f"{{{R}}}id", ""))
        root = package.xml(relationship.target) if relationship else None
        if root is not None and root.tag == f"{S}worksheet":
            return root
    raise Refused(Finding(code="file.damaged"))


def _rows(sheet: Element) -> int:
    filled = [count for row in sheet.iter(f"{S}row") if (count := sum(map(_is_filled, row)))]
    header = next((i for i, count in enumerate(filled) if count >= MIN_HEADER_CELLS), None)
    return len(filled) if header is None else len(filled) - header - 1


def _is_filled(cell: Element) -> bool:
    value = cell.find(f"{S}v")
    return (value is not None and bool((value.text or "").strip())) or cell.find(f"{S}is") is not None
