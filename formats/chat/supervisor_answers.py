"""Short answers to supervisors: candidates, exemptions, nudges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from domain.speaking import UNTIL_HEARD
from formats.chat.reached import NudgedUnit, Reached, silent_lines, unit_text
from formats.spoken import clipped, day_text
from formats.words import chat as texts
from formats.words import questions as words
from formats.words import reached, talk


def not_found(name: str) -> str:
    """Also for units outside the asker's area: nobody learns that they exist."""
    return texts.UNIT_NOT_FOUND.format(name=clipped(name))


def candidates(name: str, names: Sequence[str]) -> str:
    return "\n".join([texts.UNIT_CANDIDATES.format(name=clipped(name)), *names])


def which_of(names: Sequence[str]) -> str:
    """Several units fit."""
    return "\n".join([words.UNIT_CANDIDATES, *names])


def owes_nothing(organisation: str) -> str:
    return texts.UNIT_OWES_NOTHING.format(organisation=organisation)


def exempted(organisation: str, days: Sequence[date], before: Sequence[date]) -> str:
    """``before``: the days on which it had been exempt already."""
    return _lines(organisation, ((texts.EXEMPTED, days), (texts.EXEMPTED_BEFORE, before)))


def unexempted(organisation: str, days: Sequence[date], before: Sequence[date]) -> str:
    """``before``: the days on which it had not been exempt."""
    return _lines(organisation, ((talk.UNEXEMPTED, days), (talk.NOT_EXEMPT, before)))


def with_standing(said: str, standings: Sequence[str], liaisons: Sequence[str], *, changed: bool) -> str:
    """What was done, how the days stand now, whom it concerns."""
    concerned = [talk.CONCERNS.format(names="、".join(liaisons))] if liaisons else []
    return "\n".join([said, *standings, *concerned, *([talk.CAN_UNDO] if changed else [])])


def _lines(organisation: str, said: Sequence[tuple[str, Sequence[date]]]) -> str:
    return "\n".join(
        template.format(organisation=organisation, day="、".join(day_text(day) for day in days))
        for template, days in said
        if days
    )


def nudge_nobody(day: date) -> str:
    return texts.NUDGE_NOBODY.format(day=day_text(day))


def nudge_closed(day: date) -> str:
    return texts.NUDGE_CLOSED.format(day=day_text(day))


def nudge_confirm(day: date, units: Sequence[NudgedUnit]) -> str:
    """Who will be nudged, whom messages did not reach lately, and who has nobody to be reached."""
    names = [unit.name for unit in units if unit.reached is Reached.YES]
    lost = [unit for unit in units if unit.reached is Reached.NO]
    silent = [unit for unit in lost if set(unit.why) <= set(UNTIL_HEARD)]
    doubtful = [unit_text(unit.name, unit.why) for unit in lost if unit not in silent]
    nobody = [unit.name for unit in units if unit.reached is Reached.NO_ACCOUNT]
    lines = []
    if names:
        lines += [texts.NUDGE_CONFIRM.format(day=day_text(day), count=len(names)), *names]
    if doubtful:
        lines.append(reached.NUDGE_DOUBTFUL.format(units="、".join(doubtful)))
    if silent:
        # Who serves several units is one person.
        persons = {whom: why for unit in units for whom, why in zip(unit.whom, unit.why, strict=True)}
        reasons = Counter(persons.values())
        lines += [*silent_lines(reasons), "、".join(unit.name for unit in silent), reached.SILENT_HOW]
    if nobody:
        lines.append(reached.NUDGED_OTHERS[Reached.NO_ACCOUNT.value].format(units="、".join(nobody)))
    if names or lost:
        lines.append(texts.NUDGE_HOW)
    return "\n".join(lines)
