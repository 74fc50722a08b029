"""Who of a file is whom: what is one though it was retyped, and where the import stops and asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from domain.organisation import Account
from domain.roster.check import compile_roster
from domain.roster.pairs import Answers, Ground
from domain.roster.plan import plan
from domain.roster.planned import Action, Plan, Subject
from domain.roster.roster import RosterRow
from tests.support.rosters import COLUMNS, Book

NOBODY = Answers()


def account(name: str) -> Account:
    return Account(channel="wecom", account=name)


def school(code: str, name: str, person: str = "", phone: str = "", bound: str = "", **fields: Any) -> RosterRow:
    return RosterRow(
        number=int(fields.pop("number", 2)),
        code=code,
        name=name,
        kind=fields.pop("kind", "中等职业学校"),
        line="教育",
        person=person,
        roles=("联络员",) if person else (),
        phone=phone,
        accounts=(account(bound),) if bound else (),
        **fields,
    )


BASE = (
    school("S001", "第一职校", "甲一", "13800000001", "a1"),
    school("S002", "第二职校", "乙二", "13800000002", "a2"),
    school("S003", "第三职校", "丙三", "", ""),
)


def book(rows: Sequence[RosterRow] = BASE) -> Book:
    made = Book()
    made.apply(planned(rows, made))
    return made


def planned(rows: Sequence[RosterRow], made: Book, answers: Answers = NOBODY) -> Plan:
    roster, problems = compile_roster([replace(r, number=n) for n, r in enumerate(rows, start=2)], COLUMNS)
    assert problems == []
    return plan(roster, made.known(), answers)


def unit_ids(found: Plan) -> list[int | None]:
    return [unit.id for unit in found.units]


def person_ids(found: Plan) -> list[int | None]:
    return [person.id for person in found.people]


@pytest.mark.parametrize(
    "changed",
    [
        replace(BASE[0], code="S901"),
        replace(BASE[0], name="第一职业技术学校"),
        replace(BASE[0], code="S901", name="第一职业技术学校"),
        replace(BASE[0], person="甲\u3000一", phone="+86 138-0000-0001"),
        replace(BASE[0], person="甲壹"),
        replace(BASE[0], person="甲壹", phone=""),
        replace(BASE[0], phone="", accounts=()),
        replace(BASE[0], accounts=(account("a9"),)),
    ],
)
def test_a_corrected_row_is_the_same_unit_and_person(changed: RosterRow) -> None:
    made = book()
    found = planned([changed, *BASE[1:]], made)
    assert (found.open, found.leaving, found.leaving_people) == ((), (), ())
    assert (unit_ids(found), person_ids(found)) == ([1, 2, 3], [1, 2, 3])
    made.apply(found)
    assert made.people[1].accounts in ((account("a1"),), (account("a9"),))


def test_an_empty_account_takes_nothing_and_another_one_is_the_only_one() -> None:
    made = book()
    assert planned([replace(BASE[0], accounts=()), *BASE[1:]], made).unchanged
    change = planned([replace(BASE[0], accounts=(account("a9"),)), *BASE[1:]], made).changes[1]
    assert (change.name, change.columns, change.loses) == ("甲一", ("企业微信账号",), (account("a1"),))


@pytest.mark.parametrize("column", ["手机", "企业微信账号", "简称", "报送线", "上级单位编码", "免报日期"])
def test_a_column_that_is_absent_takes_nothing_away(column: str) -> None:
    full = [replace(row, aliases=(f"{row.code}校",), parent_code="" if row.code == "S001" else "S001") for row in BASE]
    made = book(full)
    emptied: dict[str, dict[str, Any]] = {
        "手机": {"phone": ""},
        "企业微信账号": {"accounts": ()},
        "简称": {"aliases": ()},
        "报送线": {"line": ""},
        "上级单位编码": {"parent_code": ""},
        "免报日期": {},
    }
    assert planned([replace(row, absent=frozenset({column}), **emptied[column]) for row in full], made).unchanged


def test_without_the_column_of_people_nobody_leaves() -> None:
    made = book()
    bare = [
        replace(row, person="", roles=(), phone="", accounts=(), absent=frozenset({"姓名", "角色", "手机"}))
        for row in BASE
    ]
    found = planned(bare, made)
    assert (found.unchanged, found.serving) == (True, False)


def test_a_phone_that_is_emptied_is_named() -> None:
    found = planned([replace(BASE[0], phone=""), *BASE[1:]], book())
    assert [change.columns for change in found.changes if change.action is not Action.UNCHANGED] == [("手机",)]


def test_two_codes_that_changed_places_are_asked_about() -> None:
    made = book()
    swapped = [replace(BASE[0], code="S002"), replace(BASE[1], code="S001"), BASE[2]]
    found = planned(swapped, made)
    assert {(pair.old, pair.new) for pair in found.open} == {
        ("S001", "S002"),
        ("S001", "S001"),
        ("S002", "S001"),
        ("S002", "S002"),
    }
    assert {pair.grounds for pair in found.open} == {(Ground.CODE,), (Ground.NAME, Ground.PEOPLE)}
    corrected = planned(swapped, made, Answers(same=(("S001", "S002"),)))
    assert (corrected.open, unit_ids(corrected)) == ((), [1, 2, 3])
    renamed = planned(swapped, made, Answers(different=(("S001", "S002"), ("S002", "S001"))))
    assert (renamed.open, unit_ids(renamed)) == ((), [2, 1, 3])


def test_accounts_that_changed_places_are_asked_about_where_nothing_else_speaks() -> None:
    known = [school("S001", "第一职校", "甲一", "", "a1"), school("S002", "第二职校", "乙二", "", "a2")]
    moved = [replace(known[0], accounts=(account("a2"),)), replace(known[1], accounts=(account("a1"),))]
    made = book(known)
    found = planned(moved, made)
    assert len(found.open) == 4
    assert {(pair.old, pair.new) for pair in found.open} >= {("甲一@S001", "甲一@S001"), ("乙二@S002", "甲一@S001")}
    answered = planned(moved, made, Answers(same=(("甲一@S001", "甲一@S001"),)))
    assert (answered.open, person_ids(answered)) == ((), [1, 2])
    assert [person.loses for person in answered.people] == [(account("a1"),), (account("a2"),)]


def test_name_and_telephone_say_whose_an_account_is() -> None:
    swapped = [replace(BASE[0], accounts=(account("a2"),)), replace(BASE[1], accounts=(account("a1"),)), BASE[2]]
    found = planned(swapped, book())
    assert (found.open, person_ids(found)) == ((), [1, 2, 3])


def test_an_office_telephone_is_nobodys() -> None:
    known = [school("S001", "第一职校", "甲一", "079188880000")]
    found = planned([replace(known[0], person="甲新")], book(known))
    assert (person_ids(found), found.leaving_people) == ([None], (1,))
    mobile_ = [school("S001", "第一职校", "甲一", "13800000001")]
    assert person_ids(planned([replace(mobile_[0], person="甲新")], book(mobile_))) == [1]


def test_people_of_a_unit_that_is_gone_make_the_new_one_that_unit() -> None:
    made = book()
    moved = [replace(BASE[0], code="T001", name="滨江职校"), *BASE[1:]]
    assert unit_ids(planned(moved, made)) == [1, 2, 3]
    merged = [replace(BASE[0], code="T001", name="滨江职校"), replace(BASE[1], code="T001", name="滨江职校"), BASE[2]]
    found = planned(merged, made)
    assert {(p.old, p.new, p.grounds) for p in found.open} == {
        ("S001", "T001", (Ground.PEOPLE,)),
        ("S002", "T001", (Ground.PEOPLE,)),
    }
    apart = planned(merged, made, Answers(different=(("S001", "T001"), ("S002", "T001"))))
    assert (unit_ids(apart), apart.leaving) == ([None, 3], (1, 2))


def test_a_unit_of_another_kind_with_the_same_people_is_asked_about() -> None:
    found = planned([replace(BASE[0], code="T001", name="滨江学院", kind="高职院校"), *BASE[1:]], book())
    assert [(pair.old, pair.new) for pair in found.open] == [("S001", "T001")]


def test_a_code_given_to_another_unit_is_asked_about() -> None:
    """Under a code a name and a liaison may change; with the kind, too, it is hardly the same unit."""
    made = book()
    renamed = [school("S001", "滨江职校", "丁四", "13800000004"), *BASE[1:]]
    assert (planned(renamed, made).open, unit_ids(planned(renamed, made))) == ((), [1, 2, 3])
    reused = [school("S001", "滨江技校", "丁四", "13800000004", kind="技工院校"), *BASE[1:]]
    found = planned(reused, made)
    assert [(pair.old, pair.new, pair.grounds) for pair in found.open] == [("S001", "S001", (Ground.CODE,))]
    pair = ("S001", "S001")
    assert unit_ids(planned(reused, made, Answers(same=(pair,)))) == [1, 2, 3]
    apart = planned(reused, made, Answers(different=(pair,)))
    assert (unit_ids(apart), apart.leaving, apart.leaving_people) == ([None, 2, 3], (1,), (1,))
    made.apply(apart)
    again = planned(reused, made)
    assert (again.unchanged, again.open) == (True, ())


def test_a_unit_that_had_left_is_known_by_its_name_or_asked_about() -> None:
    made = book()
    made.apply(planned(BASE[1:], made))
    assert unit_ids(planned([replace(BASE[0], code="S901"), *BASE[1:]], made)) == [1, 2, 3]
    reused = [replace(BASE[0], name="滨江职校", person="丁四", phone="", accounts=()), *BASE[1:]]
    found = planned(reused, made)
    assert [(pair.old, pair.new, pair.old_name) for pair in found.open] == [("S001", "S001", "第一职校")]
    assert unit_ids(planned(reused, made, Answers(same=(("S001", "S001"),)))) == [1, 2, 3]
    apart = planned(reused, made, Answers(different=(("S001", "S001"),)))
    assert (unit_ids(apart), apart.open, apart.unknown) == ([None, 2, 3], (), ())


def test_a_unit_with_another_code_and_name_is_asked_about_when_names_alone_come_along() -> None:
    known = [school("S001", "第一职校", "甲一"), school("S002", "第二职校", "乙二", "13800000002")]
    made = book(known)
    moved = [replace(known[0], code="T001", name="滨江职校"), known[1]]
    assert [(pair.old, pair.new) for pair in planned(moved, made).open] == [("S001", "T001")]
    merged = [replace(row, code="T001", name="滨江职校") for row in known]
    assert {(pair.old, pair.new) for pair in planned(merged, made).open} == {("S001", "T001"), ("S002", "T001")}


def test_who_left_comes_back_with_nothing() -> None:
    made = book()
    made.apply(planned(BASE[1:], made))
    assert (made.people[1].duties, made.people[1].accounts) == ((), ())
    back = planned([replace(BASE[0], accounts=()), *BASE[1:]], made)
    assert (unit_ids(back), person_ids(back)) == ([1, 2, 3], [1, 2, 3])
    assert [c.action for c in back.changes if c.name in ("第一职校", "甲一")] == [Action.ADDED, Action.ADDED]
    made.apply(back)
    assert made.people[1].accounts == ()
    stranger = planned([replace(BASE[0], phone="", accounts=()), *BASE[1:]], book(BASE[1:]))
    assert person_ids(stranger)[0] is None


def test_more_than_a_fifth_wants_to_be_confirmed() -> None:
    many = [school(f"S{n:03}", f"第{n}职校", f"人{n}", f"138000000{n:02}", f"a{n}") for n in range(10)]
    made = book(many)
    assert [planned(many[cut:], made).left.many for cut in (1, 2, 3)] == [False, False, True]
    people_only = [replace(row, person="", roles=(), phone="", accounts=()) for row in many[:3]] + many[3:]
    found = planned(people_only, made)
    assert (found.left.units, found.left.bound, found.left.many) == (0, 3, True)


def test_material_of_this_week_is_named_where_something_leaves() -> None:
    made = book()
    gone = [c for c in planned(BASE[1:], made).changes if c.action is Action.REMOVED]
    assert [(c.subject, c.name, c.material, c.loses) for c in gone] == [
        (Subject.ORGANISATION, "第一职校", 1, ()),
        (Subject.PERSON, "甲一", 0, (account("a1"),)),
    ]


def test_answers_about_nobody_are_named() -> None:
    found = planned(BASE, book(), Answers(same=(("S001", "S999"),)))
    assert found.unknown == (("S001", "S999"),)
