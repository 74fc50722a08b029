"""What ``baosong roster waiting`` prints: whom to call before the week, with the code to pass on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from formats.words import roster as words

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class CalledPerson:
    """``code``: the invite code, where nobody has used it."""

    unit: str
    name: str
    phone: str
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class AskingPerson:
    """An account that used this person's code and waits to be confirmed; ``channel`` is what people call it."""

    name: str
    units: tuple[str, ...]
    channel: str
    account: str


def not_arrived_text(
    unregistered: Sequence[CalledPerson],
    alone: Sequence[str],
    silent: Sequence[CalledPerson],
    asking: Sequence[AskingPerson],
) -> str:
    """``alone``: units without any liaison. Parts with nobody in them are left out."""
    parts = [
        *_part(words.UNREGISTERED_HEAD, unregistered, _person),
        *_part(words.ALONE_HEAD, alone, str),
        *_part(words.SILENT_HEAD, silent, _person),
        *_part(words.ASKING_HEAD, asking, _asking),
    ]
    return "\n\n".join(parts) or words.ALL_ARRIVED


def _part(head: str, them: Sequence[T], line: Callable[[T], str]) -> list[str]:
    return ["\n".join([head.format(count=len(them)), *(f"  {line(one)}" for one in them)])] if them else []


def _person(one: CalledPerson) -> str:
    code = words.CALLED_CODE.format(code=one.code) if one.code else ""
    return words.CALLED.format(unit=one.unit, name=one.name, phone=one.phone or words.NO_PHONE) + code


def _asking(one: AskingPerson) -> str:
    units = "、".join(one.units) or words.NO_UNITS
    return words.ASKING.format(name=one.name, units=units, channel=one.channel, account=one.account)
