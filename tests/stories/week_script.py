"""How units behave through a week, and what by the notice follows from it: the script that the bot is held against.

Every behaviour writes down what a unit sends and, in the same breath, how its days stand from then on. Nothing here is
computed by the product: who writes a behaviour says what it leads to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from domain.clock import CHINA
from tests.stories.week_cast import Unit
from tests.support.town import GOOD_TEXT, SHORT_TEXT

ON_TIME, LATE, MISSING, EXEMPT = "on_time", "late", "missing", "exempt"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something sent. ``what``: text, photo, or say; ``{n}`` in ``words`` is the number in the last receipt."""

    at: datetime
    account: str
    what: str
    words: str = ""
    good: bool = True


def moment(day: date, clock: str) -> datetime:
    """``24:00:00`` is the midnight at which the day ends."""
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return datetime.combine(day, time(0), tzinfo=CHINA) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def said(day: date) -> str:
    return f"{day.month}月{day.day}日"


@dataclass(kw_only=True)
class Ledger:
    """How every unit stands on every day, and since when."""

    exempt: set[tuple[str, date]] = field(default_factory=set)
    changes: dict[tuple[str, date], list[tuple[datetime, str]]] = field(default_factory=dict)

    def note(self, code: str, day: date, at: datetime, standing: str) -> None:
        self.changes.setdefault((code, day), []).append((at, standing))

    def standing(self, code: str, day: date, at: datetime) -> str:
        if (code, day) in self.exempt:
            return EXEMPT
        history = self.changes.get((code, day), [])
        after = bisect_right([when for when, _ in history], at)
        return history[after - 1][1] if after else MISSING

    def who(self, standing: str, codes: Iterable[str], day: date, at: datetime) -> set[str]:
        return {code for code in codes if self.standing(code, day, at) == standing}

    def six(self, codes: Iterable[str], day: date, at: datetime) -> dict[str, int]:
        """应报 已报 按时 迟报 缺报 免报."""
        found = Counter(self.standing(code, day, at) for code in codes)
        reported = found[ON_TIME] + found[LATE]
        return {
            "应报": reported + found[MISSING],
            "已报": reported,
            "按时": found[ON_TIME],
            "迟报": found[LATE],
            "缺报": found[MISSING],
            "免报": found[EXEMPT],
        }


@dataclass(kw_only=True)
class Diary:
    """One unit on one day. Clock times are ``HH:MM:SS``; ``ahead=1`` speaks of the next day."""

    unit: Unit
    day: date
    ledger: Ledger
    acts: list[Act]

    def text(self, clock: str, *, good: bool = True, ahead: int = 0) -> None:
        words = GOOD_TEXT if good else SHORT_TEXT
        self._act(clock, "text", words, good, ahead)

    def photo(self, clock: str, *, good: bool = True) -> None:
        self._act(clock, "photo", "", good, 0)

    def say(self, clock: str, words: str, *, ahead: int = 0) -> None:
        self._act(clock, "say", words, True, ahead)

    def stands(self, clock: str, standing: str, *, ahead: int = 0) -> None:
        """From ``clock`` of this day on, this day (or the one ``ahead``) stands so."""
        self.ledger.note(self.unit.code, self.day + timedelta(days=ahead), moment(self.day, clock), standing)

    def exempted(self) -> None:
        self.ledger.exempt.add((self.unit.code, self.day))

    @property
    def tomorrow(self) -> str:
        return said(self.day + timedelta(days=1))

    def _act(self, clock: str, what: str, words: str, good: bool, ahead: int) -> None:
        at = moment(self.day + timedelta(days=ahead), clock)
        self.acts.append(Act(at=at, account=self.unit.account, what=what, words=words, good=good))
