"""docs/operations.md knows every warning the program logs, and every measure it names exists."""

from __future__ import annotations

import ast
import inspect
import re

from prometheus_client import CollectorRegistry

from checks.pool.runner import CheckRunner
from checks.pool.worker import MEMORY_BYTES
from domain.messages import Problem
from handlers import resting
from tests.support.documents import codes, python_files, read, section, tables
from web.metrics import Metrics

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
    (table,) = tables(section(DOCUMENT, "Watching"))
    return [code for row in table[1:] for code in codes(row[0])]


def test_every_warning_is_explained_and_no_other() -> None:
    logged = {event for name in python_files() for event in _logged(name)}
    assert {code.partition(" code=")[0] for code in _stated()} == logged


def test_the_codes_of_what_was_not_sent() -> None:
    named = {code.partition(" code=")[2] for code in _stated()} - {""}
    assert named == {problem.value for problem in (*resting.OF_THE_CHANNEL, Problem.UNCLEAR)}


def test_measures() -> None:
    measured = {metric.name for metric in Metrics(CollectorRegistry()).registry.collect()}
    named = {code for code in codes(read(DOCUMENT)) if code.startswith("baosong_")}
    assert len(named) == 4
    assert named <= measured


def test_what_a_check_may_take() -> None:
    seconds = inspect.signature(CheckRunner).parameters["seconds"].default
    told = " ".join(section(DOCUMENT, "Files that were refused").split())
    stated = re.search(r"with (\d+) GB and (\d+) seconds a file", told)
    assert stated is not None
    assert (int(stated[1]) << 30, float(stated[2])) == (MEMORY_BYTES, seconds)
