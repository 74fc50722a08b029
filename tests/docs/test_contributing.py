"""CONTRIBUTING.md: a sentence for every folder, recipes that name real files, and the rules of commits are kept."""

from __future__ import annotations

import inspect
import re
from collections import Counter

import pytest

from channels.contract import Channel
from domain.language import acts
from domain.selection import Mark
from formats.desk import words as desk_words
from formats.words import desk as chat_words
from handlers import acting
from storage.desk.queue import QueueMark
from tests.support.documents import ROOMS, codes, folders, git, headings, number_word, read, section, squeezed

DOCUMENT = "CONTRIBUTING.md"
#: The first commits whose subjects are held to the rule come after this one.
BEFORE = "f67c7a7"
MOST = 72
#: Folders beside the packages whose parts each have a sentence, and those that have one for all they hold.
BESIDE = ("benchmarks", "deploy", "docs")
WHOLE = ("campaigns", ".ci", "tests")


def _wanted() -> set[str]:
    """Every folder of the nine packages, however deep, those beside them, and the rooms of the tests."""
    found = {folder for folder in folders() if folder.split("/")[0] in (*ROOMS, *BESIDE, *WHOLE)}
    deep = {folder for folder in found if folder.split("/")[0] in WHOLE and folder.count("/") > 1}
    return {f"{folder}/" for folder in found - deep}


def _said() -> list[str]:
    """The folders that begin a point of the map, with what is said of them."""
    return re.findall(r"^- `([\w./]+/)`: \S.+[.,;:)`\w]$", section(DOCUMENT, "Navigating the code"), re.MULTILINE)


def test_every_folder_has_a_sentence_and_every_sentence_a_folder() -> None:
    said = _said()
    assert [folder for folder, times in Counter(said).items() if times > 1] == []
    assert set(said) == _wanted()


def test_packages_come_from_the_front_door_down() -> None:
    order = [folder.rstrip("/") for folder in _said() if folder.rstrip("/") in ROOMS]
    assert order == list(ROOMS)


def test_members_of_a_channel() -> None:
    members = set(Channel.__annotations__) | {
        name for name, one in vars(Channel).items() if inspect.isfunction(one) and not name.startswith("_")
    }
    stated = f"the {number_word(len(members))} members of `channels/contract.py`"
    assert stated in squeezed(section(DOCUMENT, "A new channel"))


@pytest.mark.parametrize("heading", [one for one in headings(read(DOCUMENT)) if one.startswith("A ")])
def test_every_step_of_a_recipe_names_a_file(heading: str) -> None:
    steps = re.findall(r"^(\d+)\. (.+)$", section(DOCUMENT, heading), re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, len(steps) + 1))
    for number, step in steps:
        assert any("/" in code for code in codes(step)), f"{heading}, step {number}"


def test_there_is_a_recipe_for_what_is_added_most() -> None:
    assert {one for one in headings(read(DOCUMENT)) if one.startswith("A ")} == {
        "A new channel",
        "A finding code",
        "A new check",
        "A new story in words",
        "A new question in words",
        "A synonym",
        "A migration",
        "A mark of the desk",
        "A page of the desk",
        "A column of the desk",
    }


def test_a_row_that_the_recipe_of_a_story_asks_for_is_not_forgotten() -> None:
    known = {one for one in vars(acts).values() if inspect.isclass(one) and issubclass(one, acts.Act)}
    assert set(acting.STORIES) == known - {acts.Act}


def test_what_the_recipe_of_a_mark_asks_for_is_not_forgotten() -> None:
    marks, page = set(Mark), read("web/templates/desk/pick.html")
    assert set(chat_words.MARKS) == set(desk_words.MARKS) == marks
    assert {mark.value for mark in marks} < {one.value for one in QueueMark}
    for mark in marks:
        assert f'("{mark.value}", "{chat_words.MARKS[mark]}")' in page
        assert f'data-word="{mark.value}"' in page


def test_a_page_of_the_desk_has_what_its_recipe_asks_for() -> None:
    """Every handler that a row names stands in the folder of the recipe; who is there is the wrappers' matter."""
    table = read("web/desk/routes.py")
    handlers = re.findall(r"(?:page|part|form)\((\w+)\.\w+\)", table)
    assert len(handlers) > 10
    for name in set(handlers):
        assert "visitor: Visitor" in read(f"web/desk/{name}.py"), name


def test_subjects_of_commits_are_short() -> None:
    assert f"at most {MOST} characters" in section(DOCUMENT, "Commits")
    subjects = git("log", "--format=%s", f"{BEFORE}..HEAD")
    if subjects is None:
        pytest.skip(f"no git history that reaches {BEFORE}: subjects are not measured")
    assert [subject for subject in subjects.splitlines() if len(subject) > MOST] == []
