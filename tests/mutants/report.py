"""What came of the trials: a table by room, and every change that no test has noticed, to read and to try again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.change import ROOMS, Source, words
from tests.mutants.trial import Outcome, Result


def table(results: Sequence[Result]) -> str:
    """Markdown: of the changes that are not equivalent, how many were noticed."""
    lines = ["| room | changes | equivalent | noticed | survived | untested | noticed of those that count |"]
    lines.append("|---|---|---|---|---|---|---|")
    for room in (*ROOMS, "all"):
        counts = Counter(result.outcome for result in results if room in (result.change.room, "all"))
        if total := counts.total():
            numbers = (
                total,
                *(counts[o] for o in (Outcome.EQUIVALENT, Outcome.NOTICED, Outcome.SURVIVED, Outcome.UNTESTED)),
            )
            lines.append(f"| {room} | {' | '.join(map(str, numbers))} | {_share(counts)} |")
    return "\n".join(lines)


def _share(counts: Counter[Outcome]) -> str:
    counting = counts.total() - counts[Outcome.EQUIVALENT]
    return f"{counts[Outcome.NOTICED] / counting:.0%}" if counting else "–"


def line(result: Result, root: Path) -> str:
    """One line: where, before → after, and what was tried."""
    text = (root / result.change.file).read_text(encoding="utf-8")
    before, after = (" ".join(said.split()) for said in words(result.change, text))
    place = f"{result.change.file}:{Source(text).line_of(result.change.start)}"
    by = f", by {result.by}" if result.by else ""
    return f"- {result.outcome} {place}: `{before}` → `{after}` ({result.tried} of {result.covering} tests{by})"
