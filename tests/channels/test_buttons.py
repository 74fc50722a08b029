"""Buttons of cards: what stands on one, and what comes back when it is pressed."""

from __future__ import annotations

import pytest

from channels.buttons import key_of, label_of, pressed
from domain.messages import Choice


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("确认", "确认"),
        ("1. 星河一职", "1. 星河一职"),
        ("1. 云麓第一职业学校", "1. 云麓第一职业学校"[:9] + "…"),
        (" 取消 ", "取消"),
    ],
)
def test_a_button_shows_at_most_ten_characters(label: str, shown: str) -> None:
    assert label_of(Choice(label=label, says="1")) == shown
    assert len(shown) <= 10


@pytest.mark.parametrize("says", ["1", "1#1f", "确认 王五", "云麓|第一"])
def test_what_comes_back_is_what_it_stands_for_and_what_it_was_called(says: str) -> None:
    assert pressed(key_of(Choice(label="1. 甲|乙", says=says))) == (says, "1. 甲 乙")


def test_a_key_that_is_not_ours_says_what_it_is() -> None:
    assert pressed("状态") == ("状态", "状态")
    assert pressed("") == ("", "")
