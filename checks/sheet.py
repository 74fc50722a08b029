"""The cells of a workbook as text, sheet by sheet, as they stand in the file.

Nothing is calculated: of a formula the value that was stored with it counts. Rows are read as they inflate, and reading
ends where a sheet has been empty for long: what a sheet claims of its dimensions is never believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, cast

from lxml import etree

from checks.package import Element, Package, R, Refused, not_parsed
from domain.findings import Finding

MAX_ROWS = 5_000
#: After so many rows without a word nothing more is looked for: formats dragged to the end of the sheet.
MAX_EMPTY_ROWS = 2_000
MAX_COLUMNS = 100
#: Excel's own limit; more cells in a row were not written by it.
MAX_CELLS_IN_ROW = 16_384
MAX_TEXTS = 200_000
MAX_TEXT = 2_000
FORMULA_WITHOUT_VALUE = "没有结果的公式"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")

Row = dict[int, str]


@dataclass
class Sheet:
    """``rows``: row number → column number → text, both from 1; only what is filled. ``spans``: merged areas."""

    name: str
    rows: dict[int, Row] = field(default_factory=dict)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)

    def spread(self, number: int) -> Row:
        """A row with the text of merged areas in each of their cells."""
        row = dict(self.rows.get(number, {}))
        for top, left, bottom, right in self.spans:
            said = self.rows.get(top, {}).get(left, "")
            if said and top <= number <= bottom:
                row |= {column: said for column in range(left, min(right, MAX_COLUMNS) + 1)}
        return row


def read_sheets(package: Package) -> Iterator[Sheet]:
    """The sheets a reader sees, in order. Raises ``Refused``."""
    main = package.main_part("xl/workbook.xml")
    book = package.xml(main)
    if book is None:
        raise Refused(Finding(code="file.damaged"))
    related = package.relationships(main)
    shared = next((r.target for r in related.values() if r.kind == "sharedStrings" and not r.external), "")
    texts = _texts(package, shared) if shared in package else []
    for entry in book.iter("{*}sheet"):
        relationship = related.get(entry.get(f"{{{R}}}id", ""))
        if relationship is None or relationship.kind != "worksheet" or entry.get("state", "visible") != "visible":
            continue
        if relationship.target in package:
            with package.stream(relationship.target) as part:
                yield _sheet(entry.get("name", ""), part, texts)


def _elements(part: IO[bytes], *names: str) -> Iterator[Element]:
    """Ended elements of these names, in any namespace, each gone when the next one comes. Raises ``Refused``."""
    parsing = etree.iterparse(
        part,
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parsing:
            yield cast(Element, element)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise not_parsed(error) from error


def _texts(package: Package, part: str) -> list[str]:
    texts: list[str] = []
    with package.stream(part) as stream:
        for entry in _elements(stream, "si"):
            if len(texts) >= MAX_TEXTS:
                raise Refused(Finding(code="file.unsafe", found="文字过多"))
            texts.append(_joined(entry))
            _forget(entry)
    return texts


def _sheet(name: str, part: IO[bytes], texts: list[str]) -> Sheet:
    sheet, current, number, cells = Sheet(name), Row(), 0, 0
    for element in _elements(part, "c", "row", "mergeCell"):
        match etree.QName(element).localname:
            case "c":
                cells += 1
                if cells > MAX_CELLS_IN_ROW:
                    raise Refused(Finding(code="file.unsafe", found="单元格过多"))
                column = _column(element.get("r", "")) or max(current, default=0) + 1
                if column <= MAX_COLUMNS and (said := _said(element, texts)):
                    current[column] = said
                element.clear()
            case "row":
                number = _number(element.get("r", "")) or number + 1
                if current:
                    sheet.rows[number] = current
                if len(sheet.rows) > MAX_ROWS:
                    raise Refused(Finding(code="file.unsafe", found="行数过多"))
                current, cells = Row(), 0
                _forget(element)
                if number - max(sheet.rows, default=0) > MAX_EMPTY_ROWS:
                    break
            case _:
                if len(sheet.spans) < MAX_ROWS and (span := _span(element.get("ref", ""))):
                    sheet.spans.append(span)
    return sheet


def _said(cell: Element, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _joined(cell)
    value = cell.find("{*}v")
    said = (value.text or "").strip() if value is not None else ""
    if not said:
        return FORMULA_WITHOUT_VALUE if cell.find("{*}f") is not None else ""
    if kind == "s":
        index = int(said) if said.isascii() and said.isdigit() and len(said) <= 7 else len(texts)
        return texts[index] if index < len(texts) else ""
    return _tidy(said) if kind == "n" else said[:MAX_TEXT]


def _tidy(number: str) -> str:
    """``0.85`` is stored as ``0.84999999999999998``, ``1200`` sometimes as ``1.2E3``."""
    try:
        value = float(number)
    except ValueError:
        return number[:MAX_TEXT]
    return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else number[:MAX_TEXT]


def _joined(parent: Element) -> str:
    """Its runs of text, without the readings (``rPh``) that some editors add."""
    pieces = [t.text or "" for t in parent.iter("{*}t") if not _is_reading(t)]
    return "".join(pieces).strip()[:MAX_TEXT]


def _is_reading(text: Element) -> bool:
    above = text.getparent()
    return above is not None and etree.QName(above).localname == "rPh"


def _forget(element: Element) -> None:
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]


def _column(reference: str) -> int:
    match = _REFERENCE.fullmatch(reference)
    number = 0
    for letter in match.group(1) if match else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 7 else 0


def _span(reference: str) -> tuple[int, int, int, int] | None:
    first, _, last = reference.partition(":")
    top, bottom = (_REFERENCE.fullmatch(one) for one in (first, last or first))
    if top is None or bottom is None:
        return None
    return int(top.group(2)), _column(first), int(bottom.group(2)), _column(last or first)
