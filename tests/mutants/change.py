"""One change of one file, and the source text it is made in."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOMS = ("bot", "web", "scheduler", "handlers", "channels", "storage", "formats", "checks", "domain")
#: Generated once and never edited.
_NOT_OURS = "storage/migrations/versions/"


class NotFound(Exception):
    """The text to be changed is not in the file, or more than once."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """``file`` is relative to the repository; its characters from ``start`` to ``end`` become ``after``."""

    file: str
    start: int
    end: int
    after: str

    @property
    def room(self) -> str:
        return self.file.partition("/")[0]

    def apply(self, text: str) -> str:
        return text[: self.start] + self.after + text[self.end :]


class Source:
    """A Python file with the places of its syntax nodes in characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _lines(self) -> list[tuple[int, str]]:
        """Where each line begins, and the line."""
        lines, start = [], 0
        for line in self.text.splitlines(keepends=True):
            lines.append((start, line))
            start += len(line)
        return lines

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def _offset(self, line: int, column: int) -> int:
        # The parser counts columns in bytes of UTF-8.
        start, text = self._lines[line - 1]
        return start + len(text.encode()[:column].decode())


def product_files(root: Path) -> list[str]:
    """The Python files of the rooms, sorted, relative to ``root``."""
    found = [str(path.relative_to(root)) for room in ROOMS for path in (root / room).rglob("*.py")]
    return sorted(file for file in found if not file.startswith(_NOT_OURS))


def find(text: str, before: str) -> tuple[int, int]:
    """Where ``before`` is in ``text``, however its white space is broken into lines. Raises ``NotFound``."""
    pattern = r"\s+".join(map(re.escape, before.split()))
    found = list(re.finditer(pattern, text))
    if len(found) != 1:
        raise NotFound(f"{len(found)} times in the file: {before}")
    return found[0].span()


def parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def words(change: Change, text: str) -> tuple[str, str]:
    """The changed lines before and after, with as many lines above as make the first one unique in the file."""
    start, end = change.start, change.end
    changed = change.apply(text)
    grown = len(changed) - len(text)
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    while True:
        before = text[first:last].strip()
        try:
            find(text, before)
        except NotFound:
            if first == 0:
                raise
            first = text.rfind("\n", 0, first - 1) + 1
        else:
            return before, changed[first : last + grown].strip()
