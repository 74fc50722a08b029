"""Every test asserts something, itself or through a helper, and none waits for time to pass."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
#: What fails when something is not so: of pytest, of Playwright, of asyncio, and of our own pages in a browser.
ASSERTING = {"raises", "warns", "fail", "AssertionError", "expect", "wait_for", "timeout", "hears", "is_open"}
#: Tests of which it is enough that nothing is raised.
NOTHING_IS_RAISED = {
    "tests.channels.test_every_channels_calls: test_closing_twice_is_closing_once",
    "tests.channels.test_feishu_vectors: test_any_bytes_are_a_frame_or_malformed",
    "tests.domain.language.test_captions: test_any_text_is_read",
    "tests.domain.language.test_decide: test_nothing_typed_raises",
    "tests.fuzz.test_short: test_mutations_of_real_files_break_nothing",
    "tests.fuzz.test_short: test_what_fuzzing_once_found_stays_mended",
    "tests.storage.engine.test_database: test_on_sqlite_the_only_writer_needs_no_lock",
    "tests.storage.engine.test_sqlite_driver: test_a_cancelled_statement_leaves_no_transaction_open",
}
#: Where time must pass: before a picture for whoever asks for pictures, at a moment chosen by chance, until a process
#: that tells nobody has heard the time, and to see that nothing comes.
SLEEPS = {
    "tests.browser.test_accessibility: keep",
    "tests.browser.test_desk_pictures: _keep",
    "tests.browser.test_story: _keep",
    "tests.browser.test_upload: _keep",
    "tests.processes.test_kill_nine: reach",
    "tests.processes.test_listening: test_a_secret_gone_wrong_is_not_tried_in_a_loop_and_mended_at_once",
    "tests.processes.test_procfile: walk",
}

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


class Function(NamedTuple):
    """``module`` as it is imported."""

    module: str
    name: str


class Suite:
    """What the functions of some modules call, by name."""

    def __init__(self, modules: dict[str, str]) -> None:
        self.calls: dict[Function, set[Function]] = {}
        self._asserting: set[Function] = set()
        for module, code in modules.items():
            self._read(module, ast.parse(code))
        self._spread()

    def asserts(self, function: Function) -> bool:
        return function in self._asserting

    def tests(self) -> Iterator[Function]:
        return (one for one in self.calls if one.name.startswith("test_") and "test_" in one.module.rpartition(".")[2])

    def _read(self, module: str, tree: ast.Module) -> None:
        imported = {
            alias.asname or alias.name: Function(node.module, alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        for function in (node for node in ast.walk(tree) if isinstance(node, AnyFunction)):
            itself = Function(module, function.name)
            called = self.calls.setdefault(itself, set())
            for node in ast.walk(function):
                if isinstance(node, ast.Assert):
                    self._asserting.add(itself)
                elif isinstance(node, ast.Call):
                    name = ast.unparse(node.func).rpartition(".")[2]
                    if name in ASSERTING:
                        self._asserting.add(itself)
                    called.add(imported.get(name, Function(module, name)))

    def _spread(self) -> None:
        while more := {one for one, called in self.calls.items() if called & self._asserting} - self._asserting:
            self._asserting |= more


@cache
def suite() -> dict[str, str]:
    paths = (ROOT / "tests").rglob("*.py")
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8") for path in paths}


def sleeps(code: str) -> Iterator[str]:
    """Functions that wait for a time and not, again and again, for something; time of its own makes no such wait."""
    tree = ast.parse(code)
    swift = "swift_time" in code
    for function in (node for node in ast.walk(tree) if isinstance(node, AnyFunction)):
        loops = (node for node in ast.walk(function) if isinstance(node, ast.For | ast.AsyncFor | ast.While))
        again = {inner for loop in loops for inner in ast.walk(loop)}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node not in again:
                waits = node.func.attr == "wait_for_timeout" or (node.func.attr == "sleep" and not swift)
                if waits and ast.unparse(node.args[0]) != "0":
                    yield function.name


def test_every_test_asserts_something() -> None:
    read = Suite(suite())
    assert {f"{one.module}: {one.name}" for one in read.tests() if not read.asserts(one)} == NOTHING_IS_RAISED


def test_none_waits_for_time_to_pass() -> None:
    assert {f"{module}: {name}" for module, code in suite().items() for name in sleeps(code)} == SLEEPS


@pytest.mark.parametrize(
    ("code", "silent"),
    [
        ("def test_a(): pass", True),
        ("def test_a(): assert True", False),
        ("def test_a():\n with pytest.raises(ValueError): int('x')", False),
        ("def test_a(): helper()\ndef helper(): other()\ndef other(): assert True", False),
        ("def test_a(): helper()\ndef helper(): other()\ndef other(): pass", True),
        ("from elsewhere import helper\ndef test_a(): helper()", True),
        ("from helping import right\ndef test_a(): right()", False),
    ],
)
def test_a_test_that_asserts_nothing_is_noticed(code: str, silent: bool) -> None:
    read = Suite({"test_it": code, "helping": "def right(): assert True"})
    assert [read.asserts(one) for one in read.tests()] == [not silent]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def test_a(): time.sleep(1)", ["test_a"]),
        ("async def test_a(): await asyncio.sleep(0)", []),
        ("async def test_a():\n while not there(): await asyncio.sleep(1)", []),
        ("def test_a(page): page.wait_for_timeout(500)", ["test_a"]),
    ],
)
def test_a_test_that_waits_for_time_to_pass_is_noticed(code: str, found: list[str]) -> None:
    assert list(sleeps(code)) == found
