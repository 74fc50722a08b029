"""Which duties an import gives and takes, and which units it leaves without a liaison. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.organisation import Person, Role
from domain.roster.roster import PersonEntry, Roster

#: A unit's name, and as what it is served.
NamedDuty = tuple[str, Role]


@dataclass(frozen=True)
class Duties:
    """``units``: code in the file → known id."""

    roster: Roster
    units: Mapping[str, int]

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {entry.code: entry.name for entry in self.roster.organisations}

    def begun(self, entry: PersonEntry, before: Person) -> tuple[NamedDuty, ...]:
        had = {(duty.organisation.id, duty.role) for duty in before.duties}
        return tuple(
            (self._names.get(code, code), role)
            for code, role in entry.duties
            if (self.units.get(code), role) not in had
        )

    def ended(self, entry: PersonEntry, before: Person) -> tuple[NamedDuty, ...]:
        """Of units that this person still serves, as something else."""
        duties = {(self.units.get(code), role) for code, role in entry.duties}
        served = {unit for unit, _ in duties}
        return tuple(
            (duty.organisation.name, duty.role)
            for duty in before.duties
            if duty.organisation.id in served and (duty.organisation.id, duty.role) not in duties
        )

    def left_alone(self, people: Iterable[Person]) -> tuple[str, ...]:
        """The units, by name, that had a liaison and have none in the file."""
        had = {duty.organisation.id for person in people for duty in person.duties if duty.role is Role.LIAISON}
        has = {code for entry in self.roster.people for code, role in entry.duties if role is Role.LIAISON}
        return tuple(
            entry.name
            for entry in self.roster.organisations
            if entry.code not in has and self.units.get(entry.code) in had
        )
