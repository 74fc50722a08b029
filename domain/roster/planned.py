"""What is known of a roster, and what an import would change of it. Values only; ``domain.roster.plan`` makes a plan.

Nothing leaves in silence: whoever loses a duty or an account, and whose material of this week it is, stands in
``Plan.changes``; what is more than a slip wants to be confirmed, and what can be read in two ways to be answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.organisation import Account, Organisation, Person
from domain.roster.duties import NamedDuty
from domain.roster.pairs import OpenPair
from domain.roster.roster import OrganisationEntry, PersonEntry

#: More than one in so many leaving wants to be confirmed.
MANY = 5


class Action(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    #: No longer in the file. An organisation owes nothing more but keeps its material; a person has no more duties.
    REMOVED = "removed"


class Subject(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class Handover:
    """A liaison changed in chat: when, of which unit, from whom to whom, by whom. Names as they were."""

    at: datetime
    organisation_id: int
    unit: str
    by: str
    old_id: int | None
    old: str
    new_id: int
    new: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to one organisation or person. ``row`` is where the file first names it; 0: it no longer does.

    ``was``: the name, or the code, it had; ``units``: the names of the units a person serves no more. ``begun`` and
    ``ended``: the duties that are new, and those gone of units still served. ``loses``: the accounts that speak for
    this person no more. ``material``: how much of this week's is of whom something is taken. ``overwrites``: what was
    changed in chat since the last import and would be undone.
    """

    row: int
    subject: Subject
    name: str
    action: Action
    #: The columns that differ.
    columns: tuple[str, ...] = ()
    sheet: str = ""
    was: str = ""
    units: tuple[str, ...] = ()
    begun: tuple[NamedDuty, ...] = ()
    ended: tuple[NamedDuty, ...] = ()
    loses: tuple[Account, ...] = ()
    material: int = 0
    overwrites: Handover | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """The roster in force. ``exempt_days`` are those that came from a roster file, by id.

    ``unlisted``: organisations that have left; ``people`` has those who have left, too. ``unit_material`` and
    ``material``: how many submissions of the campaigns in force a unit, and a person, has. ``handovers``: liaisons
    changed in chat since the last import.
    """

    organisations: Sequence[Organisation]
    people: Sequence[Person]
    exempt_days: Mapping[int, tuple[date, ...]]
    unlisted: Sequence[Organisation] = ()
    unit_material: Mapping[int, int] = field(default_factory=dict)
    material: Mapping[int, int] = field(default_factory=dict)
    handovers: Sequence[Handover] = ()


@dataclass(frozen=True, kw_only=True)
class PlannedUnit:
    """``id`` None: it is new. ``differs``: it is to be written."""

    entry: OrganisationEntry
    id: int | None
    differs: bool


@dataclass(frozen=True, kw_only=True)
class PlannedPerson:
    """``gains`` and ``loses``: accounts. ``renamed``: name or telephone are to be written."""

    entry: PersonEntry
    id: int | None
    renamed: bool = False
    gains: tuple[Account, ...] = ()
    loses: tuple[Account, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """How many of how many leave."""

    units: int
    of_units: int
    bound: int
    of_bound: int

    @property
    def many(self) -> bool:
        return self.units * MANY > self.of_units or self.bound * MANY > self.of_bound


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to write. ``leaving`` and ``leaving_people`` are ids; ``serving``: people's duties are written, too.

    ``open``: nothing may be written before these are answered; ``unknown``: answers that fit no pair. ``alone``: the
    units, by name, that are left without a liaison.
    """

    changes: tuple[Change, ...]
    units: tuple[PlannedUnit, ...]
    leaving: tuple[int, ...]
    people: tuple[PlannedPerson, ...]
    leaving_people: tuple[int, ...]
    serving: bool
    left: Leaving
    open: tuple[OpenPair, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    alone: tuple[str, ...] = ()

    @property
    def overwrites(self) -> bool:
        """Something that was changed in chat since the last import would be undone."""
        return any(change.overwrites for change in self.changes)

    @property
    def unchanged(self) -> bool:
        return all(change.action is Action.UNCHANGED for change in self.changes)
