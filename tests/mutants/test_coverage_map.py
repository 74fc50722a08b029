"""Which test runs which line stays known while sources and tests change."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from coverage import CoverageData

from tests.mutants.coverage_map import CoverageMap, moved

TEST = "tests/domain/test_some.py::test_a[1|2]"
SERVED = "tests/processes/test_some.py::test_b"
BESIDE = "tests/processes/test_some.py::test_c"
BEFORE = "def f(a):\n    b = 1\n    return b\n"
AFTER = "import os\n\n\ndef f(a):\n    b = 1\n    c = 2\n    return b\n"


class Data:
    """Of coverage.py's data what is used."""

    def measured_files(self) -> set[str]:
        return {"domain/some.py"}

    def contexts_by_lineno(self, file: str) -> dict[int, list[str]]:
        return {1: [""], 2: [f"{TEST}|run"], 3: [f"{SERVED} (call)"], 4: [f"{SERVED} (setup)"]}


def heard(*tests: str, good: bool = True) -> dict[str, dict[str, Any]]:
    return {test: {"seconds": 0.5, "good": good, "skipped": False} for test in tests}


def added(told: dict[str, dict[str, Any]]) -> CoverageMap:
    known = CoverageMap()
    known.add(told, cast(CoverageData, Data()), {"tests/domain/test_some.py": "1", "tests/processes/test_some.py": "2"})
    return known


def test_lines_belong_to_the_test_that_ran_them_or_started_the_process_that_did() -> None:
    known = added(heard(TEST, SERVED, BESIDE))
    assert known.lines["domain/some.py"] == {1: set(), 2: {TEST}, 3: {SERVED}, 4: {SERVED, BESIDE}}


def test_a_test_that_fails_shows_nothing() -> None:
    known = added({**heard(TEST, good=False), **heard(SERVED)})
    assert known.lines["domain/some.py"][2] == set()
    assert list(known.seconds) == [SERVED]


def test_what_is_forgotten_is_nowhere() -> None:
    known = added(heard(TEST, SERVED))
    known.forget(["tests/domain/test_some.py"])
    assert (known.lines["domain/some.py"][2], list(known.seconds)) == (set(), [SERVED])


def test_is_the_same_after_saving(tmp_path: Path) -> None:
    known = added(heard(TEST, SERVED))
    known.save(tmp_path / "kept" / "map.json")
    assert CoverageMap.load(tmp_path / "kept" / "map.json") == known


def test_lines_that_move_keep_their_tests_and_new_ones_take_those_of_their_function() -> None:
    lines = {1: set[str](), 2: {"a"}, 3: {"b"}}
    assert moved(lines, BEFORE, AFTER) == {4: set(), 5: {"a"}, 6: {"a", "b"}, 7: {"b"}}


def test_new_and_changed_test_files_are_outdated(tmp_path: Path) -> None:
    (tmp_path / "tests" / "mutants").mkdir(parents=True)
    for name in ("tests/test_old.py", "tests/mutants/test_own.py"):
        (tmp_path / name).write_text("", encoding="utf-8")
    known = CoverageMap()
    assert known.outdated(tmp_path) == ["tests/test_old.py"]
