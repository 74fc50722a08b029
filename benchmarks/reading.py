"""Reading one message: how long, against a bare scan for one word list; what OpenCC costs a start.

Goals: ≤ 1 ms median from the text as typed to the decision; start-up not slower by more than 50 ms and memory by
15 MB with OpenCC loaded.

    python -m benchmarks.reading
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import psutil

from domain.language.decide import decide
from domain.language.normal import normalised
from domain.language.phrases import understand
from domain.language.reading import read
from handlers.reading import simplified
from tests.support.phrase_rows import DAYS, MILESTONES, TODAY, Row, rows, situation, two_units, vocabulary

MEDIAN_MS, START_MS, MEMORY_MB = 1.0, 50.0, 15.0
ROUNDS = 5
_WORDS = {word: milestone.code for milestone in MILESTONES for word in milestone.words}


def main() -> int:
    start_ms, memory_mb = _opencc()
    table = [*rows("phrases"), *rows("own_phrases")]
    ours = _fastest(table, _decided)
    before = _fastest(table, _understood)
    median, slowest = statistics.median(ours), statistics.quantiles(ours, n=100)[98]
    print(f"{len(table)} messages: median {median:.2f} ms (goal ≤ {MEDIAN_MS}), 99th percentile {slowest:.2f} ms")
    print(f"÷ whole-sentence matching: {median / statistics.median(before):.1f}")
    print(f"OpenCC: {start_ms:.0f} ms with the first message (goal ≤ {START_MS:.0f})")
    print(f"OpenCC: {memory_mb:.1f} MB (goal ≤ {MEMORY_MB:.0f})")
    return 0 if median <= MEDIAN_MS and start_ms <= START_MS and memory_mb <= MEMORY_MB else 1


def _opencc() -> tuple[float, float]:
    process = psutil.Process()
    memory, start = process.memory_info().rss, time.perf_counter()
    simplified("繁體")
    return (time.perf_counter() - start) * 1e3, (process.memory_info().rss - memory) / 1e6


def _fastest(table: list[Row], reader: Callable[[Row], None]) -> list[float]:
    """Milliseconds per row, the best of some rounds; in each the names are looked up anew, as for a new message."""
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
    words = vocabulary(row.role, two_units(row))
    standing = situation(row.role, row.context, tuple(unit.unit for unit in words.own))
    decide(read(normalised(row.utterance, simplified(row.utterance)), words), standing, words)


def _understood(row: Row) -> None:
    understand(row.utterance, today=TODAY, days=DAYS, milestone_words=_WORDS)


if __name__ == "__main__":
    sys.exit(main())
