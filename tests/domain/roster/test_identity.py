"""What was typed, and who it is: telephones as numbers, names without blanks."""

from __future__ import annotations

import pytest

from domain.roster.identity import mobile, name_key, numbers_of, written


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("13800000003", ("13800000003",)),
        ("+86 138-0000-0003", ("13800000003",)),
        ("0086 13800000003", ("13800000003",)),
        ("8613800000003", ("13800000003",)),
        ("（138）0000 0003", ("13800000003",)),
        ("１３８０００００００３", ("13800000003",)),
        ("138\u200b0000 0003", ("13800000003",)),
        ("+86 791 8888 0000", ("079188880000",)),
        ("0791-88880000", ("079188880000",)),
        ("0791 88880000", ("079188880000",)),
        ("13800000003、13900000004", ("13800000003", "13900000004")),
        ("13800000003/13900000004", ("13800000003", "13900000004")),
        ("13800000003 13900000004", ("13800000003", "13900000004")),
        ("138 0000 0003\n139 0000 0004", ("13800000003", "13900000004")),
        ("13800000003；13800000003", ("13800000003",)),
        ("内线8801", ("内线8801",)),
        ("", ()),
        (" 、", ()),
    ],
)
def test_telephones_are_numbers(typed: str, numbers: tuple[str, ...]) -> None:
    assert numbers_of(typed) == numbers
    assert numbers_of(written(typed)) == numbers


def test_a_mobile_is_one_persons_own() -> None:
    assert [mobile(number) for number in ("13800000003", "079188880000", "1380000000", "内线8801")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("甲一", "甲\u3000一"),
        ("甲一", " 甲 一\u200b"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽・买买提"),
        ("阿依古丽·买买提", "阿依古丽．买买提"),
        ("Ann", "ＡＮＮ"),
    ],
)
def test_these_are_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_these_are_two_names() -> None:
    assert name_key("𠮷") != name_key("吉")
    assert name_key("甲一") != name_key("甲二")
