"""A statistics form laid out as label and value side by side, several pairs a row, turned into one with a header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from checks.tables.sheet import Row, Sheet

#: Fewer labels below one another than this, and a column is none of labels.
MIN_LABELS = 2


def with_header(sheet: Sheet[str], is_label: Callable[[str], bool]) -> Sheet[str]:
    """The labels of ``sheet`` as the first column, each with its value beside it; empty when there are no pairs."""
    columns = _label_columns(sheet, is_label)
    paired: Sheet[str] = Sheet(sheet.name, cut=sheet.cut)
    for label, value in _pairs(sheet, columns):
        number = len(paired.rows) + 1
        paired.rows[number] = {1: label, 2: value} if value else {1: label}
    return paired


def _label_columns(sheet: Sheet[str], is_label: Callable[[str], bool]) -> list[int]:
    """Columns most of whose cells name columns of the form; a value may happen to sound like one."""
    filled: Counter[int] = Counter()
    labels: Counter[int] = Counter()
    for number, row in sheet.rows.items():
        if number not in sheet.hidden and len(row) > 1:
            filled.update(row.keys())
            labels.update(column for column, text in row.items() if is_label(text))
    return sorted(column for column in labels if labels[column] >= MIN_LABELS and 2 * labels[column] > filled[column])


def _pairs(sheet: Sheet[str], columns: list[int]) -> Iterator[tuple[str, str]]:
    for number in sorted(sheet.rows):
        row = sheet.rows[number]
        if number in sheet.hidden:
            continue
        for at, column in enumerate(columns):
            if column in row:
                before = columns[at + 1] if at + 1 < len(columns) else max(row) + 1
                yield row[column], _beside(row, column, before)


def _beside(row: Row[str], column: int, before: int) -> str:
    """What stands right of a label and left of the next one."""
    return next((row[at] for at in sorted(row) if column < at < before), "")
