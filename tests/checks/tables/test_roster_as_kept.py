"""Rosters as offices keep them: rows and sheets out of sight, headers with remarks, signs instead of words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from channels.registry import roster_columns
from checks.tables.roster_file import RosterFile, read_roster

COLUMNS = roster_columns()
HEADER = ["单位编码", "单位名称", "单位类型", "上级单位编码", "姓名", "角色", "手机", "企业微信账号", "简称"]
Line = list[Any]


def line(code: str, person: Any = None, role: Any = None, *others: Any) -> Line:
    return [code, f"{code}校", "技工院校", None, person, role, *others]


def read(path: Path, *sheets: tuple[str, list[Line]], change: Callable[[Workbook], None] | None = None) -> RosterFile:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, lines in sheets:
        sheet = workbook.create_sheet(name)
        for cells in lines:
            sheet.append(cells)
    if change is not None:
        change(workbook)
    workbook.save(path / "r.xlsx")
    return read_roster(path / "r.xlsx", COLUMNS)


def problems(found: RosterFile) -> list[tuple[int, str, str, str]]:
    return [(p.row, p.column, p.code, p.found) for p in found.problems]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    def filtered(workbook: Workbook) -> None:
        for number in (3, 4, 9):
            workbook["东"].row_dimensions[number].hidden = True

    east = [HEADER, line("A"), line("B"), line("C")]
    found = read(tmp_path, ("东", east), change=filtered)
    assert ([row.code for row in found.rows], found.unseen) == (["A", "B", "C"], (("", 3), ("", 4)))
    found = read(tmp_path, ("东", east), ("西", [HEADER, line("D")]), change=filtered)
    assert found.unseen == (("东", 3), ("东", 4))


def test_a_roster_out_of_sight_is_named(tmp_path: Path) -> None:
    def out_of_sight(workbook: Workbook) -> None:
        workbook["名册"].sheet_state = "veryHidden"

    found = read(tmp_path, ("名册", [HEADER, line("A")]), ("Sheet2", [["看这里"]]), change=out_of_sight)
    assert (found.rows, problems(found)) == ([], [(0, "", "only_hidden", "名册")])
    assert set(found.unread) == {"名册", "Sheet2"}


def test_a_list_of_telephones_beside_the_roster_is_named_not_read(tmp_path: Path) -> None:
    telephones = [["姓名", "手机"], ["甲", "13800000001"]]
    found = read(tmp_path, ("封面", [["2020年"]]), ("通讯录", telephones), ("名册", [HEADER, line("A")]))
    assert (problems(found), [row.sheet for row in found.rows], found.unread) == ([], [""], ("封面", "通讯录"))
    filled = read(tmp_path, ("名册", [HEADER, line("A")]), ("填写说明", [["怎么填"]]))
    assert filled.unread == ()
    alone = read(tmp_path, ("通讯录", telephones))
    assert [p.code for p in alone.problems] == ["no_column"] * 3


def test_a_sheet_with_half_a_header_is_refused_not_left_out(tmp_path: Path) -> None:
    half = [["单位编码", "姓名", "角色"], ["B", "乙", "联络员"]]
    found = read(tmp_path, ("东", [HEADER, line("A")]), ("西", half))
    assert {(p.sheet, p.column, p.code) for p in found.problems} == {
        ("西", "单位名称", "no_column"),
        ("西", "单位类型", "no_column"),
    }


def test_a_missing_column_is_said_once(tmp_path: Path) -> None:
    found = read(tmp_path, ("名册", [["单位编号", "单位名称", "单位类型"], *([[None, "甲校", "技工院校"]] * 9)]))
    assert problems(found) == [(1, "单位编号", "unknown_column", ""), (1, "单位编码", "no_column", "")]


def test_headers_have_remarks_and_stand_on_every_printed_page(tmp_path: Path) -> None:
    header: Line = ["★单位编码（必填）", "单位名称\n(全称)", "单位类型*", "姓  名", "角色", "手机（选填）"]
    lines = [header, ["A", "A校", "技工院校", "甲", "联络员", "13800000001"], header, ["B", "B校", "技工院校"]]
    found = read(tmp_path, ("名册", lines))
    assert problems(found) == []
    assert [(row.number, row.code, row.person, row.phone) for row in found.rows] == [
        (2, "A", "甲", "13800000001"),
        (4, "B", "", ""),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("甲一、甲二", "several_people"),
        ("甲一\n甲二", "several_people"),
        ("甲一/甲二", "several_people"),
        ("甲一，甲二", "several_people"),
        ("无", "nobody"),
        ("待定", "nobody"),
        ("／", "nobody"),
        ("-", "nobody"),
        ("？", "nobody"),
        ("同上", "ditto"),
        ("〃", "ditto"),
        ('"', "ditto"),
    ],
)
def test_what_is_not_one_persons_name(tmp_path: Path, name: str, code: str) -> None:
    found = read(tmp_path, ("名册", [HEADER, line("A", name, "联络员")]))
    assert [(p.column, p.code) for p in found.problems] == [("姓名", code)]


@pytest.mark.parametrize(
    "name", ["甲 一", "阿依古丽·买买提", "买买提 阿不都", "无忌", "甲一（电教）", "、甲一", "甲一\n"]
)
def test_what_is_one(tmp_path: Path, name: str) -> None:
    assert problems(read(tmp_path, ("名册", [HEADER, line("A", name, "联络员")]))) == []


@pytest.mark.parametrize("sign", ["无", "/", "／", "—", "暂无", "N/A"])
def test_a_sign_for_nothing_is_an_empty_cell(tmp_path: Path, sign: str) -> None:
    lines = [HEADER, line("A", "甲", "联络员", sign, sign, sign), line("B", None, sign, sign, sign, sign)]
    lines[1][3] = sign
    found = read(tmp_path, ("名册", lines))
    assert problems(found) == []
    assert [(r.parent_code, r.roles, r.phone, r.accounts, r.aliases) for r in found.rows] == [
        ("", ("联络员",), "", (), ()),
        ("", (), "", (), ()),
    ]


@pytest.mark.parametrize(
    "roles", ["联络员、管理员", "联络员/管理员", "联络员 管理员", "联络员兼管理员", "联络员和管理员", "联络员\n管理员"]
)
def test_roles_are_joined_in_many_ways(tmp_path: Path, roles: str) -> None:
    found = read(tmp_path, ("名册", [HEADER, line("A", "甲", roles)]))
    assert (problems(found), found.rows[0].roles) == ([], ("联络员", "管理员"))


def test_ditto_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    lines = [HEADER, line("A", "甲", "联络员"), ["同上", "同上", "同上", "同上", "乙", "同上", "同上", None, "〃"]]
    found = read(tmp_path, ("名册", lines))
    assert {(p.row, p.code) for p in found.problems} == {(3, "ditto")}
    assert [p.column for p in found.problems] == [*HEADER[:2], "简称", *HEADER[2:4], "角色", "手机"]
