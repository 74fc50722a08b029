"""The roster as Excel: an empty template with instructions, the roster in force, and the sheet of invite codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.organisation import KINDS, Role
from domain.roster.examples import EXPLAINED, TEMPLATE
from domain.roster.roster import (
    ALIASES,
    CODE,
    EXEMPT,
    KIND,
    LINE,
    LINES,
    NAME,
    PARENT,
    PERSON,
    PHONE,
    ROLE,
    Columns,
    RosterRow,
)
from formats.books.heights import LINE_HEIGHT, lines_of
from formats.books.invite_row import BoundAccount, InviteRow, PersonalAddress
from formats.spoken import day_text, local_date, moment_text
from formats.xml_text import clean

SHEET = "名册"
_READY_ROWS = 500
_WIDTHS = {CODE: 14, NAME: 30, ALIASES: 18, KIND: 18, LINE: 9, PARENT: 14, PERSON: 12, ROLE: 12, PHONE: 16, EXEMPT: 24}
_NEEDED = (CODE, NAME, KIND)

#: Column → what to write in it; accounts have a line of their own.
_INSTRUCTIONS: dict[str, str] = {
    CODE: "必填。每个单位一个，不重复。写错了可以改：名称不变，系统认得是同一单位。",
    NAME: "必填。单位全称。",
    ALIASES: "选填。大家平时的叫法，多个用、隔开，查询时能认出来。",
    KIND: "必填，从下拉列表里选。通知要求报送的类型才有报送任务；受理单位只收不报。",
    LINE: "选填：教育 或 人社。",
    PARENT: "选填。上级单位的编码，上级也要在本表里。",
    PERSON: "选填。联络员、管理员或阅览员姓名；没有人的行只登记单位。",
    ROLE: (
        "有姓名就必填：联络员（负责报送）、管理员（看本单位及下级的报送情况、收简报）、阅览员（同管理员，但只看）。"
        "兼任的写在一起：联络员、管理员。"
    ),
    PHONE: "选填。两个单位里同名的人，填手机就分得清是一个人还是两个人，否则导入时会问。",
    EXEMPT: "选填。该单位不用报送的日期，如 2020-11-09、2020-11-10，或 2020-11-09至2020-11-11。",
}
_ACCOUNT = (
    "选填。有账号的人直接能用；没有账号的，用邀请码在聊天里绑定。填了，这个渠道上就只认填的账号；空着，已绑定的不变。"
)
_GENERAL = (
    "一人一行。一个单位有几个人就写几行，一个人管几个单位也写几行。",
    "同一单位的各行，单位信息要一致；后面的行可以只填单位编码。",
    "列的顺序可以变，不要加别的列；少一列，那一列的内容不变。不要合并单元格。",
    "名单可以分在几个工作表里，每个都要有表头；看得见的都会读。示例行不要留在里面。",
    "没有上级单位的管理员，看得到本报送线的全部单位；报送线为空，看得到所有单位。",
    "本表是全体名单：导入后，表里没有的单位不再有报送任务，表里没有的人不再负责。已收的材料都保留。",
)


def template_book(columns: Columns) -> bytes:
    """An empty roster: header, dropdowns, and a second sheet that explains and shows an example."""
    book = Workbook()
    sheet = _first(book, SHEET)
    _header(sheet, columns)
    _ready(sheet, columns)
    _explain(book.create_sheet(EXPLAINED), columns)
    return _bytes(book)


def roster_book(rows: Iterable[RosterRow], columns: Columns) -> bytes:
    """A roster of these rows, ready to be changed and imported again."""
    book = Workbook()
    sheet = _first(book, SHEET)
    _header(sheet, columns)
    _ready(sheet, columns)
    for number, row in enumerate(rows, start=2):
        cells = _cells(row, columns)
        _write(sheet, number, [cells[header] for header in columns.headers])
    return _bytes(book)


#: Characters of the column that holds an invitation.
_INVITED_WIDTH = 60
#: Whoever opens it has the code with them.
_LINK = "\n或者直接打开{label}，不用输入：{link}{code}"
#: The same for one person alone, and for a time.
_OWN = "\n或者打开下面的地址，扫里面的码进入{label}，不用输入（{until}前有效）：{address}"


def invites_book(
    rows: Sequence[InviteRow],
    links: Mapping[str, str] | None = None,
    own: Mapping[str, Mapping[str, PersonalAddress]] | None = None,
) -> bytes:
    """One line per person, with the words to pass on.

    ``links``: what people call a channel → the address by which one comes in there, with a code put behind it.
    ``own``: such a channel → code → the address that was made for it.
    """
    book = Workbook()
    sheet = _first(book, "邀请码")
    _titles(sheet, ("单位", "姓名", "角色", "邀请码", "已绑定", "发给本人的话"), (36, 12, 12, 14, 40, _INVITED_WIDTH))
    for number, row in enumerate(rows, start=2):
        words = _invitation(row.code, links or {}, own or {}) if row.code else ""
        code = row.code or "已用过"
        cells = ["、".join(row.units), row.person, "、".join(row.roles), code, "、".join(map(_bound, row.bound)), words]
        _write(sheet, number, cells)
        sheet.cell(number, len(cells)).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = max(1, lines_of(words, _INVITED_WIDTH)) * LINE_HEIGHT
    return _bytes(book)


def _invitation(code: str, links: Mapping[str, str], own: Mapping[str, Mapping[str, PersonalAddress]]) -> str:
    ways = [_LINK.format(label=label, link=link, code=code) for label, link in links.items()]
    for label, made in own.items():
        if (one := made.get(code)) is not None:
            ways.append(_OWN.format(label=label, address=one.address, until=day_text(local_date(one.until))))
    return f"您的报送邀请码是 {code}。请在报送机器人里发送：绑定 {code}" + "".join(ways)


def _bound(one: BoundAccount) -> str:
    since = f"（{moment_text(one.at)}）" if one.at else ""
    return f"{one.channel} {one.account}{since}"


def instructions(columns: Columns) -> dict[str, str]:
    """Column → what to write in it, in the order of the columns."""
    return {header: _INSTRUCTIONS.get(header, _ACCOUNT) for header in columns.headers}


def _cells(row: RosterRow, columns: Columns) -> dict[str, str]:
    accounts = {
        column.header: "、".join(a.account for a in row.accounts if a.channel == column.channel)
        for column in columns.accounts
    }
    return {
        CODE: row.code,
        NAME: row.name,
        ALIASES: "、".join(row.aliases),
        KIND: row.kind,
        LINE: row.line,
        PARENT: row.parent_code,
        PERSON: row.person,
        ROLE: "、".join(row.roles),
        PHONE: row.phone,
        EXEMPT: "、".join(day.isoformat() for day in row.exempt_days),
        **accounts,
    }


def _first(book: Workbook, title: str) -> Worksheet:
    sheet = book.worksheets[0]
    sheet.title = title
    return sheet


def _header(sheet: Worksheet, columns: Columns) -> None:
    _titles(sheet, columns.headers, [_WIDTHS.get(column, 20) for column in columns.headers])
    for cell, column in zip(sheet[1], columns.headers, strict=True):
        if column in _NEEDED:
            cell.fill = PatternFill("solid", fgColor="FFE699")


def _titles(sheet: Worksheet, titles: Sequence[str], widths: Sequence[int]) -> None:
    for place, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        cell = sheet.cell(1, place, title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"


def _ready(sheet: Worksheet, columns: Columns) -> None:
    """Dropdowns, and text format: Excel turns long codes into numbers and short ones into dates."""
    for place, column in enumerate(columns.headers, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].number_format = "@"
        for number in range(2, _READY_ROWS + 2):
            sheet.cell(number, place).number_format = "@"
        choices = {KIND: KINDS, LINE: LINES, ROLE: tuple(role.value for role in Role)}.get(column)
        if choices:
            # Several roles in one cell are allowed, so a role is only suggested.
            rule = DataValidation(
                type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=column != ROLE
            )
            rule.error = f"{column}只能是：{'、'.join(choices)}"
            rule.add(f"{letter}2:{letter}{_READY_ROWS + 1}")
            sheet.add_data_validation(rule)


def _explain(sheet: Worksheet, columns: Columns) -> None:
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 90
    lines: list[tuple[str, str]] = [("怎么填", ""), *(("", line) for line in _GENERAL), ("各列", "")]
    lines += list(instructions(columns).items())
    lines.append(("例子", ""))
    for row in TEMPLATE:
        lines.append(("", "；".join(f"{column}：{value}" for column, value in _cells(row, columns).items() if value)))
    for number, (label, words) in enumerate(lines, start=1):
        sheet.cell(number, 1, label).font = Font(bold=not words)
        sheet.cell(number, 2, words).alignment = Alignment(wrap_text=True, vertical="top")


def _write(sheet: Worksheet, number: int, values: Sequence[str]) -> None:
    for place, value in enumerate(values, start=1):
        cell: Any = sheet.cell(number, place)
        cell.number_format = "@"
        if value:
            cell.value = clean(value)
            # What people typed is text, also when it begins like a formula.
            cell.data_type = "s"


def _bytes(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
