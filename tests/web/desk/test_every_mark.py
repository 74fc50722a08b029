"""Each mark stands wherever one is chosen, shown or listed: what CONTRIBUTING.md says of a new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.selection import Mark
from formats.desk.item import marks
from formats.desk.words import KEYS, MARKS
from formats.words import desk as words
from storage.desk.queue import QueueMark

WEB = Path(__file__).parents[3] / "web"


@pytest.mark.parametrize("mark", Mark)
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("templates/desk/pick.html", '("{mark}", "'),
        ("templates/desk/pick.html", 'name="mark" value="{mark}"'),
        ("templates/desk/pick.html", 'data-word="{mark}"'),
        ("static/desk/pick/keys.js", '("{mark}")'),
        ("static/desk/pick.css", '[data-mark="{mark}"]'),
    ],
)
def test_the_picking_desk_knows_it(mark: Mark, file: str, said: str) -> None:
    assert said.format(mark=mark.value) in (WEB / file).read_text()


def test_it_has_a_word_a_letter_a_key_and_a_list() -> None:
    assert set(MARKS) == set(words.MARKS) == set(KEYS) == set(Mark)
    assert {mark.value for mark in Mark} <= {mark.value for mark in QueueMark}
    letters = [letter for _, letter in MARKS.values()]
    assert len(set(letters)) == len(letters)
    assert len(set(KEYS.values())) == len(KEYS)
    assert [name for _, name, _ in marks()] == [words.MARKS[mark] for mark in Mark]


@pytest.mark.parametrize("mark", Mark)
def test_its_key_is_that_of_the_picking_desk(mark: Mark) -> None:
    keys = (WEB / "static/desk/pick/keys.js").read_text()
    page = (WEB / "templates/desk/pick.html").read_text()
    assert f'Key{KEYS[mark]}: () => desk.setAndGoOn("{mark.value}")' in keys
    assert f"<kbd>{KEYS[mark]}</kbd>" in page
