"""The architecture decisions: numbered without a gap, one page each, listed with their titles, in the same parts."""

from __future__ import annotations

import re
import tomllib
from pathlib import PurePosixPath

import pytest

from tests.support.documents import can_be_had, codes, files, folders, git, read, tables

FOLDER = "docs/adr"
RENAMES = f"{FOLDER}/0013-renames.md"
DECISIONS = sorted(name for name in files() if re.fullmatch(rf"{FOLDER}/\d{{4}}-.+\.md", name) and name != RENAMES)
#: The commit whose file names the table of renames begins with.
BEFORE = "f67c7a7"


def test_they_are_numbered_without_a_gap() -> None:
    numbers = [int(PurePosixPath(name).name[:4]) for name in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


def test_the_index_lists_each_with_its_title() -> None:
    (index,) = tables(read(f"{FOLDER}/README.md"))
    titles = {}
    for name in DECISIONS:
        number, title = read(name).splitlines()[0].removeprefix("# ").split(" ", 1)
        titles[f"[{number}]({PurePosixPath(name).name})"] = title
    assert {row[0]: row[1] for row in index if row[0]} == titles


@pytest.mark.parametrize("name", DECISIONS)
def test_each_is_one_short_page(name: str) -> None:
    text = read(name)
    assert len(text.splitlines()) <= 16
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert re.search(r"^Status: (accepted|replaced)", text, re.MULTILINE)


def test_what_files_are_called_now_is_where_they_are() -> None:
    rows = [row for part in tables(read(RENAMES)) if part[0][0] == "file at f67c7a7" for row in part[1:]]
    assert len(rows) > 100
    now = {path for row in rows for path in re.findall(r"`([^`]+)`", row[1])}
    assert now - files() - {f"{folder}/" for folder in folders()} == set()
    listed = git("ls-tree", "-r", "--name-only", BEFORE)
    if listed is None:
        pytest.skip(f"no git history that reaches {BEFORE}: the old names are not compared")
    before = {path for row in rows for path in re.findall(r"`([^`]+)`", row[0])}
    assert before - set(listed.splitlines()) == set()


def test_what_names_became_can_be_had() -> None:
    (names,) = (part[1:] for part in tables(read(RENAMES)) if part[0][0] == "name at f67c7a7")
    now = [code for row in names for code in codes(row[1]) if "." in code]
    assert len(now) > 20
    assert [name for name in now if not can_be_had(name)] == []


def test_the_layers_of_the_stories_are_those_the_linter_keeps() -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (one["layers"] for one in contracts if one.get("containers") == ["handlers"])
    named = codes(read(f"{FOLDER}/0013-rooms.md"))
    assert [code for code in named if code in layers] == layers
