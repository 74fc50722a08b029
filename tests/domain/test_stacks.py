"""Stacks: what repeats what, in one tile."""

from __future__ import annotations

import pytest

from domain.stacks import Repeat, stacked


def queue(*said: str) -> list[Repeat]:
    """``7<3@2``: item 7 of unit 2 repeats item 3; the unit is 1 where nothing is said."""
    found = []
    for one in said:
        what, _, unit = one.partition("@")
        number, _, earlier = what.partition("<")
        found.append(Repeat(number=int(number), unit_id=int(unit or 1), earlier=int(earlier) if earlier else None))
    return found


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", []),
        ("1 2", [[1], [2]]),
        ("5 2<1 1 3<2", [[5], [2, 1, 3]]),
        ("4<3 5<4 6<3", [[4, 5, 6]]),
        ("1@1 2<1@2", [[1], [2]]),
        ("3<2@1 4<2@2", [[3], [4]]),
        ("4<1@1 1@2 5<4@1", [[4, 5], [1]]),
    ],
    ids=["empty", "alone", "chain", "first is not there", "two units", "two units of one", "a foreign first"],
)
def test_what_repeats_stands_with_the_first_of_its_unit(said: str, expected: list[list[int]]) -> None:
    assert stacked(queue(*said.split())) == expected


def test_what_repeats_itself_or_something_later_ends() -> None:
    assert stacked(queue("3<3", "4<5", "5<4")) == [[3], [4, 5]]
