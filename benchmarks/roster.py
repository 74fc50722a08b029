"""A roster of 3,000 units: read, brought in, and brought in again. One of 20,000: how long others wait meanwhile.

    python -m benchmarks.roster [--beside WORKTREE]

CPU of the importing process, PostgreSQL's own not among it. Who waits is another process that writes to the same SQLite
file as callbacks do, again and again, 20 ms after its last write.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

from benchmarks.measuring import words
from benchmarks.measuring.beside import Tree, measured, started, trees
from benchmarks.measuring.own_run import own_run
from storage.engine.database import SQLITE_PRAGMAS
from tests.support.databases import new_postgresql

UNITS, ROUNDS, AGAIN = 3_000, 3, 3
MANY = 20_000


def main() -> int:
    every = list(trees("A roster brought in, here and at an earlier commit."))
    words.heading(f"A roster of {UNITS} units, {ROUNDS} rounds")
    with own_run():
        good = _brought_in(every)
        for tree in every:
            waits = _waits(tree)
            print(f"{tree.commit} sqlite, {MANY} units, {len(waits)} writes beside it: ", end="")
            print(f"slowest {max(waits):.2f} s, p99 {words.percentile(waits, 0.99):.3f} s")
            if tree is every[0]:
                good.append(words.verdict("slowest write beside it, s", max(waits), 1.0, at_least=False))
    words.closing("memory, and what waits for PostgreSQL.", "a roster in which many things changed.")
    return 0 if all(good) else 1


def _brought_in(every: Sequence[Tree]) -> list[bool]:
    good = []
    for name in ("sqlite", "postgresql"):
        first: list[list[float]] = [[] for _ in every]
        for _ in range(ROUNDS):
            for number, tree in enumerate(every):
                url = new_postgresql() if name == "postgresql" else ""
                found = measured(tree, "roster", UNITS, AGAIN, url=url)
                first[number].append(sum(found[0]))
                reading = ", ".join(f"{read:.2f} + {brought:.2f}" for read, brought in found)
                print(f"{tree.commit} {name}: reading + bringing in, first and again: {reading} s")
        if len(every) > 1:
            ratio = words.percentile(first[0], 0.5) / words.percentile(first[1], 0.5)
            good.append(words.verdict(f"{name}: first import ÷ that beside", ratio, 1.0, at_least=False))
    return good


def _waits(tree: Tree) -> list[float]:
    """Seconds of each write beside the first import of many units."""
    waits: list[float] = []
    over = Event()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "baosong.db"
        with started(tree, "roster", f"sqlite+aiosqlite:///{file}", MANY, 1) as process:
            assert process.stdout is not None
            process.stdout.readline()
            writer = Thread(target=_write, args=(file, waits, over))
            writer.start()
            process.stdout.read()
            over.set()
            writer.join()
        assert process.returncode == 0, process.args
    return waits


def _write(file: Path, waits: list[float], over: Event) -> None:
    connection = sqlite3.connect(file, timeout=300, isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    while not over.wait(0.02):
        begun = time.perf_counter()
        connection.execute("UPDATE alembic_version SET version_num = version_num")
        waits.append(time.perf_counter() - begun)
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
