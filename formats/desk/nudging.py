"""催报 at the desk: whom it would go to and what they would read, then whom it has reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from formats.chat.reached import NudgedUnit, Reached, nudged_text, unit_text


@dataclass(frozen=True, kw_only=True)
class NudgePreview:
    """``names``: who will be written to; ``doubtful``: whom messages did not reach lately; ``nobody``: no account.

    ``text``: what the first of them will read; ``moment``: makes sending it twice one sending.
    """

    campaign: str
    title: str
    day: date
    day_name: str
    names: tuple[str, ...]
    doubtful: tuple[str, ...]
    nobody: tuple[str, ...]
    text: str
    moment: str

    @property
    def some(self) -> bool:
        return bool(self.names or self.doubtful)


@dataclass(frozen=True, kw_only=True)
class NudgeResult:
    """``lines``: how many were reached, and who was not and why. ``settled``: nothing is on its way any more."""

    campaign: str
    title: str
    day: date
    day_name: str
    lines: tuple[str, ...]
    settled: bool


def preview(
    units: Sequence[NudgedUnit], *, campaign: str, title: str, day: date, name: str, text: str, moment: str
) -> NudgePreview:
    def those(reached: Reached) -> tuple[str, ...]:
        return tuple(unit_text(unit.name, unit.why) for unit in units if unit.reached is reached)

    return NudgePreview(
        campaign=campaign,
        title=title,
        day=day,
        day_name=name,
        names=tuple(unit.name for unit in units if unit.reached is Reached.YES),
        doubtful=those(Reached.NO),
        nobody=those(Reached.NO_ACCOUNT),
        text=text,
        moment=moment,
    )


def result(units: Sequence[NudgedUnit], *, campaign: str, title: str, day: date, name: str) -> NudgeResult:
    return NudgeResult(
        campaign=campaign,
        title=title,
        day=day,
        day_name=name,
        lines=tuple(nudged_text(units).splitlines()),
        settled=all(unit.reached is not Reached.NOT_YET for unit in units),
    )
