"""Splitting long texts: limits hold for any text, nothing but white space is lost, cuts fall where readers pause."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.splitting import split_text

CHINESE = st.text(alphabet="赣州市教育局，。；\n 今天有12个单位没有报送a👍🏽é👨\u200d👩\u200d👧🇨🇳", max_size=400)


def without_space(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None)
@given(text=st.one_of(st.text(max_size=300), CHINESE), limit=st.integers(min_value=4, max_value=120))
def test_every_part_fits_and_nothing_but_space_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < len(part.encode()) <= limit for part in parts)
    assert without_space("".join(parts)) == without_space(text)


@settings(deadline=None)
@given(text=CHINESE, limit=st.integers(min_value=4, max_value=120))
def test_only_white_space_at_the_cuts_is_dropped(text: str, limit: int) -> None:
    position = 0
    for part in split_text(text, limit):
        found = text.index(part, position)
        assert not text[position:found].strip()
        position = found + len(part)
    assert not text[position:].strip()


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_a_blank_text_has_no_parts(text: str) -> None:
    assert split_text(text, 2048) == []


def test_a_text_that_fits_is_left_alone() -> None:
    assert split_text("  今天谁没交\n", 2048) == ["  今天谁没交\n"]


def test_a_text_exactly_at_the_limit_is_one_part_and_one_byte_more_is_two() -> None:
    assert split_text("交" * 682 + "ab", 2048) == ["交" * 682 + "ab"]
    assert split_text("交" * 682 + "abc", 2048) == ["交" * 682 + "ab", "c"]


def test_lists_are_cut_at_line_ends() -> None:
    lines = [f"{number}. 某某区教育体育局" for number in range(200)]
    parts = split_text("\n".join(lines), 2048)
    assert [line for part in parts for line in part.split("\n")] == lines
    assert len(parts) == 3


def test_prose_is_cut_after_a_sentence() -> None:
    parts = split_text("材料已经收到。照片还差三张！请在十点前补齐", 36)
    assert parts == ["材料已经收到。", "照片还差三张！", "请在十点前补齐"]


def test_a_heading_far_above_is_not_a_reason_for_a_tiny_part() -> None:
    first, *rest = split_text("缺\n" + "报" * 100, 120)
    assert len(first.encode()) > 100
    assert "".join([first, *rest]).replace("\n", "") == "缺" + "报" * 100


@pytest.mark.parametrize(
    "sequence",
    ["👨\u200d👩\u200d👧", "👍🏽", "e\u0301", "🇨🇳", "❤\ufe0f", "1\ufe0f\u20e3"],
    ids=["family", "skin tone", "accent", "flag", "variation", "keycap"],
)
def test_a_sequence_seen_as_one_is_not_torn(sequence: str) -> None:
    parts = split_text(sequence * 40, 100)
    assert len(parts) > 1
    assert all(part == sequence * (len(part) // len(sequence)) for part in parts)


def test_a_sequence_longer_than_a_part_is_torn_between_characters() -> None:
    parts = split_text("e" + "\u0301" * 100, 20)
    assert "".join(parts) == "e" + "\u0301" * 100
    assert all(len(part.encode()) <= 20 for part in parts)


@pytest.mark.parametrize(("marks", "kept_whole"), [(30, True), (31, False)])
def test_a_sequence_is_followed_back_so_far(marks: int, kept_whole: bool) -> None:
    before, sequence = "字" * 10, "e" + "\u0301" * marks
    first = split_text(before + sequence + "\u0301", len((before + sequence).encode()))[0]
    assert first == (before if kept_whole else before + sequence)


@pytest.mark.parametrize(("pause", "enough"), [("\n", 10), ("!", 20), (",", 20), (" ", 20)])
def test_a_pause_counts_when_enough_stands_before_it(pause: str, enough: int) -> None:
    just, short = ("a" * (filled - 1) + pause for filled in (enough, enough - 1))
    assert split_text(just + "b" * 60, 40)[0] == just.rstrip()
    assert split_text(short + "b" * 60, 40)[0] == short + "b" * (40 - len(short))


def test_the_longest_character_is_a_part_at_the_least_limit() -> None:
    assert split_text("😀😀", 4) == ["😀", "😀"]


def test_a_limit_no_character_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        split_text("文", 3)
