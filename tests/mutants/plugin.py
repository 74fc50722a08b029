"""What the tester tells pytest and hears from it; loaded by ``-p tests.mutants.plugin`` in runs of the tester alone."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import TypedDict

import pytest


class _Heard(TypedDict):
    seconds: float
    good: bool
    skipped: bool


#: A file of ``[test, seconds]`` pairs: run these, in this order, and no others.
CHOSEN = "MUTANTS_CHOSEN"
#: Where to write ``{test: {"seconds", "good", "skipped"}}`` when the run ends.
HEARD = "MUTANTS_HEARD"
#: coverage.py's own: the settings by which every Python process that sees it measures itself.
MEASURED = "COVERAGE_PROCESS_START"
#: Given instead of ``MEASURED``, which would make the workers of pytest-xdist measure themselves twice.
MEASURE = "MUTANTS_MEASURE"
#: A test is stuck after so many seconds and so many times its usual time: other work may keep the machine busy.
_LEAST, _TIMES = 30.0, 15.0

_heard: defaultdict[str, _Heard] = defaultdict(lambda: _Heard(seconds=0.0, good=True, skipped=False))


def pytest_configure(config: pytest.Config) -> None:
    if MEASURE in os.environ and (hasattr(config, "workerinput") or not config.getoption("numprocesses", None)):
        os.environ[MEASURED] = os.environ[MEASURE]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if CHOSEN not in os.environ:
        return
    chosen = json.loads(Path(os.environ[CHOSEN]).read_text(encoding="utf-8"))
    rank = {test: number for number, (test, _) in enumerate(chosen)}
    usual = dict(chosen)
    kept = sorted((item for item in items if item.nodeid in rank), key=lambda item: rank[item.nodeid])
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in rank])
    for item in kept:
        item.add_marker(pytest.mark.timeout(_LEAST + _TIMES * usual[item.nodeid]), append=False)
    items[:] = kept


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    heard = _heard[report.nodeid]
    heard["seconds"] += report.duration
    heard["good"] &= report.outcome == "passed"
    heard["skipped"] |= report.skipped


def pytest_sessionfinish(session: pytest.Session) -> None:
    if HEARD in os.environ and not hasattr(session.config, "workerinput"):
        Path(os.environ[HEARD]).write_text(json.dumps(_heard), encoding="utf-8")
