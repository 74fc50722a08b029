"""docs/operations.md knows every warning the program logs, and every measure it names exists."""

from __future__ import annotations

import ast
import inspect
import re

from checks.pool.runner import CheckRunner
from checks.pool.worker import MEMORY_BYTES
from domain.alarms import (
    CHECK_HANGS,
    CLOCK_OFF,
    LEAST_FREE,
    LISTENING_FROM,
    LISTENING_TO,
    STANDS_STILL,
    Alarm,
)
from domain.messages import Problem
from handlers import resting
from tests.support.documents import codes, python_files, read, section, tables

DOCUMENT = "docs/operations.md"
#: How the modules call their logger, and the one place that chooses a level first.
_LOGGERS = ("log", "level")
_LOUD = ("warning", "error", "exception", "critical")


def _logged(name: str) -> set[str]:
    """The events that a module logs as a warning or worse."""
    found = set()
    for node in ast.walk(ast.parse(read(name))):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = node.func
        loud = isinstance(called, ast.Attribute) and called.attr in _LOUD
        owner = called.value if isinstance(called, ast.Attribute) else called
        if isinstance(owner, ast.Name) and owner.id in _LOGGERS and (loud or owner.id == "level"):
            found.add(str(node.args[0].value))
    return found


def _stated() -> list[str]:
    (table,) = tables(section(DOCUMENT, "Log"))
    return [code for row in table[1:] for code in codes(row[0])]


def test_every_warning_is_explained_and_no_other() -> None:
    logged = {event for name in python_files() for event in _logged(name)}
    assert {code.partition(" code=")[0] for code in _stated()} == logged


def test_the_codes_of_what_was_not_sent() -> None:
    named = {code.partition(" code=")[2] for code in _stated()} - {""}
    assert named == {problem.value for problem in (*resting.OF_THE_CHANNEL, Problem.UNCLEAR, Problem.QUOTA)}


def test_alarms() -> None:
    (stated,) = tables(section(DOCUMENT, "Alarms"))
    assert [codes(row[0])[0] for row in stated[1:]] == list(Alarm)
    told = " ".join(row[1] for row in stated[1:])
    numbers = (
        f"{STANDS_STILL.seconds // 60} minutes",
        f"{LEAST_FREE // 10**9} GB",
        f"{CHECK_HANGS.seconds // 60} minutes",
        f"between {LISTENING_FROM:%H:%M} and {LISTENING_TO:%H:%M}",
        f"{CLOCK_OFF.seconds} seconds",
    )
    assert [number for number in numbers if number not in told] == []


def test_what_a_check_may_take() -> None:
    seconds = inspect.signature(CheckRunner).parameters["seconds"].default
    told = " ".join(section(DOCUMENT, "Files that were refused").split())
    stated = re.search(r"with (\d+) GB and (\d+) seconds a file", told)
    assert stated is not None
    assert (int(stated[1]) << 30, float(stated[2])) == (MEMORY_BYTES, seconds)
