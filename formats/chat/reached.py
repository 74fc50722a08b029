"""Whom messages do not reach, and why: in lists, in a unit's answer, and after a nudge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.messages import Unreachable
from domain.speaking import UNTIL_HEARD
from formats.words import reached as words


class Reached(StrEnum):
    """What became of what a unit's liaisons were written."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True, kw_only=True)
class NudgedUnit:
    """``why``: the reasons of those liaisons who were not reached, as far as the platform said any.

    ``whom``: their ids, in the same order, where somebody may serve several units.
    """

    name: str
    reached: Reached
    why: tuple[Unreachable, ...] = ()
    whom: tuple[int, ...] = ()


def liaison_text(name: str, phone: str, unreachable: Unreachable | None = None) -> str:
    """Name and telephone, and that messages do not arrive when they do not."""
    return f"{name} {phone}".rstrip() + not_reached_text(unreachable)


def not_reached_text(unreachable: Unreachable | None) -> str:
    """Said after a name; nothing when messages arrive."""
    return words.NOT_REACHED.format(why=reason_text(unreachable)) if unreachable else ""


def reason_text(reason: Unreachable) -> str:
    return words.REASONS[reason.value]


def unit_text(name: str, why: Sequence[Unreachable]) -> str:
    """A unit's name, with the reasons why its liaisons are not reached."""
    reasons = "；".join(reason_text(reason) for reason in dict.fromkeys(why))
    return words.UNIT_WHY.format(unit=name, why=reasons) if reasons else name


def silent_lines(reasons: Mapping[Unreachable, int]) -> list[str]:
    """How many people cannot be written to before they write; nothing when there are none. One line at most."""
    counted = [
        words.SO_MANY.format(count=reasons[reason], why=reason_text(reason))
        for reason in UNTIL_HEARD
        if reasons.get(reason)
    ]
    return [words.SILENT.format(people="，".join(counted))] if counted else []


def nudged_text(units: Sequence[NudgedUnit]) -> str:
    """How many units were reached, and which were not."""
    reached = [unit for unit in units if unit.reached is Reached.YES]
    lines = []
    if reached:
        lines.append(words.NUDGED.format(count=len(reached)))
    elif all(unit.reached is not Reached.NOT_YET for unit in units):
        lines.append(words.NUDGED_NONE)
    if partly := [unit_text(unit.name, unit.why) for unit in reached if unit.why]:
        lines.append(words.NUDGED_PARTLY.format(units="、".join(partly)))
    for outcome, template in words.NUDGED_OTHERS.items():
        others = [unit_text(unit.name, unit.why) for unit in units if unit.reached == outcome]
        if others:
            lines.append(template.format(units="、".join(others)))
    return "\n".join(lines)
