"""The rules of a whole roster, and what importing one would change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.organisation import Account, Duty, Organisation, Person, Role
from domain.roster.check import compile_roster
from domain.roster.invite import ALPHABET, normalise
from domain.roster.plan import plan
from domain.roster.planned import Action, Known, Subject
from domain.roster.roster import AccountColumn, Columns, OrganisationEntry, PersonEntry, Roster, RosterRow
from domain.roster.rows import rows_of

COLUMNS = Columns((AccountColumn(header="企业微信账号", channel="wecom"),))
JIA = Account(channel="wecom", account="jia")
YI = Account(channel="wecom", account="yi")


def row(number: int, code: str = "A", **fields: Any) -> RosterRow:
    usual: dict[str, Any] = {"name": f"{code}校", "kind": "中等职业学校", "line": "教育"}
    if fields.get("person"):
        usual["roles"] = ("联络员",)
    return RosterRow(number=number, code=code, **{**usual, **fields})


def problems(*rows: RosterRow) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in compile_roster(rows, COLUMNS)[1]]


def test_rows_add_up_to_organisations_and_people() -> None:
    roster, wrong = compile_roster(
        [
            row(2, "A", person="甲", accounts=(JIA,), aliases=("甲校",), exempt_days=(date(2020, 11, 9),)),
            row(3, "B", parent_code="A", person="甲", accounts=(JIA,)),
            # Only what is new needs to be said again.
            RosterRow(number=4, code="A", person="乙", roles=("联络员", "管理员"), exempt_days=(date(2020, 11, 8),)),
            row(5, "C"),
        ],
        COLUMNS,
    )
    assert wrong == []
    assert roster.organisations == (
        OrganisationEntry(
            code="A",
            name="A校",
            kind="中等职业学校",
            aliases=("甲校",),
            line="教育",
            exempt_days=(date(2020, 11, 8), date(2020, 11, 9)),
            row=2,
        ),
        OrganisationEntry(code="B", name="B校", kind="中等职业学校", line="教育", parent_code="A", row=3),
        OrganisationEntry(code="C", name="C校", kind="中等职业学校", line="教育", row=5),
    )
    assert roster.people == (
        PersonEntry(name="甲", duties=(("A", Role.LIAISON), ("B", Role.LIAISON)), accounts=(JIA,), row=2),
        PersonEntry(name="乙", duties=(("A", Role.LIAISON), ("A", Role.SUPERVISOR)), row=4),
    )


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (row(2, ""), (2, "单位编码", "missing")),
        (row(2, name=""), (2, "单位名称", "missing")),
        (row(2, kind=""), (2, "单位类型", "missing")),
        (row(2, kind="小学"), (2, "单位类型", "not_allowed")),
        (row(2, line="卫生"), (2, "报送线", "not_allowed")),
        (row(2, person="甲", roles=("校长",)), (2, "角色", "not_allowed")),
        (row(2, person="甲", roles=()), (2, "角色", "missing")),
        (row(2, roles=("联络员",)), (2, "姓名", "missing")),
        (row(2, phone="1"), (2, "姓名", "missing")),
        (row(2, accounts=(JIA,)), (2, "姓名", "missing")),
        (row(2, parent_code="Z"), (2, "上级单位编码", "no_such_parent")),
        (row(2, parent_code="A"), (2, "上级单位编码", "circle")),
        (row(2, name="校" * 201), (2, "单位名称", "too_long")),
        (row(2, person="甲", accounts=(replace(JIA, account="x" * 129),)), (2, "企业微信账号", "too_long")),
    ],
)
def test_a_wrong_row_is_named(wrong: RosterRow, expected: tuple[int, str, str]) -> None:
    assert problems(wrong) == [expected]


def test_no_rows_are_no_roster() -> None:
    assert problems() == [(0, "", "no_rows")]


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("name", "别的校", "单位名称"),
        ("kind", "技工院校", "单位类型"),
        ("line", "人社", "报送线"),
        ("parent_code", "P", "上级单位编码"),
    ],
)
def test_rows_of_one_unit_must_agree(field: str, value: str, column: str) -> None:
    rows = [row(2, parent_code="Q"), row(3, **{"parent_code": "Q", field: value}), row(4, "P"), row(5, "Q")]
    found = [p for p in compile_roster(rows, COLUMNS)[1] if p.code == "contradicts"]
    assert [(p.row, p.column, p.found, p.other_row) for p in found] == [(3, column, value, 2)]


def test_circles_are_found_at_any_length_and_what_hangs_below_them_is_not_blamed() -> None:
    rows = [
        row(2, "A", parent_code="C"),
        row(3, "B", parent_code="A"),
        row(4, "C", parent_code="B"),
        row(5, "D", parent_code="A"),
    ]
    found = compile_roster(rows, COLUMNS)[1]
    assert [(p.row, p.code) for p in found] == [(2, "circle"), (3, "circle"), (4, "circle")]
    assert found[0].found == "A → C → B → A"


@pytest.mark.parametrize("other", ["一中", "一 中", "一\u200b中"])
def test_two_units_need_two_names(other: str) -> None:
    assert problems(row(2, "A", name="一中"), row(3, "B", name=other)) == [(3, "单位名称", "same_name")]


def test_a_name_typed_in_two_ways_is_one_name() -> None:
    roster = compiled(row(2, "A", name="星河第１职校", person="甲"), row(3, "A", name="星河 第1职校", person="乙"))
    assert [entry.name for entry in roster.organisations] == ["星河第１职校"]


def test_telephones_say_whether_the_same_name_in_two_units_is_one_person() -> None:
    one = [row(2, "A", person="甲", phone="1"), row(3, "B", person="甲", phone="1")]
    two = [row(2, "A", person="甲", phone="1"), row(3, "B", person="甲", phone="2")]
    assert problems(*one) == problems(*two) == []
    assert len(compile_roster(one, COLUMNS)[0].people) == 1
    assert len(compile_roster(two, COLUMNS)[0].people) == 2


def test_an_account_belongs_to_one_person() -> None:
    rows = [row(2, "A", person="甲", accounts=(JIA,)), row(3, "B", person="乙", accounts=(JIA,))]
    assert problems(*rows) == [(3, "企业微信账号", "shared_account")]


# plan

A = Organisation(id=1, code="A", name="A校", kind="中等职业学校", line="教育")
B = Organisation(id=2, code="B", name="B校", kind="中等职业学校", line="教育", parent_id=1)
LIAISON_A = Person(id=7, name="甲", duties=(Duty(organisation=A, role=Role.LIAISON),), accounts=(JIA,))
KNOWN = Known(organisations=[A, B], people=[LIAISON_A], exempt_days={})


def compiled(*rows: RosterRow) -> Roster:
    roster, wrong = compile_roster(rows, COLUMNS)
    assert wrong == []
    return roster


def changes(roster: Roster, known: Known = KNOWN) -> list[tuple[str, Action, tuple[str, ...]]]:
    return [(change.name, change.action, change.columns) for change in plan(roster, known).changes]


SAME = (row(2, "A", person="甲", accounts=(JIA,)), row(3, "B", parent_code="A"))


def test_the_same_again_changes_nothing() -> None:
    planned = plan(compiled(*SAME), KNOWN)
    assert {change.action for change in planned.changes} == {Action.UNCHANGED}
    assert planned.unchanged
    assert ([u for u in planned.units if u.differs], planned.leaving, planned.leaving_people) == ([], (), ())
    assert [person.id for person in planned.people] == [7]


def test_everything_is_new_the_first_time() -> None:
    empty = Known(organisations=[], people=[], exempt_days={})
    planned = plan(compiled(*SAME), empty)
    assert [(c.row, c.subject, c.action) for c in planned.changes] == [
        (2, Subject.ORGANISATION, Action.ADDED),
        (2, Subject.PERSON, Action.ADDED),
        (3, Subject.ORGANISATION, Action.ADDED),
    ]


def test_what_differs_is_named_by_column() -> None:
    rows = (
        row(2, "A", name="新A校", aliases=("A",), exempt_days=(date(2020, 11, 9),), person="甲", accounts=(JIA,)),
        row(3, "B", kind="技工院校", line="人社"),
    )
    assert changes(compiled(*rows)) == [
        ("新A校", Action.CHANGED, ("单位名称", "简称", "免报日期")),
        ("甲", Action.UNCHANGED, ()),
        ("B校", Action.CHANGED, ("单位类型", "报送线", "上级单位编码")),
    ]


def test_who_and_what_is_missing_leaves() -> None:
    planned = plan(compiled(row(2, "B")), KNOWN)
    assert [(c.name, c.action) for c in planned.changes if c.row == 0] == [
        ("A校", Action.REMOVED),
        ("甲", Action.REMOVED),
    ]
    assert planned.leaving == (1,)


@pytest.mark.parametrize(
    ("fields", "columns"),
    [
        # A phone is added, a name is mended: still the same person, with the account bound in chat.
        ({"person": "甲", "phone": "123"}, ("手机",)),
        ({"person": "贾", "accounts": (JIA,)}, ("姓名",)),
        ({"person": "甲", "accounts": (YI,)}, ("企业微信账号",)),
        ({"person": "甲", "accounts": (JIA,), "roles": ("管理员",)}, ("角色",)),
    ],
)
def test_a_known_person_is_recognised(fields: dict[str, Any], columns: tuple[str, ...]) -> None:
    planned = plan(compiled(row(2, "A", **fields), row(3, "B", parent_code="A")), KNOWN)
    assert [person.id for person in planned.people] == [7]
    assert [c.columns for c in planned.changes if c.subject is Subject.PERSON] == [columns]
    assert planned.leaving_people == ()


def test_somebody_else_of_the_same_name_does_not_inherit_an_account() -> None:
    planned = plan(compiled(row(2, "A"), row(3, "B", parent_code="A", person="甲")), KNOWN)
    assert ([person.id for person in planned.people], planned.leaving_people) == ([None], (7,))


def test_two_of_one_name_are_told_apart_by_phone() -> None:
    other = replace(LIAISON_A, id=8, phone="2", accounts=())
    known = replace(KNOWN, people=[LIAISON_A, other])
    rows = (row(2, "A", person="甲", phone="2"), row(3, "B", parent_code="A", person="甲", phone="3"))
    assert [(p.entry.phone, p.id) for p in plan(compiled(*rows), known).people] == [("2", 8), ("3", None)]


def test_rows_of_what_is_known_import_unchanged() -> None:
    rows = list(rows_of([A, B], [LIAISON_A], {1: (date(2020, 11, 9),)}, COLUMNS))
    assert [(r.number, r.code, r.person, r.parent_code) for r in rows] == [(2, "A", "甲", ""), (3, "B", "", "A")]
    known = replace(KNOWN, exempt_days={1: (date(2020, 11, 9),)})
    assert {action for _, action, _ in changes(compiled(*rows), known)} == {Action.UNCHANGED}


def test_an_account_bound_in_chat_and_then_named_by_the_file_is_no_change() -> None:
    assert {action for _, action, _ in changes(compiled(*SAME), KNOWN)} == {Action.UNCHANGED}


def test_codes_survive_a_phone_keyboard() -> None:
    assert normalise("ｏｏil-Ｕ8 z") == "0011V8Z"
    assert normalise(ALPHABET.lower()) == ALPHABET
    assert not set("OILU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("example", "column"),
    [
        (row(2, "A001", name="示例市教育局职成科"), "单位名称"),
        (row(2, "A", name="某某学校"), "单位名称"),
        (row(2, "A", name="示例单位"), "单位名称"),
        (row(2, "A", person="某某某"), "姓名"),
        (row(2, "A", person="张三", phone="13800138000"), "姓名"),
        (row(2, "B001", person="例乙"), "姓名"),
        (row(2, "示例"), "单位编码"),
        (row(2, "A", sheet="填写示例"), ""),
    ],
)
def test_an_example_row_is_refused_by_name(example: RosterRow, column: str) -> None:
    assert problems(example) == [(2, column, "example_row")]


def test_what_only_looks_like_an_example_is_none() -> None:
    assert problems(row(2, "S001", name="示例市第1职业学校"), row(3, "S002", person="张三", phone="13987654321")) == []


def test_rows_of_one_person_are_one_however_the_name_was_typed() -> None:
    rows = [
        row(2, "A", person="甲\u3000一", phone="13800000001", accounts=(JIA,)),
        row(3, "B", person="甲一", phone="13800000001", accounts=(JIA,)),
        row(4, "C", person="甲一", phone="13800000002"),
        row(5, "A", person="甲 一"),
    ]
    people = compiled(*rows).people
    assert [(p.name, p.phone, [code for code, _ in p.duties]) for p in people] == [
        ("甲\u3000一", "13800000001", ["A", "B"]),
        ("甲一", "13800000002", ["C"]),
    ]


def test_sheets_of_one_file_must_have_the_columns_that_people_need() -> None:
    bare = row(2, "B", sheet="西片", absent=frozenset({"姓名", "角色"}))
    found = compile_roster([row(2, "A", person="甲", sheet="东片"), bare], COLUMNS)[1]
    assert [(p.sheet, p.column, p.code) for p in found] == [("西片", "姓名", "no_column")]
    no_role = replace(row(2, "A", person="甲", sheet="东片"), roles=(), absent=frozenset({"角色"}))
    assert [(p.column, p.code) for p in compile_roster([no_role], COLUMNS)[1]] == [("角色", "no_column")]


def test_a_unit_above_that_is_named_instead_of_its_code_is_told_its_code() -> None:
    rows = row(2, "O", name="云麓市教育局"), row(3, "A", parent_code="云麓市 教育局"), row(4, "B", parent_code="省厅")
    found = compile_roster(rows, COLUMNS)[1]
    assert [(p.row, p.code, p.required) for p in found] == [(3, "parent_by_name", "O"), (4, "no_such_parent", "")]
