"""A whole week for thirty units, dealt from the behaviours so that each of them is seen; the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tests.stories import week_behaviours as behaviours
from tests.stories.week_cast import Cast
from tests.stories.week_script import Act, Diary, Ledger

Behaviour = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class Script:
    """``acts`` in the order of their times; ``played``: how often each behaviour."""

    acts: Sequence[Act]
    ledger: Ledger
    played: Counter[str]


class _Deck:
    """Deals what has been dealt least."""

    def __init__(self, seed: str) -> None:
        self._rng = random.Random(seed)
        self.dealt: Counter[str] = Counter()

    def one_of(self, known: Sequence[Behaviour]) -> Behaviour:
        least = min(self.dealt[one.__name__] for one in known)
        chosen = self._rng.choice([one for one in known if self.dealt[one.__name__] == least])
        self.dealt[chosen.__name__] += 1
        return chosen


def write(seed: str, cast: Cast, days: Sequence[date]) -> Script:
    """``days``: the report days of the week."""
    deck, ledger = _Deck(seed), Ledger()
    acts: list[Act] = []
    together = {unit.code for pair in cast.pairs for unit in pair}
    for unit in cast.units:
        left = list(days) if unit.code not in together else []
        while left:
            behaviour = deck.one_of(_able(left, days))
            behaviour(Diary(unit=unit, day=left[0], ledger=ledger, acts=acts))
            del left[: 2 if behaviour in behaviours.TWO_DAYS else 1]
    for pair in cast.pairs:
        for day in days:
            behaviour = deck.one_of(behaviours.PAIRS if day != days[-1] else behaviours.PAIRS_LAST_DAY)
            behaviour(*(Diary(unit=unit, day=day, ledger=ledger, acts=acts) for unit in pair))
    return Script(acts=sorted(acts, key=lambda act: act.at), ledger=ledger, played=deck.dealt)


def _able(left: Sequence[date], days: Sequence[date]) -> Sequence[Behaviour]:
    """What can be done on the first of the days that are ``left``."""
    known = [*behaviours.ONE_DAY, *(behaviours.TWO_DAYS if len(left) > 1 else behaviours.LAST_DAY)]
    return [*known, *(behaviours.FIRST_DAY if len(left) == len(days) else behaviours.LATER_DAYS)]
