"""Tries changes: each in a copy of the tree, against its tests, until one fails."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.mutants import plugin
from tests.mutants.change import Change
from tests.mutants.coverage_map import file_of

#: A change can make a program eat memory without end; no test needs as many bytes.
_MEMORY = 6 << 30
#: Seconds for starting pytest, and how much slower than usual everything may be, before a run is ended from outside.
_START, _TIMES = 300.0, 20.0
_NO_TESTS = 5


class Outcome(StrEnum):
    NOTICED = "noticed"
    SURVIVED = "survived"
    #: No test runs the line.
    UNTESTED = "untested"
    EQUIVALENT = "equivalent"


@dataclass(frozen=True, kw_only=True)
class Result:
    """``by``: the test that failed, or what else happened. ``tried`` of the ``covering`` tests were let run."""

    change: Change
    outcome: Outcome
    by: str = ""
    tried: int = 0
    covering: int = 0


class Trial:
    """One copy of the tree, used for one change at a time. ``budget``: usual seconds of the tests of one change."""

    def __init__(self, tree: Path, *, budget: float) -> None:
        self.tree = tree
        self._budget = budget
        self._written = 0

    def run(self, change: Change, tests: Sequence[tuple[str, float]]) -> Result:
        within = affordable(tests, self._budget)
        if not within:
            return Result(change=change, outcome=Outcome.UNTESTED)
        path = self.tree / change.file
        original = path.read_text(encoding="utf-8")
        self._write(path, change.apply(original))
        try:
            by = self.first_failure(within)
        finally:
            self._write(path, original)
        outcome = Outcome.NOTICED if by else Outcome.SURVIVED
        return Result(change=change, outcome=outcome, by=by, tried=len(within), covering=len(tests))

    def first_failure(self, tests: Sequence[tuple[str, float]]) -> str:
        """The test that fails first, or how pytest ended; empty when all pass."""
        chosen, heard = self.tree / "chosen.json", self.tree / "heard.json"
        chosen.write_text(json.dumps(tests), encoding="utf-8")
        heard.unlink(missing_ok=True)
        code = self._pytest(chosen, heard, tests)
        if code in (0, _NO_TESTS):
            return ""
        said = json.loads(heard.read_text(encoding="utf-8")) if heard.exists() else {}
        failed = [test for test, one in said.items() if not one["good"] and not one["skipped"]]
        return failed[-1] if failed else f"pytest exited {code}"

    def _pytest(self, chosen: Path, heard: Path, tests: Sequence[tuple[str, float]]) -> int:
        variables = {plugin.CHOSEN: str(chosen), plugin.HEARD: str(heard), "PYTHONPATH": str(self.tree)}
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "tests.mutants.plugin", "-p", "no:cacheprovider"]
        process = subprocess.Popen(
            [*command, *dict.fromkeys(file_of(test) for test, _ in tests)],
            cwd=self.tree,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_limit_memory,
        )
        try:
            return process.wait(_START + _TIMES * sum(seconds for _, seconds in tests))
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            # Also what the tests have started and a failure has left behind.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _write(self, path: Path, text: str) -> None:
        """With a time of its own: Python tells compiled files apart by it, in whole seconds."""
        path.write_text(text, encoding="utf-8")
        self._written += 2
        moment = path.stat().st_mtime + self._written
        os.utime(path, (moment, moment))


def affordable(tests: Sequence[tuple[str, float]], budget: float) -> list[tuple[str, float]]:
    """The first ones, as many as take ``budget`` seconds together, but at least one."""
    kept: list[tuple[str, float]] = []
    spent = 0.0
    for test, seconds in tests:
        spent += seconds
        if kept and spent > budget:
            break
        kept.append((test, seconds))
    return kept


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
