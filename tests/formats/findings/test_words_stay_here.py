"""Findings are data everywhere but here: no room below words one, and nothing here reads words back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from domain.findings.found import FoundValue
from domain.findings.places import PlaceValue
from domain.findings.required import RequiredValue

ROOT = Path(__file__).parents[3]
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
#: What makes a finding, or a value of one.
MAKERS = {"Finding", *(kind.__name__ for union in (FoundValue, RequiredValue, PlaceValue) for kind in get_args(union))}


def worded(source: str) -> Iterator[int]:
    """Lines where a finding, or a value of one, is made with Chinese words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            inside = (each for each in ast.walk(node) if isinstance(each, ast.Constant))
            if any(isinstance(each.value, str) and HAN.search(each.value) for each in inside):
                yield node.lineno


@pytest.mark.parametrize("room", ["checks", "domain", "handlers", "storage", "web", "bot"])
def test_no_room_words_a_finding(room: str) -> None:
    sources = [path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
    assert sources
    found = [f"{path.relative_to(ROOT)}:{line}" for path in sources for line in worded(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'Finding(code=Code.FILE_UNSAFE, found=Text("宏"))',
        'Finding(code=Code.FILE_UNSAFE, found=Text(f"{width} 像素"))',
        'found = Text("、".join(titles))',
    ],
)
def test_words_would_be_noticed(source: str) -> None:
    assert list(worded(source))


def test_nothing_reads_a_sentence_back() -> None:
    here = [*(ROOT / "formats" / "findings").rglob("*.py"), *(ROOT / "formats" / "chat").rglob("*.py")]
    here += (ROOT / "formats" / "words").glob("f*.py")
    assert len(here) > 10
    for path in here:
        imported = {
            name.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import)
            for name in node.names
        }
        assert "re" not in imported, path
