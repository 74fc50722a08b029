"""Messages typed with blanks between the characters of words, and those whose blanks say something."""

from __future__ import annotations

import pytest

from domain.language.normal import normalised, without_blanks
from tests.support.phrase_rows import Row, decided


@pytest.mark.parametrize(
    ("spaced", "plain"),
    [
        ("谁 没 交", "谁没交"),
        ("今天 谁 没交", "今天谁没交"),
        ("催 登 记", "催登记"),
        ("帮 助", "帮助"),
        ("催 报", "催报"),
    ],
)
def test_blanks_between_characters_change_nothing(spaced: str, plain: str) -> None:
    first, second = (decided(Row(role="supervisor", utterance=said, intent="")) for said in (spaced, plain))
    assert first == second


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("撤 1 2", "撤1 2"),
        ("免报 望江 明 天", "免报望江明天"),
        ("今天 谁没交", None),
        ("撤回 1 2", None),
        ("完", None),
        ("学 " * 40, None),
    ],
)
def test_blanks_between_numbers_and_whole_words_stay(said: str, read: str | None) -> None:
    closer = without_blanks(normalised(said))
    assert (closer.plain if closer else None) == read
    assert closer is None or closer.words == said.strip()
