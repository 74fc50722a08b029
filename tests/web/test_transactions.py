"""The web decides nothing: it asks the rooms below and opens no transaction of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"


def transactions(source: str) -> list[int]:
    """Lines that open a transaction: ``database.read()`` or ``.write()``, or any such context entered."""
    found = []
    for node in ast.walk(ast.parse(source)):
        opened: list[ast.expr] = [node] if isinstance(node, ast.Call) and _of_database(node) else []
        if isinstance(node, ast.AsyncWith):
            opened += [item.context_expr for item in node.items if _reads_or_writes(item.context_expr)]
        found += [one.lineno for one in opened]
    return found


def _reads_or_writes(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("read", "write")


def _of_database(node: ast.Call) -> bool:
    if not _reads_or_writes(node) or not isinstance(node.func, ast.Attribute):
        return False
    owner = node.func.value
    return (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")) == "database"


@pytest.mark.parametrize(
    "source",
    [
        "async def f(ctx):\n  async with ctx.database.read() as c: pass",
        "async def f(database):\n  async with database.write(): pass",
        "async def f(ctx):\n  opened = ctx.database.read()",
        "async def f(d):\n  async with d.write() as c: pass",
    ],
)
def test_a_transaction_is_noticed(source: str) -> None:
    assert transactions(source)


@pytest.mark.parametrize("file", sorted(WEB.rglob("*.py")), ids=lambda path: str(path.relative_to(WEB)))
def test_no_file_opens_one(file: Path) -> None:
    assert transactions(file.read_text(encoding="utf-8")) == []
