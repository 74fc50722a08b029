"""The table of an import says which duties it gives and takes, and which units it leaves without a liaison."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.organisation import Role
from domain.roster.check import compile_roster
from domain.roster.plan import plan
from domain.roster.planned import Change, Plan, Subject
from domain.roster.roster import PERSON, PHONE, ROLE, RosterRow
from tests.support.rosters import COLUMNS, Book


def row(code: str, person: str, *roles: str, **fields: Any) -> RosterRow:
    kind = "中等职业学校"
    return RosterRow(number=2, code=code, name=f"{code}校", kind=kind, person=person, roles=roles, **fields)


A, B = row("A", "甲", "联络员", phone="13800000001"), row("B", "乙", "联络员", phone="13800000002")


def planned(*rows: RosterRow, before: tuple[RosterRow, ...] = (A, B)) -> Plan:
    book = Book()
    for brought in (before, rows):
        roster, problems = compile_roster([replace(one, number=n) for n, one in enumerate(brought, start=2)], COLUMNS)
        assert problems == []
        found = plan(roster, book.known())
        if brought is before:
            book.apply(found)
    return found


def said(found: Plan) -> dict[str, Change]:
    return {change.name: change for change in found.changes if change.subject is Subject.PERSON}


def test_a_unit_more_is_named() -> None:
    found = planned(A, B, replace(B, person="甲", phone="13800000001"))
    assert (said(found)["甲"].begun, said(found)["甲"].ended, found.alone) == ((("B校", Role.LIAISON),), (), ())


def test_another_role_in_the_same_unit_is_named() -> None:
    both = replace(A, roles=("联络员", "管理员"))
    assert said(planned(both, B))["甲"].begun == (("A校", Role.SUPERVISOR),)
    fewer = said(planned(A, B, before=(both, B)))["甲"]
    assert (fewer.begun, fewer.ended, fewer.units) == ((), (("A校", Role.SUPERVISOR),), ())


def test_a_unit_that_somebody_left_without_a_liaison_is_named() -> None:
    found = planned(replace(A, person="", roles=(), phone=""), replace(B, person="甲", phone="13800000001"))
    moved = said(found)["甲"]
    assert (moved.begun, moved.units, found.alone) == ((("B校", Role.LIAISON),), ("A校",), ("A校",))
    supervised = planned(replace(A, roles=("管理员",)), B)
    assert (supervised.alone, said(supervised)["甲"].ended) == (("A校",), (("A校", Role.LIAISON),))


def test_who_comes_goes_or_stays_has_no_new_duties() -> None:
    found = planned(A, replace(B, person="丙", phone="13800000003"))
    assert [(change.begun, change.ended) for change in found.changes] == [((), ())] * len(found.changes)
    assert found.alone == ()
    bare = [replace(one, person="", roles=(), phone="", absent=frozenset({PERSON, ROLE, PHONE})) for one in (A, B)]
    assert planned(*bare).alone == ()


def test_a_code_that_was_corrected_is_no_new_duty() -> None:
    found = planned(replace(A, code="X"), B)
    assert said(found)["甲"].begun == ()
