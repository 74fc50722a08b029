"""Database rows stay in ``storage``: what is above it gets dataclasses, whose misspelt fields mypy finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ABOVE = [path for room in ("handlers", "web", "bot", "scheduler") for path in sorted((ROOT / room).rglob("*.py"))]
NOUNS = sorted((ROOT / "storage").glob("*.py"))
ROWS = {"Row", "RowMapping", "MappingResult", "CursorResult"}


def used_rows(source: str) -> Iterator[str]:
    """What of a module above ``storage`` handles database rows."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and ROWS & {alias.name for alias in node.names}:
            yield f"{node.lineno}: a row's type is imported"
        if isinstance(node, ast.Attribute) and node.attr == "mappings":
            yield f"{node.lineno}: .mappings"
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            named = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            if named == "row":
                yield f"{node.lineno}: row[{node.slice.value!r}]"


def given_rows(source: str) -> Iterator[str]:
    """What of a module of ``storage`` hands rows out: answers of its functions, fields of its dataclasses."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            if node.returns and _names_a_row(node.returns):
                yield f"{node.lineno}: {node.name} answers a row"
        elif isinstance(node, ast.ClassDef):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and _names_a_row(field.annotation):
                    yield f"{field.lineno}: a field of {node.name} is a row"


def _names_a_row(annotation: ast.expr) -> bool:
    return bool(ROWS & {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)})


@pytest.mark.parametrize("path", ABOVE, ids=lambda path: str(path.relative_to(ROOT)))
def test_above_storage_nobody_handles_rows(path: Path) -> None:
    assert list(used_rows(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", NOUNS, ids=lambda path: path.name)
def test_storage_hands_out_no_rows(path: Path) -> None:
    assert list(given_rows(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from sqlalchemy import RowMapping", "1: a row's type is imported"),
        ("found = result.mappings()", "1: .mappings"),
        ("at = row['arrived_at']", "1: row['arrived_at']"),
        ("at = message.row['arrived_at']", "1: row['arrived_at']"),
    ],
)
def test_every_way_of_handling_rows_is_seen(source: str, expected: str) -> None:
    assert list(used_rows(source)) == [expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("async def take_due() -> RowMapping | None: ...", "1: take_due answers a row"),
        ("class Batch:\n    rows: tuple[RowMapping, ...]", "2: a field of Batch is a row"),
    ],
)
def test_every_way_of_handing_rows_out_is_seen(source: str, expected: str) -> None:
    assert list(given_rows(source)) == [expected]
