"""The organisations of the roster, kept in memory until the roster changes: a question loads none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from domain.language.names import NamedUnit, NamedUnits
from domain.organisation import Organisation, Person, area
from storage import organisations
from storage.engine.database import Connection

#: So many areas are remembered; past that they are put together again when they are asked for.
_REMEMBERED = 500
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class KnownOrganisations:
    """``everybody``: by id, in roster order, with those that have left it.

    ``nameable``: the ids of those that somebody who watches may ask about (``storage.organisations.known_above``).
    """

    everybody: Mapping[int, Organisation]
    nameable: frozenset[int]
    _areas: dict[tuple[int, ...], Mapping[int, Organisation]] = field(default_factory=dict)
    _names: dict[tuple[object, ...], NamedUnits] = field(default_factory=dict)

    def area(self, offices: tuple[Organisation, ...]) -> Mapping[int, Organisation]:
        """Every organisation that these offices see, by id, in roster order."""
        if sees_everything(offices):
            return self.everybody
        return _remembered(self._areas, tuple(top.id for top in offices), lambda: self._area(offices))

    def names(self, person: Person, kinds: Collection[str]) -> NamedUnits:
        """The units of these kinds that somebody who watches an area may name."""
        key = (tuple(top.id for top in person.watches), frozenset(kinds))
        return _remembered(self._names, key, lambda: self._named(person, kinds))

    def names_with_own(self, person: Person, kinds: Collection[str]) -> NamedUnits:
        """The same after the units that the person reports for, each once."""
        if not person.reports_for:
            return self.names(person, kinds)
        key = (person.watches, person.reports_for, frozenset(kinds))
        return _remembered(self._names, key, lambda: self._with_own(person, kinds))

    def _area(self, offices: tuple[Organisation, ...]) -> Mapping[int, Organisation]:
        seen = area(offices, self.everybody.values())
        return {id_: unit for id_, unit in self.everybody.items() if id_ in seen}

    def _named(self, person: Person, kinds: Collection[str]) -> NamedUnits:
        units = self.area(person.watches).values() if person.watches else ()
        return NamedUnits(named(unit) for unit in units if unit.id in self.nameable and unit.kind in kinds)

    def _with_own(self, person: Person, kinds: Collection[str]) -> NamedUnits:
        both = (*map(named, person.reports_for), *self.names(person, kinds))
        return NamedUnits({unit.id: unit for unit in both}.values())


class Directory:
    """What one process knows of the roster; whether that still holds is asked at every use."""

    def __init__(self) -> None:
        self._known: tuple[organisations.Version, KnownOrganisations] | None = None

    async def load(self, connection: Connection) -> KnownOrganisations:
        """As the connection's transaction sees them."""
        version = await organisations.version(connection)
        if self._known is None or self._known[0] != version:
            found = await organisations.everyone(connection)
            known = KnownOrganisations(
                everybody={unit.id: unit for unit, _ in found},
                nameable=frozenset(unit.id for unit in await organisations.known_above(connection)),
            )
            self._known = (version, known)
        return self._known[1]


def sees_everything(offices: Iterable[Organisation]) -> bool:
    """One of them is a root of all lines."""
    return any(top.parent_id is None and not top.line for top in offices)


def named(unit: Organisation) -> NamedUnit:
    return NamedUnit(id=unit.id, name=unit.name, aliases=unit.aliases, kind=unit.kind)


def _remembered(cache: dict[K, V], key: K, make: Callable[[], V]) -> V:
    if key not in cache:
        if len(cache) >= _REMEMBERED:
            cache.clear()
        cache[key] = make()
    return cache[key]
