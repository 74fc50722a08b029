"""More lists for supervisors: who has reported, who is exempt, whom to call, who has no account yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.messages import Unreachable
from formats.chat.reached import not_reached_text
from formats.digest.text import DETAILED, DayOverview, UnitLine, bare
from formats.spoken import clock_text
from formats.words import chat as texts
from formats.words import questions as words


@dataclass(frozen=True, kw_only=True)
class Called:
    """One unit with its liaisons, each with name and telephone as one says them."""

    unit: str
    liaisons: tuple[str, ...] = ()


def narrowed(said: str, names: Sequence[str], *, below: bool) -> str:
    """``said`` under what it was narrowed to; ``below``: to these units and all below them."""
    if not names:
        return said
    named = "、".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        named = words.AND_MORE.format(names=named, count=len(names))
    head = (words.ONLY_UNDER if below else words.ONLY).format(names=named)
    return f"{head}\n{said}"


_MOST_NAMES = 4


def reported_text(view: DayOverview, reported: Sequence[UnitLine]) -> str:
    """Who has reported, and when. ``reported``: those who are on time or late."""
    if not view.counts.expected:
        return texts.NOBODY_OWES.format(day=view.said)
    values = {"day": view.said, "expected": view.counts.expected, "actual": view.counts.actual}
    if not reported:
        return words.REPORTED_NONE.format(**values)
    head = words.REPORTED_HEAD.format(**values)
    if len(reported) > DETAILED:
        return "\n".join([head, *bare(reported)])
    lines = (f"{n}. {_reported_line(unit, view.due_at)}" for n, unit in enumerate(reported, start=1))
    return "\n".join([head, *lines])


def exempt_text(view: DayOverview) -> str:
    if not view.exempt:
        return words.EXEMPT_NONE.format(day=view.said)
    return "\n".join([words.EXEMPT_HEAD.format(day=view.said, exempt=view.counts.exempt), *bare(view.exempt)])


def phones_text(view: DayOverview, called: Sequence[Called]) -> str:
    """The liaisons of everybody who is missing."""
    if not view.counts.expected:
        return texts.NOBODY_OWES.format(day=view.said)
    if not called:
        return words.PHONE_NONE.format(day=view.said)
    lines = [words.PHONE_HEAD.format(day=view.said, count=len(called))]
    return "\n".join([*lines, *(f"{n}. {called_line(unit)}" for n, unit in enumerate(called, start=1))])


def called_line(called: Called) -> str:
    return f"{called.unit}　{'、'.join(called.liaisons) or texts.NO_LIAISON}"


def called_name(name: str, phone: str, unreachable: Unreachable | None = None, code: str = "") -> str:
    """``code``: an invite code to pass on."""
    called = f"{name} {phone}" if phone else name + words.PHONE_UNKNOWN
    called += words.WITH_CODE.format(code=code) if code else ""
    return called + not_reached_text(unreachable)


def unregistered_text(called: Sequence[Called], alone: Sequence[str]) -> str:
    """``called``: units with the liaisons that have no account; ``alone``: units without any liaison."""
    people = sum(len(unit.liaisons) for unit in called)
    lines = [words.UNREGISTERED_HEAD.format(count=people)] if called else [words.UNREGISTERED_NONE]
    lines += [f"{n}. {called_line(unit)}" for n, unit in enumerate(called, start=1)]
    if alone:
        lines += [words.WITHOUT_LIAISON_HEAD.format(count=len(alone)), *alone]
    if called:
        lines.append(words.UNREGISTERED_HOW)
    return "\n".join(lines)


def silent_text(called: Sequence[Called]) -> str:
    """Who has an account and has never written."""
    if not called:
        return words.SILENT_NONE
    lines = [words.SILENT_HEAD.format(count=sum(len(unit.liaisons) for unit in called))]
    return "\n".join([*lines, *(f"{n}. {called_line(unit)}" for n, unit in enumerate(called, start=1))])


def invitation_text(people: Sequence[tuple[str, str]]) -> str:
    """To forward to a group: who is meant, and no code. ``people``: unit and name."""
    if not people:
        return words.UNREGISTERED_NONE
    lines = [words.INVITATION_FORWARD, words.INVITATION_HEAD]
    return "\n".join([*lines, *(f"{unit}　{name}" for unit, name in people), words.INVITATION_CODES])


def invitation_to_one(unit: str, name: str, code: str) -> str:
    """To forward to one person alone."""
    if not code:
        return words.INVITATION_NO_CODE.format(name=name)
    return "\n".join([words.INVITATION_FORWARD_ONE, words.INVITATION_ONE.format(name=name, unit=unit, code=code)])


def _reported_line(unit: UnitLine, due_at: datetime) -> str:
    if unit.met_at is None:
        return unit.name
    late = words.REPORTED_LATE if unit.met_at > (unit.due_at or due_at) else ""
    return f"{unit.name}　{texts.LATE_AT.format(moment=clock_text(unit.met_at))}{late}"
