"""Who is at the desk for which office, and what is handed on across the lines."""

from __future__ import annotations

import pytest

from domain.campaigns.campaign import Line
from domain.organisation import Duty, Organisation, Person, Role
from domain.reach import Reach, handed_on, hands_on_to, office_named, offices

ROOT = Organisation(id=9, code="root", name="省教育厅", kind="受理单位")
LINED = Organisation(id=8, code="lined", name="省教育厅职成处", kind="受理单位", line="教育")
CITY = Organisation(id=2, code="city", name="市教育局", kind="市教育局", line="教育", parent_id=8)
SCHOOL = Organisation(id=1, code="school", name="一职校", kind="中等职业学校", line="教育", parent_id=2)
LINES = (
    Line(code="education", name="教育", kinds=("市教育局",), receiver="省教育厅职成处"),
    Line(code="labour", name="人社", kinds=("市人社局",), receiver="省人社厅", passes_to_office="省教育厅职成处"),
)


def person(*duties: tuple[Organisation, Role]) -> Person:
    return Person(id=1, name="总小样", duties=tuple(Duty(organisation=o, role=r) for o, r in duties))


def test_the_higher_office_comes_first_and_liaisons_have_none() -> None:
    somebody = person((SCHOOL, Role.LIAISON), (CITY, Role.SUPERVISOR), (LINED, Role.READER), (ROOT, Role.SUPERVISOR))
    assert [(office.code, role) for office, role in offices(somebody)] == [
        ("root", Role.SUPERVISOR),
        ("lined", Role.READER),
        ("city", Role.SUPERVISOR),
    ]
    assert office_named(somebody, "") == (ROOT, Role.SUPERVISOR)
    assert office_named(somebody, "city") == (CITY, Role.SUPERVISOR)
    assert office_named(somebody, "school") is None
    assert office_named(person((SCHOOL, Role.LIAISON)), "") is None


def test_who_supervises_and_reads_for_one_office_supervises() -> None:
    assert offices(person((CITY, Role.READER), (CITY, Role.SUPERVISOR))) == ((CITY, Role.SUPERVISOR),)


@pytest.mark.parametrize(
    ("office", "everything", "line"), [(ROOT, True, ""), (LINED, False, "教育"), (CITY, False, "")]
)
def test_what_an_office_sees(office: Organisation, everything: bool, line: str) -> None:
    reach = Reach(office=office, person_id=1, role=Role.READER)
    assert (reach.everything, reach.line, reach.acts) == (everything, line, False)


def test_items_are_handed_on_across_the_lines() -> None:
    assert handed_on(LINES, ["省教育厅职成处"]) == ("省人社厅",)
    assert handed_on(LINES, ["省人社厅"]) == ()
    assert hands_on_to(LINES, ["省人社厅"]) == ("省教育厅职成处",)
    assert hands_on_to(LINES, ["省教育厅职成处"]) == ()
