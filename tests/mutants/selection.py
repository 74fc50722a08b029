"""The tests a change is tried against: those that run its line, in the order in which they are likely to tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cached_property, partial
from pathlib import Path

from tests.mutants.change import Change, Source, product_files
from tests.mutants.coverage_map import CoverageMap, digests, file_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Selection:
    """``root`` is the tree as it is, unchanged; ``known`` fits it."""

    def __init__(self, root: Path, known: CoverageMap) -> None:
        self._root = root
        self._known = known
        self._sources: dict[str, Source] = {}

    def tests(self, change: Change) -> list[tuple[str, float]]:
        """Test and usual seconds, in the order to run them; none when nothing runs the line."""
        source = self._source(change.file)
        path = _path(source, change)
        function = next((node for node in reversed(path) if isinstance(node, _FUNCTIONS)), None)
        if function is None:
            found = self._of_definition(change.file, path)
        elif (statement := _statement(path)) is not function:
            found = self._of_lines(change.file, _head(statement))
        else:
            # Several statements, or a default, which the whole function may use.
            changed = range(source.line_of(change.start), source.line_of(change.end) + 1)
            found = self._of_lines(change.file, set(changed) & set(_body(function)) or _body(function))
        return [(test, self._known.seconds[test]) for test in sorted(found, key=partial(self._rank, found))]

    def _rank(self, found: set[str], test: str) -> tuple[bool, float, str]:
        """The fastest first; last those that do the same once more, on the other database."""
        again = "postgresql" in test and test.replace("postgresql", "sqlite") in found
        return again, self._known.seconds[test], test

    def _of_lines(self, file: str, lines: Iterable[int]) -> set[str]:
        known = self._known.lines.get(file, {})
        return {test for line in lines for test in known.get(line, ())}

    def _of_definition(self, file: str, path: list[ast.AST]) -> set[str]:
        """What runs when its module is imported: tests of the functions that use what it defines."""
        names = _defined(path)
        importing = self._importing(file)
        found = self._mentioning(file, names)
        for other in [file, *importing]:
            found |= self._of_lines(other, _uses(self._source(other), names))
        for others in ([file], importing):
            found = found or {test for other in others for test in self._of_lines(other, self._in_functions(other))}
        return found

    def _mentioning(self, file: str, names: set[str]) -> set[str]:
        """Tests of the files that import the module and name what it defines."""
        sources = self._handed_on(file)
        files = {
            test_file
            for test_file, text in self._test_texts.items()
            if any(_imports(text, source) for source in sources)
            and any(re.search(rf"\b{name}\b", text) for name in names)
        }
        return {test for test in self._known.seconds if file_of(test) in files}

    def _importing(self, file: str) -> list[str]:
        sources = self._handed_on(file)
        return [
            other
            for other in self._files
            if other not in sources and any(_imports(self._source(other).text, source) for source in sources)
        ]

    def _handed_on(self, file: str) -> list[str]:
        """The module, and its package when that hands on what the module defines."""
        package = f"{file.rpartition('/')[0]}/__init__.py"
        handed_on = package in self._files and package != file and _imports(self._source(package).text, file)
        return [file, package] if handed_on else [file]

    def _in_functions(self, file: str) -> set[int]:
        functions = (node for node in ast.walk(self._source(file).tree) if isinstance(node, _FUNCTIONS))
        return {line for function in functions for line in _body(function)}

    def _source(self, file: str) -> Source:
        if file not in self._sources:
            self._sources[file] = Source((self._root / file).read_text(encoding="utf-8"))
        return self._sources[file]

    @cached_property
    def _files(self) -> list[str]:
        return product_files(self._root)

    @cached_property
    def _test_texts(self) -> dict[str, str]:
        return {file: (self._root / file).read_text(encoding="utf-8") for file in digests(self._root)}


def _path(source: Source, change: Change) -> list[ast.AST]:
    """The nodes around the change, the module first."""
    path: list[ast.AST] = [source.tree]
    while True:
        inner = [
            node
            for node in ast.iter_child_nodes(path[-1])
            if isinstance(node, (ast.expr, ast.stmt, ast.keyword))
            and source.span(node)[0] <= change.start
            and change.end <= source.span(node)[1]
        ]
        # Not every node has a place: what is below those that have none is looked at as if it stood here.
        placeless = [
            node
            for child in ast.iter_child_nodes(path[-1])
            if not isinstance(child, (ast.expr, ast.stmt, ast.keyword))
            for node in ast.walk(child)
            if isinstance(node, (ast.expr, ast.stmt))
            and source.span(node)[0] <= change.start
            and change.end <= source.span(node)[1]
        ]
        found = inner or placeless
        if not found:
            return path
        path.append(found[0])


def _statement(path: list[ast.AST]) -> ast.stmt:
    return next(node for node in reversed(path) if isinstance(node, ast.stmt))


def _head(statement: ast.stmt) -> range:
    """The lines of a statement without those of the statements in it."""
    body = [
        part
        for part in ast.iter_child_nodes(statement)
        if isinstance(part, (ast.stmt, ast.excepthandler, ast.match_case))
    ]
    first_inside = min((line for part in body if (line := getattr(part, "lineno", 0))), default=0)
    end = statement.end_lineno or statement.lineno
    return range(statement.lineno, max(first_inside, statement.lineno + 1) if first_inside else end + 1)


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> range:
    return range(function.body[0].lineno, (function.end_lineno or function.lineno) + 1)


def _defined(path: list[ast.AST]) -> set[str]:
    """The name that the statement binds; within a class also the name of a field."""
    statement = _statement(path) if len(path) > 1 else None
    match statement:
        case ast.Assign(targets=targets):
            return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.ClassDef(name=name):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
    return set()


def _uses(source: Source, names: set[str]) -> set[int]:
    """The lines within functions that name one of these."""
    lines: set[int] = set()
    for function in ast.walk(source.tree):
        if isinstance(function, _FUNCTIONS):
            lines |= {
                node.lineno
                for node in ast.walk(function)
                if (isinstance(node, ast.Name) and node.id in names)
                or (isinstance(node, ast.Attribute) and node.attr in names)
                or (isinstance(node, ast.keyword) and node.arg in names)
            }
    return lines


def _imports(text: str, file: str) -> bool:
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, name = module.rpartition(".")
    return bool(
        re.search(rf"^\s*(from {re.escape(module)} import|import {re.escape(module)}\b)", text, re.MULTILINE)
        or re.search(rf"^\s*from {re.escape(package)} import [^#]*?\b{name}\b", text, re.MULTILINE)
    )
