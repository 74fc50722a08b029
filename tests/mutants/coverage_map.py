"""Which test runs which line, and how long it takes: collected once, kept in ``.mutants``, brought up to date in parts.

The map remembers the sources it was made from. A test file that is new or has changed is run again; a line of the
product that has moved is found by comparing the sources, and a new one counts as run by the tests of its function.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coverage import CoverageData

from tests.mutants import plugin
from tests.mutants.change import product_files

FOLDER = ".mutants"
#: Tests that a change is not tried against: they take minutes, or a browser.
KINDS = "not long and not browser"
_CONFIG = "tests/mutants/coverage.ini"


@dataclass(kw_only=True)
class CoverageMap:
    """``seconds``: test → how long it takes. ``lines``: file → line → the tests that run it.

    ``sources``: product file → its text then. ``test_files``: test file → digest of its text then.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    test_files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> CoverageMap:
        """An empty one when there is none yet."""
        if not path.exists():
            return cls()
        data = json.loads(path.read_text(encoding="utf-8"))
        tests = list(data["seconds"])
        lines = {
            file: {int(line): {tests[number] for number in numbers} for line, numbers in found.items()}
            for file, found in data["lines"].items()
        }
        return cls(seconds=data["seconds"], lines=lines, sources=data["sources"], test_files=data["test_files"])

    def save(self, path: Path) -> None:
        numbers = {test: number for number, test in enumerate(self.seconds)}
        lines = {
            file: {line: sorted(numbers[test] for test in tests) for line, tests in found.items()}
            for file, found in self.lines.items()
        }
        path.parent.mkdir(exist_ok=True)
        data = {"seconds": self.seconds, "sources": self.sources, "test_files": self.test_files, "lines": lines}
        path.write_text(json.dumps(data), encoding="utf-8")

    def outdated(self, root: Path) -> list[str]:
        """Test files that are new or have changed since."""
        return [file for file, digest in digests(root).items() if self.test_files.get(file) != digest]

    def follow(self, root: Path) -> None:
        """Forget test files that are gone, and find today's lines of product files that have changed."""
        there = digests(root)
        self.forget(file for file in self.test_files if file not in there)
        texts = {file: (root / file).read_text(encoding="utf-8") for file in product_files(root)}
        for file, text in texts.items():
            if file in self.sources and self.sources[file] != text:
                self.lines[file] = moved(self.lines.get(file, {}), self.sources[file], text)
        self.sources = texts

    def forget(self, files: Iterable[str]) -> None:
        gone = set(files)
        self.test_files = {file: digest for file, digest in self.test_files.items() if file not in gone}
        self.seconds = {test: taken for test, taken in self.seconds.items() if file_of(test) not in gone}
        for found in self.lines.values():
            for line in found:
                found[line] &= self.seconds.keys()

    def add(self, heard: Mapping[str, Mapping[str, Any]], data: CoverageData, files: Mapping[str, str]) -> None:
        """What a run of the test files ``files`` has shown; a test that failed or was skipped shows nothing."""
        good = {test: float(said["seconds"]) for test, said in heard.items() if said["good"]}
        self.seconds.update(good)
        self.test_files.update(files)
        by_folder: defaultdict[str, set[str]] = defaultdict(set)
        for test in good:
            by_folder[file_of(test).rpartition("/")[0]].add(test)
        for file in data.measured_files():
            lines = self.lines.setdefault(file, {})
            for line, contexts in data.contexts_by_lineno(file).items():
                tests = {test for context in contexts for test in _tests_of(context, by_folder)}
                lines.setdefault(line, set()).update(tests & good.keys())


def _tests_of(context: str, by_folder: Mapping[str, set[str]]) -> set[str]:
    """Tests of a context: ``TEST|run`` in pytest's own process, ``TEST (call)`` in one that a test has started."""
    if "|" in context:
        return {context.rpartition("|")[0]}
    test, _, phase = context.rpartition(" ")
    if phase == "(setup)":
        # A process that a fixture has started may serve every test beside this one.
        return by_folder[file_of(test).rpartition("/")[0]]
    return {test}


def file_of(test: str) -> str:
    return test.partition("::")[0]


def digests(root: Path) -> dict[str, str]:
    """Test file → digest of its text. Those of the tester itself run nothing of the product."""
    found = sorted((root / "tests").rglob("test_*.py"))
    names = {str(path.relative_to(root)): path for path in found}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if not name.startswith("tests/mutants/")
    }


def moved(lines: Mapping[int, set[str]], before: str, after: str) -> dict[int, set[str]]:
    """``lines`` of one source as lines of the other."""
    old, new = before.splitlines(), after.splitlines()
    found: dict[int, set[str]] = {}
    for block in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            if block.a + step + 1 in lines:
                found[block.b + step + 1] = set(lines[block.a + step + 1])
    for function in ast.walk(ast.parse(after)):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = range(function.body[0].lineno, (function.end_lineno or function.lineno) + 1)
            together = {test for line in inside for test in found.get(line, ())}
            for line in inside:
                found.setdefault(line, together)
    return found


def collect(tree: Path, tests: Sequence[str], folder: Path, workers: int) -> tuple[dict[str, Any], CoverageData]:
    """Run these test files of the copy ``tree`` measured; what was heard of each test, and the lines. In ``folder``."""
    data, heard = folder / "coverage", folder / "heard.json"
    variables = {
        "COVERAGE_FILE": str(data),
        plugin.HEARD: str(heard),
        plugin.MEASURE: str(tree / _CONFIG),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutants.plugin", "-p", "no:cacheprovider"]
    measured = ["--cov", f"--cov-config={_CONFIG}", "--cov-context=test", "--cov-report="]
    parallel = ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []
    done = subprocess.run(
        [*command, *measured, *parallel, "-m", KINDS, "--timeout=600", *tests],
        cwd=tree,
        env={**os.environ, **variables},
        check=False,
    )
    if not heard.exists():
        raise SystemExit(f"the tests could not be run (pytest exited {done.returncode})")
    found = CoverageData(str(data))
    found.read()
    return json.loads(heard.read_text(encoding="utf-8")), found
