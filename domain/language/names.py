"""Finding the unit that somebody means: by full name, short name or a clear part; else the candidates. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

from domain.language.acts import Unit
from domain.language.confusables import SOUND

#: More candidates than this are no help.
MOST = 10
#: Nothing longer is looked up as a name, in characters.
LONGEST = 40
#: So many answers are remembered.
_REMEMBERED = 500
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
class NamedUnit:
    """A unit with everything it is called. ``kind`` as in the roster."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""

    @property
    def unit(self) -> Unit:
        return Unit(id=self.id, name=self.name)


@dataclass(frozen=True, kw_only=True)
class Named:
    """``units``: one when it is clear which, several candidates, or none."""

    units: tuple[Unit, ...] = ()
    fit: Fit = Fit.NONE
    said: str = ""


class NamedUnits(tuple[NamedUnit, ...]):
    """Units whose names are put in order once, for whoever keeps them."""

    @cached_property
    def names(self) -> NameIndex:
        return NameIndex(self)

    @cached_property
    def _bearers(self) -> dict[str, tuple[Unit, ...]]:
        found: dict[str, dict[int, Unit]] = {}
        for unit in self:
            for name in (unit.name, *unit.aliases):
                if len(name) > 1:
                    found.setdefault(name.lower(), {})[unit.id] = unit.unit
        return {name: tuple(units.values()) for name, units in found.items()}

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """By first character, how long names are, longest first."""
        found: dict[str, set[int]] = {}
        for name in self._bearers:
            found.setdefault(name[0], set()).add(len(name))
        return {first: sorted(lengths, reverse=True) for first, lengths in found.items()}

    def at(self, text: str, place: int) -> tuple[str, tuple[Unit, ...]] | None:
        """The longest name that stands in ``text`` at ``place``, with the units that bear it."""
        for length in self._lengths.get(text[place], ()):
            name = text[place : place + length]
            if name in self._bearers:
                return name, self._bearers[name]
        return None


class NameIndex:
    """Names by their characters, so that few of many are compared with what was said."""

    def __init__(self, units: Sequence[NamedUnit]) -> None:
        self._names = [(name.lower(), unit.unit) for unit in units for name in (unit.name, *unit.aliases)]
        self._found: dict[str, Named] = {}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, (name, _) in enumerate(self._names):
            found.setdefault(name, []).append(place)
        return found

    @cached_property
    def _characters(self) -> list[frozenset[str]]:
        return [frozenset(name) for name, _ in self._names]

    @cached_property
    def _bearing(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, (name, _) in enumerate(self._names):
            for character in set(name):
                found.setdefault(character, []).append(place)
        return found

    def find(self, said: str) -> Named:
        """The units that ``said``, nothing but a name or a part of one, may mean."""
        key = _NOISE.sub("", said).lower()
        if key not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[key] = self._search(key)
        return replace(self._found[key], said=said)

    def _search(self, key: str) -> Named:
        if not 2 <= len(key) <= LONGEST:
            return Named()
        for fit, of in ((Fit.FULL, self._in_full), (Fit.PART, self._with_part)):
            found = tuple(dict.fromkeys(of(key)))
            if 0 < len(found) <= MOST:
                return Named(units=found, fit=fit)
        near = self._near(key)
        for fit, fits in _WAYS:
            found = tuple(dict.fromkeys(unit for name, unit in near if fits(key, name)))
            if 0 < len(found) <= MOST:
                return Named(units=found, fit=fit)
        return Named()

    def _in_full(self, key: str) -> list[Unit]:
        return [self._names[place][1] for place in self._places.get(key, ())]

    def _with_part(self, key: str) -> list[Unit]:
        """职业学校 is a part of many names, and says which one of none."""
        if not _GENERIC.sub("", key):
            return []
        bearing = self._rarest(key)[0]
        some = self._names if len(bearing) > len(self._names) // 4 else [self._names[place] for place in bearing]
        return [unit for name, unit in some if key in name]

    def _near(self, key: str) -> list[tuple[str, Unit]]:
        """Names with all characters of the key but one, and names that stand in the key.

        Of any two characters of the key the former have one: the two rarest leave the fewest to be looked at.
        """
        characters = set(key)
        some = {place for bearing in self._rarest(key)[:2] for place in bearing}
        near = {n for n in some if len(self._characters[n] & characters) >= len(characters) - 1}
        parts = {key[start:end] for end in range(1, len(key) + 1) for start in range(end)}
        near |= {place for part in parts for place in self._places.get(part, ())}
        return [self._names[n] for n in sorted(near)]

    def _rarest(self, key: str) -> list[Sequence[int]]:
        """For each character of the key where the names stand that have it, the fewest first."""
        return sorted((self._bearing.get(character, ()) for character in set(key)), key=len)


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
        if len(differing) == 1 and (length > 3 or _alike(*differing[0])):
            return True
    return False


def _alike(one: str, other: str) -> bool:
    return one in SOUND and SOUND[one] == SOUND.get(other)


def _same_place(key: str, name: str) -> bool:
    stem = _PLACE.sub("", key)
    return stem != key and len(stem) > 1 and stem in name


_WAYS: tuple[tuple[Fit, Callable[[str, str], bool]], ...] = (
    (Fit.ORDER, _in_order),
    (Fit.INSIDE, _inside),
    (Fit.NEAR, _misspelt),
    (Fit.NEAR, _same_place),
)
