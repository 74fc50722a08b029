"""A roster of 3,000 units: read, brought in, and brought in again.

    python -m benchmarks.roster [--beside WORKTREE]

CPU of the importing process, PostgreSQL's own not among it.
"""

from __future__ import annotations

import sys

from benchmarks.measuring import words
from benchmarks.measuring.beside import measured, trees
from benchmarks.measuring.own_run import own_run
from tests.support.databases import new_postgresql

UNITS, ROUNDS, AGAIN = 3_000, 3, 3


def main() -> int:
    every = list(trees("A roster brought in, here and at an earlier commit."))
    words.heading(f"A roster of {UNITS} units, {ROUNDS} rounds")
    good = []
    with own_run():
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
    words.closing("memory, and what waits for the database meanwhile.", "a roster in which many things changed.")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
