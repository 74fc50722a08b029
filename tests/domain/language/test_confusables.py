"""The table of characters that sound alike is what its maker makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.language import confusables
from domain.language.confusables import SOUND
from tests.support.confusables import module


def test_the_table_is_as_generated() -> None:
    assert Path(confusables.__file__).read_text("utf-8") == module()


@pytest.mark.parametrize(
    "pair", ["那哪", "教交", "抱报", "保报", "会回", "消销", "住助", "壮状", "邦绑", "崔催", "测册"]
)
def test_characters_that_are_mistyped_for_one_another(pair: str) -> None:
    assert SOUND[pair[0]] == SOUND[pair[1]]


@pytest.mark.parametrize("pair", ["报交", "撤催", "免没"])
def test_characters_that_sound_different(pair: str) -> None:
    assert SOUND[pair[0]] != SOUND[pair[1]]
