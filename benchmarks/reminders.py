"""One reminder for each of 20,000 units that lack the same: putting it in words, and handing it to the platform.

    python -m benchmarks.reminders [--beside WORKTREE]

Every unit has sent twenty photos and no text. CPU of the bot's process, from the scheduled notice to the last call's
outcome. The other commit hands over as much as ``SAMPLE`` calls carry; the rest of its calls is reckoned from those.
"""

from __future__ import annotations

import sys

from benchmarks.measuring import words
from benchmarks.measuring.beside import measured, trees
from benchmarks.measuring.own_run import own_run
from tests.support.databases import new_postgresql

UNITS = 20_000
SAMPLE = 200
GOAL = 20.0


def main() -> int:
    every = list(trees("Reminders for many units, here and at an earlier commit."))
    words.heading(f"Reminders: {UNITS} units with 20 photos each")
    good = []
    with own_run():
        for number, tree in enumerate(every):
            for name in ("sqlite", "postgresql"):
                url = new_postgresql() if name == "postgresql" else ""
                most = UNITS if number == 0 else SAMPLE
                found = measured(tree, "province", UNITS, "reminders", most, url=url)
                calls = found["calls"] * (UNITS / found["reached"])
                print(f"{tree.commit} {name}: {found['number']} calls for {found['reached']}")
                print(f"{tree.commit} {name}: words {found['words']:.2f} s, calls {calls:.2f} s for all {UNITS}")
                if number == 0:
                    needed = -(-UNITS // 1000)
                    good.append(words.verdict(f"{name}: calls", found["number"], needed, at_least=False))
                    good.append(words.verdict(f"{name}: CPU s", found["words"] + calls, GOAL, at_least=False))
    words.closing(
        "the platform is a function that says yes; the call over HTTPS, one for a thousand receivers, is not in it.",
        "PostgreSQL's own CPU.",
    )
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
