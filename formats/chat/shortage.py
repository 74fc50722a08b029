"""Who was not reached for want of a month's calls, and what did not go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.precedence import Precedence
from formats.spoken import day_text
from formats.words import shortage as words


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """``left``: calls that are left, 0: none. ``again``: when the next month begins.

    ``people``: unit → the names of those who wait for something that they should know; ``held``: what does not go,
    in messages; ``left_out_after``: for so long what can do without is kept.
    """

    channel: str
    left: int
    again: date
    people: Mapping[str, Sequence[str]]
    held: Mapping[Precedence, int]
    left_out_after: timedelta


def shortage_text(view: Shortage) -> str:
    head = words.FEW.format(channel=view.channel, left=view.left)
    if not view.left:
        head = words.USED_UP.format(channel=view.channel, again=day_text(view.again))
    lines = [head]
    if view.people:
        lines.append(words.NOT_REACHED.format(number=sum(len(names) for names in view.people.values())))
        lines += [
            words.OF_A_UNIT.format(unit=unit or words.NO_UNIT, names="、".join(names))
            for unit, names in view.people.items()
        ]
    some = [words.SO_MANY.format(what=words.WHAT[one], number=view.held[one]) for one in sorted(view.held)]
    lines.append(words.HELD.format(what="，".join(some)))
    if any(one.minor for one in view.held):
        lines.append(words.LEFT_OUT.format(hours=int(view.left_out_after / timedelta(hours=1))))
    lines.append((words.CALL if view.people else "") + words.MORE)
    return "\n".join(lines)
