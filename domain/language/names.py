"""Finding the unit that somebody means: by full name, short name or a clear part; else the candidates. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from domain.language.acts import Unit
from domain.language.confusables import SOUND
from domain.language.vocabulary import NamedUnit

#: More candidates than this are no help.
MOST = 10
_NOISE = re.compile(r"[\s。？！，、；：,.?!;:~…\"'“”‘’()（）《》【】#*]+")
_GENERIC = re.compile(r"[省市县区文教体育局处科学校院系中心单位职业成人]")
_PLACE = re.compile(r"[省市县区局]$")


class Fit(IntEnum):
    """How well a name fits: only a name in full or a part of it is clear enough for what changes something."""

    NONE = 0
    #: Misspelt, or the place alone with another ending (夏雨区).
    NEAR = 1
    #: A short name inside what was said.
    INSIDE = 2
    #: Its characters in order (青一职).
    ORDER = 3
    PART = 4
    FULL = 5


@dataclass(frozen=True, kw_only=True)
class Named:
    """``units``: one when it is clear which, several candidates, or none."""

    units: tuple[Unit, ...] = ()
    fit: Fit = Fit.NONE
    said: str = ""


def find(said: str, units: Sequence[NamedUnit]) -> Named:
    """The units that ``said``, nothing but a name or a part of one, may mean."""
    key = _NOISE.sub("", said).lower()
    if len(key) < 2:
        return Named(said=said)
    for fit, fits in _WAYS:
        found = tuple(u.unit for u in units if any(fits(key, name.lower()) for name in (u.name, *u.aliases)))
        if 0 < len(found) <= MOST:
            return Named(units=found, fit=fit, said=said)
    return Named(said=said)


def _in_order(key: str, name: str) -> bool:
    rest = iter(name)
    return len(key) > 2 and all(character in rest for character in key)


def _inside(key: str, name: str) -> bool:
    """Nothing but words of schools and bureaus stand around the name."""
    return len(name) > 2 and name in key and not _GENERIC.sub("", key.replace(name, "", 1))


def _misspelt(key: str, name: str) -> bool:
    """One character of four or more is another, anywhere in the name; of three when it sounds alike."""
    length = len(key)
    if length < 3 or length > len(name):
        return False
    for start in range(len(name) - length + 1):
        differing = [(a, b) for a, b in zip(key, name[start : start + length], strict=True) if a != b]
        if len(differing) == 1 and (length > 4 or _alike(*differing[0])):
            return True
    return False


def _alike(one: str, other: str) -> bool:
    return one in SOUND and SOUND[one] == SOUND.get(other)


def _same_place(key: str, name: str) -> bool:
    stem = _PLACE.sub("", key)
    return stem != key and len(stem) > 1 and stem in name


_WAYS: tuple[tuple[Fit, Callable[[str, str], bool]], ...] = (
    (Fit.FULL, lambda key, name: key == name),
    (Fit.PART, lambda key, name: key in name),
    (Fit.ORDER, _in_order),
    (Fit.INSIDE, _inside),
    (Fit.NEAR, _misspelt),
    (Fit.NEAR, _same_place),
)
