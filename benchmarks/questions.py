"""Questions in chat over 3,000 and 20,000 units: 今天谁没交, and whether one unit has sent.

    python -m benchmarks.questions [--beside WORKTREE]

CPU of the bot's process from the stored message to the stored answer, for a supervisor who sees everybody. Four
days with twenty submissions a unit and day; of a day's units eight in ten are on time, one in ten has nothing good.
"""

from __future__ import annotations

import sys

from benchmarks.measuring import words
from benchmarks.measuring.beside import measured, trees
from benchmarks.measuring.own_run import own_run
from tests.support.databases import new_postgresql

ROUNDS = 15
#: Units → milliseconds of CPU.
GOALS = {("missing", 3_000): 25.0, ("missing", 20_000): 120.0, ("unit", 20_000): 15.0}


def main() -> int:
    every = list(trees("Questions over many units, here and at an earlier commit."))
    words.heading(f"Questions in chat, {ROUNDS} rounds")
    good = []
    with own_run():
        for units in (3_000, 20_000):
            for name in ("sqlite", "postgresql"):
                for number, tree in enumerate(every):
                    url = new_postgresql() if name == "postgresql" else ""
                    found = measured(tree, "province", units, "questions", ROUNDS, url=url)
                    for what in ("missing", "unit"):
                        milliseconds = [1000 * seconds for seconds in found[what]]
                        print(f"{tree.commit} {name}, {units} units: {what} {words.spread(milliseconds, 1)} ms")
                        goal = GOALS.get((what, units)) if number == 0 else None
                        if goal is not None:
                            middle = words.percentile(milliseconds, 0.5)
                            good.append(words.verdict(f"{name}: {what}, {units} units", middle, goal, at_least=False))
    words.closing("PostgreSQL's own CPU; many who ask at once.", "the first question after a change of the roster.")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
