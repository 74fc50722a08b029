"""Changes written down are found again by their text, wherever it has moved to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants import lists
from tests.mutants.change import Change, NotFound, find, words

TEXT = "a = 1\nif a < 2:\n    b = f(\n        a,\n    )\nif a < 2:\n    c = 3\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "domain").mkdir()
    (tmp_path / "domain" / "some.py").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_text_is_found_however_its_lines_are_broken() -> None:
    start, end = find(TEXT, "b = f( a, )")
    assert TEXT[start:end] == "b = f(\n        a,\n    )"


@pytest.mark.parametrize("before", ["a < 2", "d = 4"])
def test_text_that_is_there_twice_or_not_at_all_is_refused(before: str) -> None:
    with pytest.raises(NotFound):
        find(TEXT, before)


def test_a_line_that_stands_twice_is_said_with_the_line_above() -> None:
    start = TEXT.rindex("<")
    change = Change(file="domain/some.py", start=start, end=start + 1, after="<=")
    assert words(change, TEXT) == (")\nif a < 2:", ")\nif a <= 2:")


def test_what_is_written_down_is_read_as_the_same_change(root: Path) -> None:
    start = TEXT.rindex("<")
    change = Change(file="domain/some.py", start=start, end=start + 1, after="<=")
    (root / "list.tsv").write_text(f"# a comment\n{lists.as_line(change, root)}\n", encoding="utf-8")
    (read,) = lists.read_list(root / "list.tsv", root)
    assert read.change is not None
    assert lists.outcome(read.change, root) == lists.outcome(change, root)


def test_what_is_not_there_any_more_is_told(root: Path) -> None:
    entries = [("domain/some.py", "d = 4", ""), ("domain/other.py", "a", ""), ("domain/some.py", "a = 1", "a = (")]
    assert [lists.listed(root, *entry).change for entry in entries] == [None] * 3
    assert all(lists.listed(root, *entry).problem for entry in entries)


def test_the_lists_of_the_repository_can_be_read() -> None:
    root = Path(__file__).parents[2]
    assert len(lists.read_list(lists.HERE / "known.tsv", root)) > 60
    assert all(one.reason for one in lists.read_equivalents(root))
