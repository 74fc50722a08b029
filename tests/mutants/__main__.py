"""``make mutants``: changes the code in copies of the tree, and says which changes no test notices."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from tests.mutants import lists, operators, report
from tests.mutants.change import ROOMS, Change, product_files
from tests.mutants.copies import CHECKOUT, copy_of, snapshot
from tests.mutants.coverage_map import FOLDER, CoverageMap, collect, digests
from tests.mutants.selection import Selection
from tests.mutants.trial import Outcome, Result, Trial
from tests.support.databases import start_postgresql, stop_postgresql
from tests.support.real_files import MATERIAL
from tests.support.run_folder import RunFolder

_MAP = CHECKOUT / FOLDER / "map.json"
_LEFT = (Outcome.SURVIVED, Outcome.UNTESTED)


def main() -> int:
    options = _options()
    # A copy of the tree would look for it beside itself.
    os.environ.setdefault("BAOSONG_MATERIAL", str(MATERIAL.resolve()))
    with _one_folder():
        tree = snapshot()
        listed = lists.read_list(options.list, tree) if options.list else None
        changes = _sample(tree, options) if listed is None else [one.change for one in listed if one.change]
        known = _coverage_map(tree, fresh=options.fresh, workers=max(2, options.jobs))
        if options.map_only:
            return 0
        results = _try(tree, changes, known, options)
        survived = [report.line(result, tree) for result in results if result.outcome in _LEFT]
        bad = [f"- not tried: {one.file}: {one.problem}" for one in listed or () if one.problem]
        bad += [
            f"- {lists.EQUIVALENT}: {one.file}: {one.problem}" for one in lists.read_equivalents(tree) if one.problem
        ]
        bad += [f"- fails without any change: {test}" for test in _doubtful(tree, results, known, options)]
    print(f"\n{report.table(results)}\n")
    print("\n".join([*survived, *bad]))
    return 1 if survived or bad else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="for choosing the changes")
    parser.add_argument("--count", type=int, default=100, help="how many, the same number from every room")
    parser.add_argument("--room", choices=ROOMS, action="append", help="these rooms only; may be given again")
    parser.add_argument("--list", type=Path, help="try these instead: room, file, before, after between tabs")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--budget", type=float, default=240.0, help="usual seconds of all tests for one change")
    parser.add_argument("--out", type=Path, help="append a line for every change to this file as soon as it is known")
    parser.add_argument(
        "--left", type=Path, help="append those that no test noticed to this file, as --list reads them"
    )
    parser.add_argument("--fresh", action="store_true", help="collect anew which test runs which line")
    parser.add_argument("--map-only", action="store_true", help="collect that, and try nothing")
    return parser.parse_args()


@contextmanager
def _one_folder() -> Iterator[None]:
    """One folder and one PostgreSQL for all the runs of pytest; nothing stays."""
    folder = RunFolder()
    try:
        start_postgresql()
        yield
    finally:
        stop_postgresql()
        folder.remove()


def _sample(tree: Path, options: argparse.Namespace) -> list[Change]:
    """The same number from every room; a room that has fewer gives all."""
    rooms = options.room or ROOMS
    chance = random.Random(options.seed)
    chosen: list[Change] = []
    for number, room in enumerate(rooms):
        share = options.count // len(rooms) + (number < options.count % len(rooms))
        files = [file for file in product_files(tree) if file.startswith(f"{room}/")]
        found = [c for file in files for c in operators.changes(file, (tree / file).read_text(encoding="utf-8"))]
        chosen += chance.sample(found, min(share, len(found)))
    # Not room by room: whoever stops early has seen something of each.
    chance.shuffle(chosen)
    return chosen


def _coverage_map(tree: Path, *, fresh: bool, workers: int) -> CoverageMap:
    """Brought up to date with the tree."""
    known = CoverageMap() if fresh else CoverageMap.load(_MAP)
    known.follow(tree)
    if tests := known.outdated(tree):
        print(f"finding out which lines {len(tests)} test files run", file=sys.stderr)
        known.forget(tests)
        with tempfile.TemporaryDirectory() as folder:
            heard, data = collect(tree, tests, Path(folder), workers)
            known.add(heard, data, {file: digest for file, digest in digests(tree).items() if file in tests})
        known.save(_MAP)
    return known


def _try(tree: Path, changes: Sequence[Change], known: CoverageMap, options: argparse.Namespace) -> list[Result]:
    selection = Selection(tree, known)
    equivalent = lists.same_outcome((one.change for one in lists.read_equivalents(tree)), tree)
    trials: SimpleQueue[Trial] = SimpleQueue()
    for number in range(options.jobs):
        trials.put(Trial(copy_of(tree, str(number)), budget=options.budget))

    def tried(change: Change) -> Result:
        if lists.outcome(change, tree) in equivalent:
            return Result(change=change, outcome=Outcome.EQUIVALENT)
        trial = trials.get()
        try:
            return trial.run(change, selection.tests(change))
        finally:
            trials.put(trial)

    with ThreadPoolExecutor(options.jobs) as pool:
        results = []
        for result in pool.map(tried, changes):
            results.append(result)
            _tell(tree, result, options)
    return results


def _tell(tree: Path, result: Result, options: argparse.Namespace) -> None:
    line = report.line(result, tree)
    if options.out is None:
        print(line, file=sys.stderr, flush=True)
    else:
        _append(options.out, line)
    if options.left is not None and result.outcome in _LEFT:
        _append(options.left, lists.as_line(result.change, tree))


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def _doubtful(tree: Path, results: Sequence[Result], known: CoverageMap, options: argparse.Namespace) -> list[str]:
    """A test that noticed a change, and fails without it, too: now broken, or not to be relied on."""
    noticed = {result.by for result in results if result.by in known.seconds}
    tests = sorted((test, known.seconds[test]) for test in noticed)
    failed = Trial(copy_of(tree, "unchanged"), budget=options.budget).first_failure(tests) if tests else ""
    return [failed] if failed else []


if __name__ == "__main__":
    sys.exit(main())
