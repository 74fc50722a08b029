"""Another liaison of a unit, in words: what was proposed, which of two goes, what was done, what both are told."""

from __future__ import annotations

from collections.abc import Sequence

from formats.digest.lists import called_name
from formats.spoken import clipped, numbers_text
from formats.words import chat as texts
from formats.words import handover as words


def how(unit: str, name: str, phone: str) -> str:
    """What is missing, and how it is said."""
    example = words.HOW.format(unit=unit or words.UNIT, name=clipped(name) or words.NAME, phone=phone or words.PHONE)
    missing = [said for said, given in ((words.UNIT, unit), (words.NAME, name), (words.PHONE, phone)) if not given]
    return words.MISSING.format(missing="、".join(missing)) + example


def which_unit(units: Sequence[str], name: str, phone: str) -> str:
    example = words.HOW.format(unit=units[0], name=clipped(name) or words.NAME, phone=phone or words.PHONE)
    return "\n".join([words.WHICH_UNIT, *units, example])


def is_liaison_already(unit: str, name: str) -> str:
    return words.ALREADY.format(unit=unit, name=clipped(name))


def which(unit: str, liaisons: Sequence[tuple[str, str]]) -> str:
    """Two liaisons: which of them goes, by number."""
    lines = [
        texts.CHOICE.format(number=number, name=words.REPLACE.format(name=called_name(*liaison)))
        for number, liaison in enumerate(liaisons, start=1)
    ]
    return "\n".join([words.WHICH.format(unit=unit, count=len(liaisons)), *lines, words.BY_NUMBER])


def proposed(unit: str, old: str, name: str, phone: str) -> str:
    what = words.PROPOSED if old else words.PROPOSED_FIRST
    return what.format(unit=unit, old=old, name=clipped(name), phone=phone) + words.CONFIRM


def done(unit: str, old: str, new: str, code: str, waiting: Sequence[int]) -> str:
    """What was done, what to pass on to somebody without an account, what waits for the new one."""
    lines = [(words.DONE if old else words.DONE_FIRST).format(unit=unit, old=old, new=new)]
    if code:
        lines += [words.PASS_ON, words.INVITATION.format(name=new, unit=unit, code=code)]
    else:
        lines.append(words.TOLD.format(new=new))
    if waiting:
        lines.append(words.WAITS.format(numbers=numbers_text(waiting)))
    return "\n".join(lines)


def takes_over(unit: str, name: str, waiting: Sequence[int]) -> str:
    said = words.TAKES_OVER.format(name=name, unit=unit)
    return f"{said}\n{words.WAITS_FOR_YOU.format(numbers=numbers_text(waiting))}" if waiting else said


def relieved(unit: str, successor: str) -> str:
    return words.RELIEVED.format(unit=unit, name=successor)
