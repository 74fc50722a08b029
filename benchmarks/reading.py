"""Reading one message, from the text as typed to the decision: how long it takes, and what it costs a process.

Messages are those of the tables of phrases, with 36 units in reach of a supervisor. Each is timed by itself, the best
of some rounds; in every round names are looked up anew, as for a message never seen. Goals: ≤ 1 ms median; a start at
most 50 ms slower, a process larger by at most 15 MB once it has read its first message with OpenCC.

    python -m benchmarks.reading
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.measuring import words
from domain.language.decide import decide
from domain.language.normal import normalised
from domain.language.reading import read
from handlers.reading import simplified
from tests.support.phrase_rows import Row, rows, situation, two_units, vocabulary

MEDIAN_MS, START_MS, MEMORY_MB = 1.0, 50.0, 15.0
ROUNDS = 7
STARTS = 5
#: Prints what a process pays: CPU of loading the reader, of its first message, and memory after it.
_PAID = """
import time, psutil
import handlers.context, handlers.reading
memory, begun = psutil.Process().memory_info().rss, time.process_time()
from datetime import date
from domain.language import decide, normal, reading, vocabulary
loaded = time.process_time()
text = "這兩天誰沒交"
words = vocabulary.Vocabulary(today=date(2020, 11, 10))
reading.read(normal.normalised(text, handlers.reading.simplified(text)), words)
read = time.process_time()
print((loaded - begun) * 1e3, (read - loaded) * 1e3, (psutil.Process().memory_info().rss - memory) / 1e6)
"""


def main() -> int:
    table = [*rows("phrases"), *rows("own_phrases")]
    words.heading(f"Reading {len(table)} messages, {ROUNDS} rounds")
    ours = _fastest(table, _decided)
    print(f"decided: {words.spread(ours)} ms, 99th percentile {words.percentile(ours, 0.99):.2f} ms")
    loading, first, memory = zip(*(_paid() for _ in range(STARTS)), strict=True)
    print(f"loading {words.spread(loading, 0)} ms, the first message {words.spread(first, 0)} ms, both of CPU")
    good = [
        words.verdict("reading, median ms", statistics.median(ours), MEDIAN_MS, at_least=False),
        words.verdict("loading, ms", statistics.median(loading), START_MS, at_least=False),
        words.verdict("memory, MB", statistics.median(memory), MEMORY_MB, at_least=False),
    ]
    words.closing("a roster of thousands; what loading the conversation's state costs")
    return 0 if all(good) else 1


def _paid() -> list[float]:
    """Milliseconds of loading, milliseconds of the first message, megabytes; of a new process."""
    said = subprocess.run([sys.executable, "-c", _PAID], capture_output=True, text=True, check=True).stdout
    return [float(figure) for figure in said.split()]


def _fastest(table: list[Row], reader: Callable[[Row], None]) -> list[float]:
    """Milliseconds per row, the best of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        vocabulary.cache_clear()
        reader(Row(role="supervisor", utterance="护理学校", intent="unit"))
        rounds.append([_once(row, reader) for row in table])
    return [min(took) for took in zip(*rounds, strict=True)]


def _once(row: Row, reader: Callable[[Row], None]) -> float:
    start = time.perf_counter()
    reader(row)
    return (time.perf_counter() - start) * 1e3


def _decided(row: Row) -> None:
    known = vocabulary(row.role, two_units(row))
    standing = situation(row.role, row.context, tuple(unit.unit for unit in known.own))
    decide(read(normalised(row.utterance, simplified(row.utterance)), known), standing, known)


if __name__ == "__main__":
    sys.exit(main())
