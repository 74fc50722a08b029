"""A cell of the statistics form read, and what to say of it: no number, or one the sender should look at again."""

from __future__ import annotations

import re

from checks.tables.cell import FORMULA_WITHOUT_VALUE
from checks.tables.statistics_cells import read_count, read_share
from domain.findings import Code, Finding, Level
from domain.findings.found import Found, Text
from domain.findings.required import CountTaken, Required, ShareTaken
from domain.personal import without_personal_numbers

_COUNTS = {
    **dict.fromkeys(("teachers", "students", "people", "enrolled", "all_teachers"), "people"),
    **dict.fromkeys(("schools", "all_schools", "companies", "projects"), "things"),
}
#: 0.85 typed into a cell that shows per cent becomes 0.85%.
LEAST_SHARE = 0.01
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
#: A dash is a usual way to say that there were none of these.
_OFTEN_NONE = ("companies", "projects")


def counted_in(name: str, text: str) -> tuple[int | None, list[Finding]]:
    """The number a cell of the field ``name`` holds. An empty one is nobody's mistake here."""
    if not text:
        return None, []
    reading = read_count(text, _COUNTS.get(name, "any"))
    if reading.count is None:
        return None, [Finding(code=Code.STATISTICS_NUMBER, found=_found(text), required=Required.WHOLE_NUMBER)]
    if reading.sure or (reading.count == 0 and name in _OFTEN_NONE):
        return reading.count, []
    required, code = CountTaken(reading.count), Code.STATISTICS_NUMBER
    return reading.count, [Finding(code=code, found=_found(text), required=required, level=Level.ADVICE)]


def share_in(text: str) -> tuple[float | None, list[Finding]]:
    """The share a cell holds."""
    if not text:
        return None, []
    reading = read_share(text)
    if reading.value is None or reading.value > 1:
        return None, [Finding(code=Code.STATISTICS_COVERAGE, found=_found(text), required=Required.SHARE)]
    if 0 < reading.value < LEAST_SHARE:
        return None, [Finding(code=Code.STATISTICS_COVERAGE, found=_found(text), required=Required.PERCENTAGE)]
    if reading.sure:
        return reading.value, []
    required, code = ShareTaken(reading.value), Code.STATISTICS_COVERAGE
    return reading.value, [Finding(code=code, found=_found(text), required=required, level=Level.ADVICE)]


def told_in(text: str) -> tuple[str, list[Finding]]:
    """What a cell says that wants words. An error of Excel's says nothing."""
    if text == FORMULA_WITHOUT_VALUE or _ERROR.fullmatch(text):
        code, required = Code.STATISTICS_NUMBER, Required.WORDS
        return "", [Finding(code=code, found=_found(text), required=required, level=Level.ADVICE)]
    return text, []


def _found(text: str) -> Found | Text:
    return Found.FORMULA_WITHOUT_VALUE if text == FORMULA_WITHOUT_VALUE else Text(without_personal_numbers(text))
