"""docs/limits.md states what the code's constants say, and forgets no wait."""

from __future__ import annotations

import ast
import importlib
import re
from datetime import timedelta

import pytest

from scheduler.loops import Loop
from scheduler.timetable import LOOPS, TICKS
from tests.support.documents import codes, python_files, read, section, table, tables

DOCUMENT = "docs/limits.md"
ROWS = [(row[1], codes(row[2])[0]) for heading in ("Waits", "Limits") for row in table(DOCUMENT, heading)]
_UNIT = re.compile(r"([\d.]+) (day|hour|minute|second)s?")


def _value(stated: str, constant: object) -> object:
    """What a cell says, in the type of the constant it is compared with."""
    if isinstance(constant, timedelta):
        return sum((timedelta(**{f"{unit}s": float(n)}) for n, unit in _UNIT.findall(stated)), timedelta())
    if isinstance(constant, tuple):
        return tuple(int(n) for n in re.findall(r"\d+", stated))
    return float(stated.replace(",", "").removesuffix("s").removesuffix("second"))


def _constant(dotted: str) -> object:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize(("stated", "dotted"), ROWS, ids=[dotted for _, dotted in ROWS])
def test_the_value_is_the_constants(stated: str, dotted: str) -> None:
    constant = _constant(dotted)
    assert _value(stated, constant) == constant


def test_what_runs() -> None:
    loops, ticks = tables(section(DOCUMENT, "What runs"))
    told = {
        codes(row[0])[0]: Loop(
            number=int(row[1]),
            tables=frozenset(codes(row[2])),
            waiting="".join(codes(row[3])),
            idle=float(str(_value(row[4], 1.0))),
        )
        for row in loops[1:]
    }
    assert told == LOOPS
    assert {codes(row[0])[0]: _value(row[1], 1.0) for row in ticks[1:]} == TICKS


def _waits(name: str) -> set[str]:
    """The public constants of a module that are spans of time."""
    module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    found = set()
    for node in ast.parse(read(name)).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and "timedelta" in ast.dump(node.value.func)
        ):
            found |= {f"{module}.{target.id}" for target in node.targets if isinstance(target, ast.Name)}
    return {dotted for dotted in found if not dotted.rsplit(".", 1)[1].startswith("_")}


def test_no_wait_is_forgotten() -> None:
    waits = {dotted for name in python_files() for dotted in _waits(name)}
    assert len(waits) > 20
    assert waits - {dotted for _, dotted in ROWS} == set()


def test_a_wrong_value_is_noticed() -> None:
    assert _value("2 days 12 hours", timedelta()) == timedelta(hours=60)
    assert _value("0.4 seconds", 0.4) == 0.4 != _value("0.5 seconds", 0.4)
    assert _value("5,000", 1) == 5000
