"""The README and its Chinese sister say the same: sections, commands, links, code; and draw the layers as they are."""

from __future__ import annotations

import ast
import re
import tomllib

from tests.support.documents import ROOMS, codes, fences, headings, links, python_files, read

ENGLISH, CHINESE = "README.md", "README.zh-CN.md"
#: A sentence in Chinese, not only a word to be recognised.
_SENTENCE = re.compile(r"[一-鿿].*[。！？]")
#: Each points to the other, in its own place.
_SISTERS = {ENGLISH, CHINESE}


def _commands(name: str) -> list[list[str]]:
    """The lines of each block of code, without remarks."""
    return [[line.split("#")[0].strip() for line in block.splitlines()] for block in fences(read(name))]


def test_sections_are_the_same() -> None:
    assert len(headings(read(ENGLISH))) == len(headings(read(CHINESE))) > 3


def test_commands_are_the_same() -> None:
    assert _commands(ENGLISH) == _commands(CHINESE)


def test_links_and_pictures_are_the_same() -> None:
    english, chinese = links(read(ENGLISH)), links(read(CHINESE))
    assert [link for link in english if link not in _SISTERS] == [link for link in chinese if link not in _SISTERS]
    assert CHINESE in english and ENGLISH in chinese


def test_what_is_typed_is_the_same() -> None:
    assert sorted(codes(read(ENGLISH))) == sorted(codes(read(CHINESE)))


def test_each_section_has_as_many_points() -> None:
    counted = [[len(re.findall(r"^- ", part, re.MULTILINE)) for part in read(name).split("\n## ")] for name in _SISTERS]
    assert counted[0] == counted[1]


def test_the_layers_are_those_the_linter_keeps() -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (one["layers"] for one in contracts if one["name"] == "Imports point down only")
    drawn = [code for code in codes(read(ENGLISH).split("\n## ")[-1]) if set(code.split(" | ")) <= set(ROOMS)]
    assert [set(layer.split(" | ")) for layer in drawn] == [set(layer.split(" | ")) for layer in layers]


def _sentences(name: str) -> list[str]:
    """The Chinese sentences among a module's strings; docstrings are for contributors."""
    tree = ast.parse(read(name))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in bare]
    return [text.value for text in texts if isinstance(text.value, str) and _SENTENCE.search(text.value)]


def test_what_is_said_in_chat_stands_in_one_folder() -> None:
    rooms = ("handlers", "channels", "storage", "scheduler", "web")
    chat = [name for name in python_files("formats") if name.startswith(("formats/chat/", "formats/digest/"))]
    said = {name: _sentences(name) for name in [*python_files(*rooms), *chat]}
    assert {name for name, sentences in said.items() if sentences} == set()
    assert len(_sentences("formats/words/chat.py")) > 90
