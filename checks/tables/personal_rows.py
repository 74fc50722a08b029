"""Findings about a row that has somebody's telephone or identity number repeat no words of that row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checks.tables.sheet import Sheet
from checks.tables.statistics_header import Header
from domain.findings import Finding
from domain.findings.found import Found, Text, UnitsListed
from domain.findings.places import Cells
from domain.personal import has_personal_number


def without_personal_rows(findings: Iterable[Finding], sheet: Sheet[str], header: Header) -> Iterator[Finding]:
    """The findings, without what was found in such rows. A form on its side has its rows in no line of the sheet."""
    rows = {
        number
        for number, row in sheet.rows.items()
        if number > header.bottom and any(map(has_personal_number, row.values()))
    }
    for finding in findings:
        place = finding.place
        if rows and isinstance(place, Cells) and _has_words(finding):
            lines = range(place.line, max(place.line, place.last_line) + 1)
            if not place.line or rows.intersection(lines):
                finding = replace(finding, found=Found.PERSONAL_DATA)
        yield finding


def _has_words(finding: Finding) -> bool:
    """A number cut short tells which cell is meant, and nobody's name."""
    found = finding.found
    return isinstance(found, UnitsListed) or (isinstance(found, Text) and any(map(str.isalpha, found.text)))
