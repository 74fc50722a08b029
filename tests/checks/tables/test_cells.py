"""What a cell holds, as its number format shows it; and what different writers make of rows, references and merges."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checks.office.package import open_package
from checks.office.refused import Refused
from checks.tables.cell import FORMULA_WITHOUT_VALUE, Look, Looks, Value, look_of, text_of, value_of
from checks.tables.sheet import read_sheets, read_values

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rows_of(folder: Path, sheet: str, *, hidden: bool = False) -> dict[int, dict[int, str]]:
    """The rows of a workbook whose first sheet is written here by hand."""
    made = openpyxl.Workbook()
    buffer = io.BytesIO()
    made.save(buffer)
    path = folder / "表.xlsx"
    with zipfile.ZipFile(buffer) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            written = f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'.encode()
            after.writestr(name, written if "worksheets/" in name else before.read(name))
    with open_package(path) as package:
        (read,) = read_sheets(package)
    return {number: {} for number in read.hidden} if hidden else read.rows


@pytest.mark.parametrize(
    ("format_id", "code", "look"),
    [
        (0, None, Look.PLAIN),
        (9, None, Look.SHARE),
        (14, None, Look.DATE),
        (31, None, Look.DATE),
        (49, None, Look.PLAIN),
        (170, "General", Look.PLAIN),
        (170, "G/通用格式", Look.PLAIN),
        (170, '0"个(日均)"', Look.PLAIN),
        (170, "[Red]0;[Blue]-0", Look.PLAIN),
        (170, "0.00_);[Red]\\(0.00\\)", Look.PLAIN),
        (170, "0.00%", Look.SHARE),
        (170, 'yyyy"年"m"月"d"日";@', Look.DATE),
        (170, "[$-409]d-mmm", Look.DATE),
        (170, "[h]:mm", Look.DATE),
        (170, "0.00E+00", Look.PLAIN),
    ],
)
def test_what_a_number_format_shows(format_id: int, code: str | None, look: Look) -> None:
    assert look_of(format_id, code) is look


@pytest.mark.parametrize(
    ("kind", "raw", "look", "value", "text"),
    [
        ("n", "1200", Look.PLAIN, 1200, "1200"),
        ("n", "0.84999999999999998", Look.PLAIN, 0.85, "0.85"),
        ("n", "0.84999999999999998", Look.SHARE, 0.85, "85%"),
        ("n", "1.2E3", Look.PLAIN, 1200.0, "1200"),
        ("n", "44338", Look.DATE, datetime.fromisoformat("2021-05-22"), "2021-05-22"),
        ("n", "44338.5", Look.DATE, datetime.fromisoformat("2021-05-22T12:00"), "2021-05-22 12:00"),
        ("n", "1", Look.DATE, datetime.fromisoformat("1900-01-01"), "1900-01-01"),
        ("n", "0.5", Look.DATE, "12:00:00", "12:00:00"),
        ("n", "-3", Look.DATE, -3.0, "-3"),
        ("n", "1e12", Look.DATE, 1e12, "1000000000000"),
        ("n", "9" * 300, Look.PLAIN, "9" * 300, "9" * 300),
        ("b", "1", Look.PLAIN, True, "TRUE"),
        ("e", "#REF!", Look.PLAIN, "#REF!", "#REF!"),
        ("d", "2021-05-22", Look.PLAIN, datetime.fromisoformat("2021-05-22"), "2021-05-22"),
        ("d", "gestern", Look.PLAIN, "gestern", "gestern"),
    ],
)
def test_a_stored_value(kind: str, raw: str, look: Look, value: Value, text: str) -> None:
    read = value_of(kind, raw, look)
    assert (read, type(read) is bool) == (value, type(value) is bool)
    assert text_of(read) == text


def test_days_counted_from_1904() -> None:
    assert value_of("n", "42876", Look.DATE, from_1904=True) == datetime.fromisoformat("2021-05-22")
    assert Looks((Look.DATE,)).of("7") is Look.PLAIN


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ('<row r="7"><c r="b7"><v>2</v></c></row>', {7: {2: "2"}}),
        ("<row><c><v>0</v></c><c><v>5</v></c></row>", {1: {1: "0", 2: "5"}}),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>', {2: {1: "1", 2: "2"}}),
        ('<row r="1"><c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><v>3</v></c></row>', {1: {2: "3"}}),
        ('<row r="1"><c r="0"><v>1</v></c><c r="1"><v>2</v></c></row>', {1: {1: "1", 2: "2"}}),
        ('<row r="1"><c r="A1"><f>1+1</f></c></row>', {1: {1: FORMULA_WITHOUT_VALUE}}),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><r><t>一_x000D_</t></r><r><t>中_x0000_</t></r></is></c></row>',
            {1: {1: "一中"}},
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>校</t><rPh><r><t>xiao</t></r></rPh></is></c></row>',
            {1: {1: "校"}},
        ),
    ],
)
def test_what_writers_write(tmp_path: Path, row: str, cells: dict[int, Any]) -> None:
    assert rows_of(tmp_path, f"<sheetData>{row}</sheetData>") == cells


def test_what_a_merged_area_hides_is_not_there(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    assert rows_of(tmp_path, f"<sheetData>{row}</sheetData>{merged}") == {1: {1: "1", 3: "3"}}


def test_hidden_rows_are_known(tmp_path: Path) -> None:
    row = '<row r="3" hidden="1"><c r="A3"><v>1</v></c></row><row r="4"><c r="A4"><v>1</v></c></row>'
    assert set(rows_of(tmp_path, f"<sheetData>{row}</sheetData>", hidden=True)) == {3}


def test_a_reference_that_names_no_cell_is_damage(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        rows_of(tmp_path, '<sheetData><row r="1"><c r="!!"><v>1</v></c></row></sheetData>')
    assert refused.value.finding.code == "file.damaged"


def test_reading_ends_where_there_are_too_many_rows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for number in range(9):
        made.worksheets[0].append([number])
    made.save(tmp_path / "lang.xlsx")
    with open_package(tmp_path / "lang.xlsx") as package:
        (cut,) = read_values(package, max_rows=5)
        (whole,) = read_values(package, max_rows=9)
    assert (cut.cut, len(cut.rows), whole.cut, len(whole.rows)) == (True, 6, False, 9)


@pytest.mark.parametrize(
    ("raw", "code", "text"),
    [
        ("7", "0000", "0007"),
        ("12345", "0000", "12345"),
        ("7", '"XH"000', "XH007"),
        ("7", "\\A000", "A007"),
        ("7", '0000"号"', "0007号"),
        ("7", "[Red]0000", "0007"),
        ("7.0", "0000", "0007"),
        # Numbers as they are: no codes.
        ("7", "0", "7"),
        ("12", '0"所"', "12"),
        ("7.5", "0000", "7.5"),
        ("7", "0.00", "7"),
        ("1200", "#,##0", "1200"),
        ("-7", "0000", "-7"),
        ("7", "00.0", "7"),
        ("44260", "yyyy/m/d", "2021/3/5"),
        ("44260", 'yyyy"年"m"月"d"日";@', "2021年3月5日"),
        ("44260", "m月d日", "3月5日"),
        ("44260", "yyyy\\-mm\\-dd", "2021-03-05"),
        ("44260", "[$-804]yy.mm.dd", "21.03.05"),
        ("44260.5625", "m/d h:mm", "3/5 13:30"),
        # Names of months are no Chinese office's: the plain day.
        ("44260", "d-mmm-yy", "2021-03-05"),
        ("44260", "yyyy-mm-dd h:mm:ss", "2021-03-05"),
    ],
)
def test_a_number_is_read_as_it_is_shown(raw: str, code: str, text: str) -> None:
    assert text_of(value_of("n", raw, look_of(170, code), code=code)) == text


def test_a_day_stays_a_day_in_whatever_words(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for number, (value, code) in enumerate(((44260, "m月d日"), (7, "0000"), (44260, "General")), start=1):
        sheet.cell(1, number, value).number_format = code
    made.save(tmp_path / "表.xlsx")
    with open_package(tmp_path / "表.xlsx") as package:
        (values,) = read_values(package, max_rows=5)
    assert list(values.rows[1].values()) == [datetime.fromisoformat("2021-03-05"), 7, 44260]
    assert [text_of(value) for value in values.rows[1].values()] == ["3月5日", "0007", "44260"]
