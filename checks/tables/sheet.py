"""The cells of a workbook, sheet by sheet, as they stand in the file.

Nothing is calculated: of a formula the value that was stored with it counts. Rows are read as they inflate, and reading
ends where a sheet has been empty for long: what a sheet claims of its dimensions is never believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Generic, TypeVar, cast

from lxml import etree

from checks.office.external_links import R
from checks.office.package import Package
from checks.office.refused import Refused
from checks.office.safe_xml import Element, not_parsed
from checks.tables.cell import FORMULA_WITHOUT_VALUE, MAX_TEXT, Look, Looks, Value, look_of, text_of, value_of
from checks.tables.shown import BUILT_IN
from domain.findings import Code, Finding
from domain.findings.found import Found

MAX_ROWS = 5_000
#: Of one sheet; several are held at once.
MAX_CELLS = 60_000
#: After so many rows without a word nothing more is looked for: formats dragged to the end of the sheet.
MAX_EMPTY_ROWS = 2_000
MAX_COLUMNS = 100
#: Excel's own limit; more cells in a row were not written by it.
MAX_CELLS_IN_ROW = 16_384
MAX_TEXTS = 200_000
#: So many rows of merged areas are looked at.
MAX_UNCOVERED = 100_000
#: Excel's own limit is 65,490.
MAX_STYLES = 100_000
#: Excel's own limit of a number format.
MAX_FORMAT_CODE = 255
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.IGNORECASE)
#: How characters are written that XML cannot hold (18.4, ST_Xstring).
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

T = TypeVar("T")
Row = dict[int, T]


@dataclass
class Sheet(Generic[T]):
    """``rows``: row number → column number → what it holds, both from 1; only what is filled. ``spans``: merged areas.

    ``hidden``: rows a reader does not see. ``cut``: there are more rows than were read.
    """

    name: str
    rows: dict[int, Row[T]] = field(default_factory=dict)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    cut: bool = False

    def spread(self, number: int) -> Row[T]:
        """A row with what merged areas hold in each of their cells."""
        row = dict(self.rows.get(number, {}))
        for top, left, bottom, right in self.spans:
            if top <= number <= bottom and left in (first := self.rows.get(top, {})):
                row |= {column: first[left] for column in range(left, min(right, MAX_COLUMNS) + 1)}
        return row


def read_sheets(package: Package) -> Iterator[Sheet[str]]:
    """The sheets a reader sees, in order, in words. Raises ``Refused``."""
    return _read(package, text_of, MAX_ROWS, MAX_CELLS)


def read_values(package: Package, max_rows: int) -> Iterator[Sheet[Value]]:
    """The sheets a reader sees, in order, as values. Raises ``Refused``."""
    return _read(package, lambda value: value, max_rows, max_rows * MAX_COLUMNS // 5)


def read_hidden_sheets(package: Package) -> Iterator[Sheet[str]]:
    """The sheets a reader does not see, in order, in words. Raises ``Refused``."""
    return _read(package, text_of, MAX_ROWS, MAX_CELLS, seen=False)


def hidden_sheets(package: Package) -> list[str]:
    """The names of the sheets a reader does not see. Raises ``Refused``."""
    book = package.xml(package.main_part("xl/workbook.xml"))
    entries = [] if book is None else book.iter("{*}sheet")
    return [entry.get("name", "") for entry in entries if entry.get("state", "visible") != "visible"]


def _read(
    package: Package, say: Callable[[Value], T], max_rows: int, max_cells: int, *, seen: bool = True
) -> Iterator[Sheet[T]]:
    main = package.main_part("xl/workbook.xml")
    book = package.xml(main)
    if book is None:
        raise Refused(Finding(code=Code.FILE_DAMAGED))
    related = package.relationships(main)
    parts = {r.kind: r.target for r in reversed(related.values()) if not r.external and r.target in package}
    texts = _texts(package, parts["sharedStrings"], max(MAX_TEXTS, max_cells // 2)) if "sharedStrings" in parts else []
    from_1904 = any(entry.get("date1904") in ("1", "true") for entry in book.iter("{*}workbookPr"))
    styles = _looks(package, parts["styles"]) if "styles" in parts else ()
    looks = Looks(tuple(look for look, _ in styles), from_1904, tuple(code for _, code in styles))
    for entry in book.iter("{*}sheet"):
        relationship = related.get(entry.get(f"{{{R}}}id", ""))
        visible = entry.get("state", "visible") == "visible"
        if relationship is None or relationship.kind != "worksheet" or visible != seen:
            continue
        if relationship.target in package:
            with package.stream(relationship.target) as part:
                yield _Reader(texts, looks, say, max_rows, max_cells).sheet(entry.get("name", ""), part)


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


def _texts(package: Package, part: str, most: int) -> list[str]:
    texts: list[str] = []
    with package.stream(part) as stream:
        for entry in _elements(stream, "si"):
            if len(texts) >= most:
                raise Refused(Finding(code=Code.FILE_UNSAFE, found=Found.TOO_MANY_TEXTS))
            texts.append(_joined(entry))
            _forget(entry)
    return texts


def _looks(package: Package, part: str) -> tuple[tuple[Look, str], ...]:
    """How each cell style shows a number, and its format, in the order cells refer to them."""
    codes: dict[str, str] = {}
    styles: list[tuple[Look, str]] = []
    with package.stream(part) as stream:
        for element in _elements(stream, "numFmt", "xf"):
            above = element.getparent()
            within = "" if above is None else etree.QName(above).localname
            format_id = element.get("numFmtId", "")
            if len(codes) + len(styles) > MAX_STYLES:
                break
            if within == "numFmts":
                codes[format_id] = element.get("formatCode", "")[:MAX_FORMAT_CODE]
            elif within == "cellXfs":
                number, code = _number(format_id), codes.get(format_id)
                styles.append((look_of(number, code), BUILT_IN.get(number, "") if code is None else code))
            _forget(element)
    return tuple(styles)


@dataclass(frozen=True)
class _Reader(Generic[T]):
    texts: list[str]
    looks: Looks
    say: Callable[[Value], T]
    max_rows: int
    max_cells: int

    def sheet(self, name: str, part: IO[bytes]) -> Sheet[T]:
        sheet: Sheet[T] = Sheet(name)
        current: Row[T] = {}
        number = column = cells = last = kept = 0
        for element in _elements(part, "c", "row", "mergeCell"):
            match etree.QName(element).localname:
                case "c":
                    cells += 1
                    if cells > MAX_CELLS_IN_ROW:
                        raise Refused(Finding(code=Code.FILE_UNSAFE, found=Found.TOO_MANY_CELLS))
                    column = _column(element.get("r")) or column + 1
                    if column <= MAX_COLUMNS and (value := self._value(element)) != "":
                        current[column] = self.say(value)
                    element.clear()
                case "row":
                    number = _number(element.get("r", "")) or number + 1
                    if current:
                        # Some writers give every cell a row element of its own.
                        sheet.rows.setdefault(number, {}).update(current)
                        last, kept = max(last, number), kept + len(current)
                    if element.get("hidden") in ("1", "true"):
                        sheet.hidden.add(number)
                    sheet.cut = len(sheet.rows) > self.max_rows or kept > self.max_cells
                    current, column, cells = {}, 0, 0
                    _forget(element)
                    if sheet.cut or number - last > MAX_EMPTY_ROWS:
                        break
                case _:
                    if len(sheet.spans) < self.max_rows and (span := _span(element.get("ref", ""))):
                        sheet.spans.append(span)
        _uncover(sheet)
        return sheet

    def _value(self, cell: Element) -> Value:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _joined(cell)
        stored = cell.find("{*}v")
        raw = (stored.text or "").strip() if stored is not None else ""
        if not raw:
            if kind == "str" and stored is not None:
                return ""
            return FORMULA_WITHOUT_VALUE if cell.find("{*}f") is not None else ""
        if kind == "s":
            index = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 7 else len(self.texts)
            return self.texts[index] if index < len(self.texts) else ""
        raw = _unescaped(raw) if kind == "str" else raw
        style = cell.get("s", "")
        return value_of(kind, raw, self.looks.of(style), code=self.looks.code(style), from_1904=self.looks.from_1904)


def _uncover(sheet: Sheet[T]) -> None:
    """Drop what stands in cells that a merged area hides: nobody sees it."""
    left_to_do, last = MAX_UNCOVERED, max(sheet.rows, default=0)
    for top, left, bottom, right in sheet.spans:
        for number in range(top, min(bottom, last) + 1):
            left_to_do -= 1
            if left_to_do < 0:
                return
            for column in [c for c in sheet.rows.get(number, ()) if left <= c <= right and (number, c) != (top, left)]:
                del sheet.rows[number][column]


def _joined(parent: Element) -> str:
    """Its runs of text, without the readings (``rPh``) that some editors add."""
    pieces = [t.text or "" for t in parent.iter("{*}t") if not _is_reading(t)]
    return _unescaped("".join(pieces)).strip()[:MAX_TEXT]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_meant, text) if "_x" in text else text


def _meant(escape: re.Match[str]) -> str:
    """The character, unless it is one that no text can hold: a control, half of a pair."""
    character = chr(int(escape.group(1), 16))
    return character if character.isprintable() or character in "\t\n" else ""


def _is_reading(text: Element) -> bool:
    return next(text.iterancestors("{*}rPh"), None) is not None


def _forget(element: Element) -> None:
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]


def _column(reference: str | None) -> int:
    """The column's number; 0 when the cell does not say, as it may. Raises ``Refused``."""
    # Some writers number their cells instead of naming them.
    if reference is None or reference.isdigit():
        return 0
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Refused(Finding(code=Code.FILE_DAMAGED))
    number = 0
    for letter in match.group(1).upper():
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
