"""What an office is told in chat of its own marks, returns and adoptions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.selection import Adoption, Level, Mark, Refusal
from domain.submission import State
from formats.chat.desk import ItemView
from formats.spoken import clipped, clock_text, day_text, local_date, moment_text, numbers_text
from formats.words import desk as words


@dataclass(frozen=True, kw_only=True)
class Refused:
    """``problem``: the first finding, where the item itself is refused; ``state`` None: there is no such item."""

    number: int
    why: Refusal
    state: State | None = None
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class PassedBefore:
    """It had been passed on at ``at``; ``name`` empty: by who passes it on now."""

    number: int
    at: datetime
    name: str


@dataclass(frozen=True, kw_only=True)
class Replaced:
    number: int
    name: str
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class DayAfter:
    """What becomes of one unit's day when items count no more. ``before``: it was met with them."""

    unit: str
    day: str
    count: int
    before: bool
    met: bool


def refusals(refused: Sequence[Refused]) -> list[str]:
    """A line for each reason, of all the numbers that it holds for."""
    found: dict[str, list[int]] = {}
    for one in refused:
        found.setdefault(_template(one), []).append(one.number)
    return [template.replace("{number}", numbers_text(numbers)) for template, numbers in found.items()]


def _template(refused: Refused) -> str:
    if refused.why is Refusal.NOT_ACCEPTED and refused.state is State.INCOMPLETE:
        return words.INCOMPLETE
    if refused.why is Refusal.NOT_ACCEPTED and refused.state is State.REFUSED and refused.problem:
        return words.REFUSED.replace("{problem}", refused.problem.rstrip("。"))
    return words.REFUSALS[refused.why]


def recommended(
    passed: Sequence[tuple[ItemView, str]],
    before: Sequence[PassedBefore],
    replaced: Sequence[Replaced],
    *,
    now: datetime,
    today: int,
    goal: int | None,
) -> list[str]:
    """``passed``: each item with its unit's name; ``today``: how many the office has passed on today."""
    lines: list[str] = []
    numbers = numbers_text(item.number for item, _ in passed)
    if len(passed) == 1:
        item, unit = passed[0]
        lines.append(words.PASSED_ONE.format(number=item.number, what=item.what, unit=unit))
    elif passed:
        lines.append(words.PASSED_MANY.format(count=len(passed), numbers=numbers))
    lines += [words.REPLACED.format(number=one.number, name=one.name, mark=words.MARKS[one.mark]) for one in replaced]
    lines += [
        words.PASSED_BEFORE.format(number=one.number, at=_at(one.at, now), name=one.name or words.YOU) for one in before
    ]
    if passed:
        count = words.PASSED_TODAY_OF if goal else words.PASSED_TODAY
        lines.append(count.format(count=today, goal=goal) + words.PASSED_UNDO.format(numbers=numbers))
    return lines


def unrecommended(taken: Sequence[int], none: Sequence[int]) -> list[str]:
    return _of(words.UNPASSED, taken) + _of(words.NOT_PASSED, none)


def marked_again(numbers: Sequence[int]) -> list[str]:
    return _of(words.MARKED_AGAIN, numbers)


def adopted(number: int, adoption: Adoption, *, unit: str, known: bool, told: Sequence[str]) -> str:
    """``told``: the names of who heard it."""
    template = words.ADOPTED_BEFORE if known else words.ADOPTED_NOW
    said = template.format(
        number=number, medium=adoption.medium, level=words.LEVELS[Level(adoption.level)], day=day_text(adoption.on_day)
    )
    if not known:
        said += (words.TOLD_UNIT if told else words.TOLD_NOBODY).format(unit=unit)
    if not adoption.url:
        said += words.ADDRESS_LATER.format(number=number, medium=adoption.medium)
    return said


def which_level(medium: str) -> str:
    return words.LEVEL_ASKED.format(medium=clipped(medium))


def unadopted(taken: Sequence[tuple[int, str]], none: Sequence[int]) -> list[str]:
    """``taken``: number and medium."""
    lines = [words.UNADOPTED.format(number=number, medium=medium) for number, medium in taken]
    return lines + _of(words.NOT_ADOPTED, none)


def given_back(numbers: Sequence[int], *, reason: str, names: Sequence[str], after: Sequence[str]) -> str:
    """``names``: who heard it; ``after``: what becomes of the days."""
    template = words.GIVEN_BACK if names else words.GIVEN_BACK_UNTOLD
    said = template.format(numbers=numbers_text(numbers), names="、".join(names), reason=reason.rstrip("。."))
    return said + "".join(after) + words.GIVE_BACK_UNDO.format(numbers=numbers_text(numbers))


def day_stays(days: Sequence[date]) -> list[str]:
    return [words.DAY_STAYS.format(day="、".join(day_text(day) for day in days))] if days else []


def day_after(day: DayAfter) -> str:
    if not day.before:
        return words.DAY_NOT_MET_BEFORE.format(unit=day.unit, day=day.day)
    template = words.DAY_STILL_MET if day.met else words.DAY_NOT_MET
    return template.format(count=day.count, unit=day.unit, day=day.day)


def uncounted_ask(numbers: Sequence[int], reason: str, days: Sequence[DayAfter]) -> str:
    said = "\n".join(day_after(day) for day in days)
    return words.UNCOUNTED_ASK.format(numbers=numbers_text(numbers), reason=reason.rstrip("。."), days=said)


def uncounted_limits(*, most: int, longest: int, numbers: int) -> str:
    if numbers > most:
        return words.UNCOUNTED_MANY.format(most=most)
    return words.UNCOUNTED_LONG.format(most=longest)


def called_off(numbers: Sequence[int], names: Sequence[str]) -> list[str]:
    if not numbers:
        return []
    template = words.CALLED_OFF_TOLD if names else words.CALLED_OFF
    return [template.format(numbers=numbers_text(numbers), names="、".join(names))]


def nothing_returned(numbers: Sequence[int]) -> list[str]:
    return _of(words.NOTHING_RETURNED, numbers)


def _of(template: str, numbers: Sequence[int]) -> list[str]:
    return [template.format(numbers=numbers_text(numbers))] if numbers else []


def _at(moment: datetime, now: datetime) -> str:
    return clock_text(moment) if local_date(moment) == local_date(now) else moment_text(moment)
