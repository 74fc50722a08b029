"""Text that a database column can hold."""

from __future__ import annotations

import pytest

from domain.messages import storable


@pytest.mark.parametrize("text", ["", "中文", "\U0001f600", "\x01", "\ud7ff", "\ue000"])
def test_text_is_storable(text: str) -> None:
    assert storable(text)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfff", "\udbff"])
def test_nul_and_halves_of_a_character_are_not(text: str) -> None:
    assert not storable(text)
