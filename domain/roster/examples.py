"""Rows that only show how a roster is filled in. Read as real ones they would replace everybody. Pure."""

from __future__ import annotations

import re

from domain.organisation import Role
from domain.roster.identity import numbers_of
from domain.roster.roster import CODE, NAME, PERSON, RosterRow

#: What the template shows under its instructions.
TEMPLATE = (
    RosterRow(
        number=2,
        code="A001",
        name="示例市教育局职成科",
        kind="受理单位",
        line="教育",
        person="例甲",
        roles=(Role.SUPERVISOR.value,),
    ),
    RosterRow(
        number=3,
        code="B001",
        name="示例中等职业学校",
        aliases=("示例职校",),
        kind="中等职业学校",
        line="教育",
        parent_code="A001",
        person="例乙",
        roles=(Role.LIAISON.value,),
    ),
)

#: Sheets of these names show how rows are filled in.
_SHEET = re.compile(r"(填写|填表)?(示例|样例|范例|例子|样表)[0-9一二]?")
_PLACEHOLDER = re.compile(
    r"某{2,3}(?!某).{0,20}|[（(【\[]?(示例|样例|例子|例如|例|范例)[)）】\]]?[:：]?(单位|学校|名称|姓名|编码)?"
)
_NAMES = frozenset(row.name for row in TEMPLATE)
_PEOPLE = frozenset(row.person for row in TEMPLATE)
_CODES = frozenset(row.code for row in TEMPLATE)
#: The person of everybody's examples, and the telephones that stand beside that name.
_EVERYMAN = "张三"
_MADE_UP = frozenset({"13800138000", "13800000000", "13812345678", "12345678901", "13888888888"})


#: The sheet of our template that says how rows are filled in: nobody expects it to be read.
EXPLAINED = "填写说明"


def example_sheet(name: str) -> bool:
    return bool(_SHEET.fullmatch(name))


def example_in(row: RosterRow) -> tuple[str, str] | None:
    """The column and the value that show that the row is an example; None for any other."""
    if example_sheet(row.sheet):
        return "", row.sheet
    for column, value in ((NAME, row.name), (PERSON, row.person), (CODE, row.code)):
        if value and _PLACEHOLDER.fullmatch(value):
            return column, value
    if row.name in _NAMES and row.code in _CODES:
        return NAME, row.name
    if row.person in _PEOPLE and (row.code in _CODES or row.name in _NAMES):
        return PERSON, row.person
    made_up = row.code in _CODES or row.name in _NAMES or _MADE_UP.intersection(numbers_of(row.phone))
    return (PERSON, row.person) if row.person == _EVERYMAN and made_up else None
