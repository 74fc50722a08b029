"""A roster workbook read as people really fill it in, and refused politely when it is none."""

from __future__ import annotations

import os
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from channels.registry import roster_columns
from checks.tables import roster_cells
from checks.tables.roster_cells import BadCell
from checks.tables.roster_file import read_roster
from domain.organisation import Account
from domain.roster.roster import RosterRow

MATERIAL = Path(os.environ.get("BAOSONG_MATERIAL", Path(__file__).parents[4] / "shared" / "material"))

COLUMNS = roster_columns()


def book(path: Path, *lines: list[Any]) -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in lines:
        sheet.append(line)
    workbook.save(path)
    return path


def read(tmp_path: Path, *lines: list[Any]) -> tuple[list[RosterRow], list[tuple[int, str, str]]]:
    found = read_roster(book(tmp_path / "r.xlsx", *lines), COLUMNS)
    rows, problems = found.rows, found.problems
    return rows, [(p.row, p.column, p.code) for p in problems]


def test_columns_stand_in_any_order_under_any_title(tmp_path: Path) -> None:
    rows, problems = read(
        tmp_path,
        ["2020年活动周名册"],
        [],
        ["姓名", " 单位 名称", "单位编码*", "单位类型", "公众号openid", "角色"],
        ["甲", "A 校", "A", "中等职业学校", "oX1", "联络员、管理员"],
        [],
        [None, "B校", "B", "技工院校"],
    )
    assert problems == []
    assert rows == [
        RosterRow(
            number=4,
            code="A",
            name="A 校",
            kind="中等职业学校",
            person="甲",
            roles=("联络员", "管理员"),
            accounts=(Account(channel="wechat", account="oX1"),),
        ),
        RosterRow(number=6, code="B", name="B校", kind="技工院校"),
    ]


def test_cells_are_read_as_they_are_meant(tmp_path: Path) -> None:
    header = ["单位编码", "单位名称", "单位类型", "简称", "手机", "企业微信账号", "免报日期", "上级单位编码"]
    rows, problems = read(
        tmp_path,
        header,
        [
            360101,
            "  一\u200b中\n",
            "中等 职业学校",
            "一中、老一中",
            13800.0,
            "ZhangSan；ｌｉ",
            datetime.fromisoformat("2020-11-09"),
            "３６",
        ],
        [
            "３６０１０２",
            "二中",
            "中等职业学校",
            None,
            "0791-123 45",
            None,
            "2020-11-09、2020年11月11日至2020.11.12",
            36.0,
        ],
    )
    assert problems == []
    first, second = rows
    assert (first.code, first.name, first.kind, first.aliases) == ("360101", "一中", "中等职业学校", ("一中", "老一中"))
    assert (first.phone, first.parent_code) == ("13800", "36")
    assert [a.account for a in first.accounts] == ["zhangsan", "li"]
    assert first.exempt_days == (date(2020, 11, 9),)
    assert (second.code, second.phone, second.parent_code) == ("360102", "079112345", "36")
    assert second.exempt_days == (date(2020, 11, 9), date(2020, 11, 11), date(2020, 11, 12))


def test_a_code_is_what_its_cell_shows(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["单位编码", "单位名称", "单位类型", "上级单位编码"])
    for number, (code, shown) in enumerate(((7, "0000"), ("0008", "@"), (9.0, "General"), ("0010.0", "@")), start=2):
        sheet.append([code, f"{number}校", "中等职业学校", "３６０１０１．0"])
        sheet.cell(number, 1).number_format = shown
    workbook.save(tmp_path / "r.xlsx")
    read_file = read_roster(tmp_path / "r.xlsx", COLUMNS)
    rows = read_file.rows
    assert read_file.problems == []
    assert [row.code for row in rows] == ["0007", "0008", "9", "0010"]
    assert {row.parent_code for row in rows} == {"360101"}


@pytest.mark.parametrize(
    "line",
    [
        ["填表人：王老师", None, None, "联系电话：0000-0000000"],
        ["制表人（签字）：王老师"],
        [None, "审核：", None, "李老师"],
        ["单位（盖章）："],
        ["（盖章）"],
        ["注：1.单位编码由市局统一编制。"],
        ["备注", "没有联络员的单位请先报办公室"],
        ["合计", "2所"],
        ["共计：2 所学校"],
        [None, None, "2020年11月9日"],
        ["※ 带星号的列必须填写"],
    ],
)
def test_what_stands_under_the_table_is_no_row_of_it(tmp_path: Path, line: list[Any]) -> None:
    header = ["单位编码", "单位名称", "单位类型", "姓名"]
    rows, problems = read(tmp_path, header, ["A", "A校", "技工院校", "甲"], ["B", "B校", "技工院校", "乙"], [], line)
    assert ([row.code for row in rows], problems) == (["A", "B"], [])


def test_a_unit_whose_name_begins_like_a_note_is_a_row(tmp_path: Path) -> None:
    header = ["单位编码", "单位名称", "单位类型", "姓名"]
    lines: list[list[Any]] = [
        ["H1", "合计学校", "技工院校", "甲"],
        [None, "制表学校", "技工院校", "乙"],
        ["注册1", "丙校", "技工院校"],
    ]
    rows, _ = read(tmp_path, header, *lines)
    assert [row.name for row in rows] == ["合计学校", "制表学校", "丙校"]


def test_unknown_doubled_and_missing_columns_are_named(tmp_path: Path) -> None:
    _, problems = read(tmp_path, ["单位编码", "单位名称", "姓名", "姓名", "邮箱"], ["A", "A校", "甲", "乙", "x"])
    assert problems == [(1, "姓名", "double_column"), (1, "邮箱", "unknown_column"), (1, "单位类型", "no_column")]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("单位编码", 123456789012345678, "imprecise"),
        ("单位编码", datetime.fromisoformat("2020-01-02"), "became_date"),
        ("单位名称", "#REF!", "cell_error"),
        ("姓名", True, "cell_flag"),
        ("免报日期", "11月9日", "bad_date"),
        ("免报日期", "2020-02-30", "bad_date"),
        ("免报日期", "2020-11-12至2020-11-09", "bad_range"),
        ("免报日期", "2020-01-01至2020-12-31", "bad_range"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column(tmp_path: Path, column: str, value: Any, code: str) -> None:
    header = list(COLUMNS.headers)
    line: list[Any] = ["A", "A校", None, "中等职业学校", *[None] * (len(header) - 4)]
    line[header.index(column)] = value
    _, problems = read(tmp_path, header, line)
    assert problems == [(2, column, code)]


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (None, []),
        ("", []),
        (44144, ["2020-11-09"]),
        ("2020/11/9", ["2020-11-09"]),
        ("20201109", ["2020-11-09"]),
        (20201109, ["2020-11-09"]),
        ("２０２０年１１月９日", ["2020-11-09"]),
        ("2020-11-10, 2020-11-09", ["2020-11-09", "2020-11-10"]),
        ("2020-11-09～2020-11-10", ["2020-11-09", "2020-11-10"]),
    ],
)
def test_days_of_any_form(value: object, days: list[str]) -> None:
    assert [day.isoformat() for day in roster_cells.dates(value)] == days


@pytest.mark.parametrize("value", ["明天", "2020", 5, True, 3.5])
def test_what_is_no_day(value: object) -> None:
    with pytest.raises(BadCell):
        roster_cells.dates(value)


def refused(path: Path) -> str:
    found = read_roster(path, COLUMNS)
    rows, problems = found.rows, found.problems
    assert rows == []
    assert len(problems) == 1
    assert problems[0].row == 0
    return problems[0].code


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx") == "not_found"
    assert refused(tmp_path) == "unreadable"
    (tmp_path / "empty.xlsx").touch()
    assert refused(tmp_path / "empty.xlsx") == "empty_file"
    (tmp_path / "text.xlsx").write_text("单位编码,单位名称")
    assert refused(tmp_path / "text.xlsx") == "not_xlsx"
    assert refused(book(tmp_path / "other.xlsx", ["列一", "列二"], [1, 2])) == "no_header"
    whole = book(tmp_path / "whole.xlsx", list(COLUMNS.headers)).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path / "cut.xlsx") == "damaged"
    (tmp_path / "noise.xlsx").write_bytes(bytes(range(256)) * 9)
    assert refused(tmp_path / "noise.xlsx") == "damaged"


def test_a_workbook_that_openpyxl_cannot_follow_is_damaged_not_a_crash(tmp_path: Path) -> None:
    good = book(tmp_path / "good.xlsx", list(COLUMNS.headers))
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b'r="A1"', b'r="!!"'))
    assert refused(broken) == "damaged"


def test_a_stray_cell_far_below_costs_nothing(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["单位编码", "单位名称", "单位类型"])
    sheet.append(["A", "A校", "中等职业学校"])
    sheet.cell(1_048_576, 16_384, "x")
    workbook.save(tmp_path / "stray.xlsx")
    found = read_roster(tmp_path / "stray.xlsx", COLUMNS)
    rows, problems = found.rows, found.problems
    assert (len(rows), problems) == (1, [])


@pytest.mark.material
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.xlsx", "empty_file"),
        ("xlsx_password.xlsx", "encrypted"),
        ("hostile_xmlbomb.xlsx", "unsafe"),
        ("hostile_dimension_1048576x16384.xlsx", "no_header"),
        ("notxlsx_csv_gbk.xlsx", "not_xlsx"),
        ("xls_legacy.xls", "not_xlsx"),
        ("xlsx_real_tencent_docs.xlsx", "no_header"),
        ("xlsx_real_easyexcel_wps_merged.xlsx", "no_header"),
    ],
)
def test_real_and_hostile_workbooks_that_are_no_roster(name: str, code: str) -> None:
    if not (MATERIAL / name).exists():
        pytest.skip(f"{name} is not here")
    assert refused(MATERIAL / name) == code


def test_a_cell_merged_over_the_people_of_a_unit_counts_for_each(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in (
        ["单位编码", "单位名称", "单位类型", "姓名"],
        ["A", "A校", "技工院校", "甲"],
        [None, None, None, "乙"],
    ):
        sheet.append(line)
    for column in "ABC":
        sheet.merge_cells(f"{column}2:{column}3")
    workbook.save(tmp_path / "merged.xlsx")
    found = read_roster(tmp_path / "merged.xlsx", COLUMNS)
    rows, problems = found.rows, found.problems
    assert [(row.code, row.name, row.kind, row.person) for row in rows] == [
        ("A", "A校", "技工院校", "甲"),
        ("A", "A校", "技工院校", "乙"),
    ]
    assert problems == []


def test_a_formula_that_was_never_calculated_is_told(tmp_path: Path) -> None:
    _, problems = read(tmp_path, ["单位编码", "单位名称", "单位类型"], ["A", "=B9", "技工院校"])
    assert problems == [(2, "单位名称", "cell_error")]
