"""Numbers of persons among others: each kind is cut short, whatever it is written with; counts, days and names stay."""

from __future__ import annotations

import pytest

from domain.personal import has_personal_number, without_personal_numbers


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("13000000000", "130…"),
        ("电话13000000000转1", "电话130…转1"),
        ("130 0000 0000", "130…"),
        ("130-0000-0000，张老师", "130…，张老师"),
        ("0000-8800000", "000…"),
        ("00088000000", "000…"),
        ("00000019900101000X", "000…"),
        ("6200 0000 0000 0000 000", "620…"),
        ("6200000000000000", "620…"),
        ("13000000000、13000000001", "130…、130…"),
    ],
)
def test_a_number_is_cut_short(text: str, left: str) -> None:
    assert has_personal_number(text)
    assert without_personal_numbers(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "mmexport1605000000000.jpg",
        "IMG_20201109_083000.jpg",
        "2020-11-09 08:30:00",
        "2020110908300012",
        "1200000",
        "1,200,000,000",
        "第 12345 名",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert not has_personal_number(text)
    assert without_personal_numbers(text) == text
