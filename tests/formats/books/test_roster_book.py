"""The roster as Excel: what is written is what is read, and a template is ready to be filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from bot.sample_roster import sample_rows
from channels.registry import roster_columns
from checks.tables.roster_file import read_roster
from domain.organisation import KINDS, RECEIVING_KIND, Account
from domain.roster.check import compile_roster
from domain.roster.roster import RosterRow
from formats.books.invite_row import BoundAccount, InviteRow
from formats.books.roster import instructions, invites_book, roster_book, template_book
from storage.campaign_files import codes, load

COLUMNS = roster_columns()


def read_back(tmp_path: Path, data: bytes) -> list[RosterRow]:
    file = tmp_path / "r.xlsx"
    file.write_bytes(data)
    found = read_roster(file, COLUMNS)
    rows, problems = found.rows, found.problems
    assert problems == []
    return rows


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    rows = [
        RosterRow(
            number=2,
            code="000123456789012345",
            name="=1+1 学校",
            aliases=("一校", "二校"),
            kind="中等职业学校",
            line="教育",
            parent_code="1-2",
            person="甲",
            roles=("联络员", "管理员"),
            phone="0012",
            accounts=(Account(channel="wecom", account="a"), Account(channel="feishu", account="B")),
            exempt_days=(date(2020, 11, 9), date(2020, 11, 11)),
        ),
        RosterRow(number=3, code="2", name="乙校", kind="技工院校"),
    ]
    assert read_back(tmp_path, roster_book(rows, COLUMNS)) == rows


def test_no_cell_is_a_formula() -> None:
    row = RosterRow(number=2, code="A", name="=HYPERLINK()")
    sheet = load_workbook(BytesIO(roster_book([row], COLUMNS))).worksheets[0]
    assert sheet.cell(2, 2).data_type == "s"


def test_a_template_has_every_column_dropdowns_and_instructions(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(template_book(COLUMNS)))
    sheet, explained = book.worksheets
    assert [cell.value for cell in sheet[1]] == list(COLUMNS.headers)
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"D": f'"{",".join(KINDS)}"', "E": '"教育,人社"', "H": '"联络员,管理员,阅览员"'}
    assert {str(cell.value) for cell in explained["A"]} >= set(COLUMNS.headers) == set(instructions(COLUMNS))
    assert sheet["A2"].number_format == "@"
    assert read_back(tmp_path, template_book(COLUMNS)) == []


def test_the_invites_sheet_carries_the_words_to_pass_on() -> None:
    bound = (
        BoundAccount(channel="企业微信", account="a1", at=datetime(2020, 11, 9, 1, 30, tzinfo=UTC)),
        BoundAccount(channel="钉钉", account="a2"),
    )
    row = InviteRow(units=("甲校", "乙校"), person="某", roles=("联络员",), code="7K3M9PXQ", bound=bound)
    sheet = load_workbook(BytesIO(invites_book([row]))).worksheets[0]
    values = [str(cell.value) for cell in sheet[2]]
    assert values[:5] == ["甲校、乙校", "某", "联络员", "7K3M9PXQ", "企业微信 a1（11月9日 09:30）、钉钉 a2"]
    assert "绑定 7K3M9PXQ" in values[5] and "http" not in values[5]
    used = InviteRow(units=("甲校",), person="某", roles=("联络员",), code="")
    sheet = load_workbook(BytesIO(invites_book([row, used], {"微信客服": "https://x.invalid/k?code="}))).worksheets[0]
    assert "微信客服，不用输入：https://x.invalid/k?code=7K3M9PXQ" in str(sheet["F2"].value)
    # As high as its lines: the office's own words, and the address.
    assert sheet["F2"].alignment.wrap_text and sheet.row_dimensions[2].height >= 3 * sheet.row_dimensions[3].height
    assert not sheet["F3"].value


def test_the_sample_is_a_good_roster_with_somebody_owing_in_every_campaign() -> None:
    roster, problems = compile_roster(sample_rows(), COLUMNS)
    assert problems == []
    assert 28 <= len(roster.organisations) <= 40
    kinds = [entry.kind for entry in roster.organisations]
    assert set(kinds) == set(KINDS)
    for code in codes():
        assert set(kinds) & load(code).kinds, code
    assert kinds.count("中等职业学校") >= 14
    served = [len({unit for unit, _ in person.duties}) for person in roster.people]
    assert max(served) == 2
    receiving = {entry.code for entry in roster.organisations if entry.kind == RECEIVING_KIND}
    liaisons = {code for person in roster.people for code, role in person.duties if role.value == "联络员"}
    assert liaisons == {entry.code for entry in roster.organisations} - receiving


def test_nobody_of_the_sample_has_a_phone() -> None:
    assert {row.phone for row in sample_rows()} == {""}
