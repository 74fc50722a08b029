"""How long what a roster says may be: what the tables can hold, column by column."""

from __future__ import annotations

from typing import Any

import pytest

from domain.organisation import Account
from domain.roster.check import compile_roster
from domain.roster.roster import AccountColumn, Columns, RosterRow

COLUMNS = Columns((AccountColumn(header="企业微信账号", channel="wecom"),))


def problems(**fields: Any) -> list[tuple[str, str, str, str]]:
    usual = {"number": 2, "code": "A", "name": "甲校", "kind": "中等职业学校", "line": "教育"}
    if "person" in fields or "phone" in fields or "accounts" in fields:
        usual |= {"person": "甲", "roles": ("联络员",), "accounts": (Account(channel="wecom", account="jia"),)}
    row = RosterRow(**{**usual, **fields})
    parent = RosterRow(number=3, code=row.parent_code, name="乙局", kind="市教育局", line="教育")
    found = compile_roster([row, *([parent] if row.parent_code else [])], COLUMNS)[1]
    return [(p.column, p.code, p.found, p.required) for p in found if p.row == 2]


def account(length: int) -> tuple[Account, ...]:
    return (Account(channel="wecom", account="a" * length),)


@pytest.mark.parametrize(
    ("field", "column", "most"),
    [
        ("code", "单位编码", 64),
        ("name", "单位名称", 200),
        ("person", "姓名", 64),
        ("phone", "手机", 32),
        ("parent_code", "上级单位编码", 64),
    ],
)
def test_a_value_may_be_so_long(field: str, column: str, most: int) -> None:
    digit = "1" if field == "phone" else "某"
    assert problems(**{field: digit * most}) == []
    assert (column, "too_long", str(most + 1), str(most)) in problems(**{field: digit * (most + 1)})


def test_a_short_name_may_be_so_long() -> None:
    assert problems(aliases=("某" * 200, "甲")) == []
    assert problems(aliases=("甲", "某" * 201)) == [("简称", "too_long", "201", "200")]


def test_an_account_may_be_so_long() -> None:
    assert problems(accounts=account(128)) == []
    assert problems(accounts=account(129)) == [("企业微信账号", "too_long", "129", "128")]
