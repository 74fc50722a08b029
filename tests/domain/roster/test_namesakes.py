"""One name in two units, without telephone and account: known from the roster in force, or asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.organisation import Account
from domain.roster.check import compile_roster
from domain.roster.pairs import Answers
from domain.roster.plan import plan
from domain.roster.planned import Plan
from domain.roster.roster import PHONE, RosterRow
from tests.support.rosters import COLUMNS, Book

NOBODY = Answers()
ONE_OF = ("甲@A:2", "甲@B:3")


def row(code: str, person: str = "甲", phone: str = "", **fields: Any) -> RosterRow:
    kind = "中等职业学校"
    return RosterRow(
        number=2, code=code, name=f"{code}校", kind=kind, person=person, roles=("联络员",), phone=phone, **fields
    )


def planned(*rows: RosterRow, book: Book | None = None, answers: Answers = NOBODY) -> Plan:
    roster, problems = compile_roster([replace(r, number=n) for n, r in enumerate(rows, start=2)], COLUMNS)
    assert problems == []
    return plan(roster, (book or Book()).known(), answers)


def brought_in(*rows: RosterRow, answers: Answers = NOBODY) -> Book:
    book, found = Book(), planned(*rows, answers=answers)
    assert (found.open, found.unknown) == ((), ())
    book.apply(found)
    return book


def served(found: Plan) -> list[tuple[int | None, str]]:
    return [(person.id, "".join(code for code, _ in person.entry.duties)) for person in found.people]


def asked(found: Plan) -> list[tuple[str, str, int, int]]:
    return [(pair.old, pair.new, pair.old_row, pair.row) for pair in found.open]


ACCOUNTS = (Account(channel="wecom", account="jia"),)
ONE = Answers(same=(ONE_OF,))
TWO = Answers(different=(ONE_OF,))


@pytest.mark.parametrize("first", ["", "13800000001"])
def test_a_name_in_two_units_is_asked_about(first: str) -> None:
    rows = row("A", phone=first), row("B")
    assert asked(planned(*rows)) == [(*ONE_OF, 2, 3)]
    assert served(planned(*rows, answers=ONE)) == [(None, "AB")]
    assert served(planned(*rows, answers=TWO)) == [(None, "A"), (None, "B")]
    for answer in (Answers(same=(ONE_OF[::-1],)), Answers(same=(("甲 @a：２", "甲@B:3"),))):
        found = planned(*rows, answers=answer)
        assert (served(found), found.open, found.unknown) == ([(None, "AB")], (), ())


@pytest.mark.parametrize(("answers", "people"), [(ONE, [(1, "AB")]), (TWO, [(1, "A"), (2, "B")])])
def test_what_was_answered_once_is_known(answers: Answers, people: list[tuple[int, str]]) -> None:
    rows = row("A"), row("B")
    again = planned(*rows, book=brought_in(*rows, answers=answers))
    assert (served(again), again.open, again.unchanged) == (people, (), True)


def test_a_column_of_telephones_that_is_gone_takes_no_unit_away() -> None:
    book = brought_in(row("A", phone="13800000001"), row("B", phone="13800000001"))
    bare = [row(code, absent=frozenset({PHONE})) for code in "AB"]
    assert planned(*bare, book=book).unchanged
    half = planned(row("A", phone="13800000001"), row("B"), book=book)
    assert (served(half), half.unchanged) == ([(1, "AB")], True)


def test_an_account_typed_in_one_row_alone_takes_no_unit_away() -> None:
    book = brought_in(row("A", accounts=ACCOUNTS), row("B", accounts=ACCOUNTS))
    again = planned(row("A", accounts=ACCOUNTS), row("B"), book=book)
    assert (served(again), again.unchanged) == ([(1, "AB")], True)


def test_another_telephone_in_one_row_may_be_another_person() -> None:
    book = brought_in(row("A", phone="13800000001"), row("B", phone="13800000001"))
    other = planned(row("A"), row("B", phone="13800000002"), book=book)
    assert (*ONE_OF, 2, 3) in asked(other)
    one = planned(row("A"), row("B", phone="13800000002"), book=book, answers=ONE)
    assert (served(one), one.open) == ([(1, "AB")], ())


def test_one_known_and_a_unit_more_is_asked_about() -> None:
    book = brought_in(row("A", accounts=ACCOUNTS), row("B", person="乙"))
    now = row("A"), row("B"), row("B", person="乙")
    assert asked(planned(*now, book=book)) == [(*ONE_OF, 2, 3)]
    same = planned(*now, book=book, answers=ONE)
    assert (served(same), same.leaving_people) == ([(1, "AB"), (2, "B")], ())
    apart = planned(*now, book=book, answers=TWO)
    assert (served(apart), apart.leaving_people) == ([(1, "A"), (None, "B"), (2, "B")], ())
    book.apply(same)
    assert book.people[1].accounts == ACCOUNTS


def test_three_units_are_three_questions() -> None:
    rows = row("A"), row("B"), row("C")
    assert asked(planned(*rows)) == [(*ONE_OF, 2, 3), ("甲@A:2", "甲@C:4", 2, 4), ("甲@B:3", "甲@C:4", 3, 4)]
    joined = planned(*rows, answers=Answers(same=(ONE_OF,), different=(("甲@B:3", "甲@C:4"),)))
    assert (served(joined), joined.open) == ([(None, "AB"), (None, "C")], ())


def test_an_answer_about_other_rows_is_told() -> None:
    found = planned(row("A"), row("B"), answers=Answers(same=(("甲@A:2", "甲@B:9"),)))
    assert found.unknown == (("甲@A:2", "甲@B:9"),)
    assert asked(found) == [(*ONE_OF, 2, 3)]


def test_thousands_of_one_name_are_soon_compared() -> None:
    """Where nobody is named yet, one word may stand in every row."""
    rows = [row(f"S{n}", person="待定") for n in range(2000)]
    assert len(planned(*rows).open) == 5 * 2000 - 15
