"""A change is noticed when a test fails that runs its line; the tree is as before afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.mutants import report
from tests.mutants.change import Change, find
from tests.mutants.trial import Outcome, Result, Trial, affordable

HERE = Path(__file__).parent
CODE = "def f(a):\n    return a < 3\n"
TESTS = "from domain.some import f\n\n\ndef test_two():\n    assert f(2)\n\n\ndef test_edge():\n    assert not f(3)\n"
BOTH = [("tests/test_some.py::test_two", 0.1), ("tests/test_some.py::test_edge", 0.2)]


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    shutil.copytree(HERE, tmp_path / "tests" / "mutants")
    for name, text in {"domain/some.py": CODE, "tests/test_some.py": TESTS, "tests/__init__.py": ""}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\npythonpath = ['.']\n", encoding="utf-8")
    return Trial(tmp_path, budget=60.0)


def change(after: str) -> Change:
    start, end = find(CODE, "a < 3")
    return Change(file="domain/some.py", start=start, end=end, after=after)


def test_the_edge_is_noticed_by_the_test_of_the_edge(trial: Trial) -> None:
    result = trial.run(change("a <= 3"), BOTH)
    assert (result.outcome, result.by, result.tried) == (Outcome.NOTICED, BOTH[1][0], 2)
    assert (trial.tree / "domain" / "some.py").read_text(encoding="utf-8") == CODE


def test_without_that_test_it_survives(trial: Trial) -> None:
    assert trial.run(change("a <= 3"), BOTH[:1]).outcome is Outcome.SURVIVED


def test_a_module_that_cannot_be_imported_is_noticed(trial: Trial) -> None:
    assert trial.run(change("a < 3\n1 / 0"), BOTH).outcome is Outcome.NOTICED


def test_without_any_test_nothing_is_run(trial: Trial) -> None:
    assert trial.run(change("True"), []).outcome is Outcome.UNTESTED


def test_as_many_tests_as_can_be_afforded_but_at_least_one() -> None:
    assert affordable(BOTH, 0.15) == BOTH[:1]
    assert affordable(BOTH, 0.05) == BOTH[:1]
    assert affordable(BOTH, 0.31) == BOTH


def test_the_table_counts_by_room_and_leaves_out_what_changes_nothing() -> None:
    outcomes = [Outcome.NOTICED, Outcome.NOTICED, Outcome.SURVIVED, Outcome.UNTESTED, Outcome.EQUIVALENT]
    results = [Result(change=change("True"), outcome=outcome) for outcome in outcomes]
    assert "| domain | 5 | 1 | 2 | 1 | 1 | 50% |" in report.table(results).splitlines()
