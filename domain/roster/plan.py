"""Comparing a roster with what is known: everything an import would do. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.organisation import Account, Organisation, Person
from domain.roster.duties import Duties
from domain.roster.identity import numbers_of
from domain.roster.matching import Matches, matched
from domain.roster.overwriting import Overwriting
from domain.roster.pairs import Answers
from domain.roster.planned import (
    Action,
    Change,
    Known,
    Leaving,
    Plan,
    PlannedPerson,
    PlannedUnit,
    Subject,
)
from domain.roster.roster import (
    ALIASES,
    CODE,
    EXEMPT,
    KIND,
    LINE,
    NAME,
    PARENT,
    PERSON,
    PHONE,
    ROLE,
    OrganisationEntry,
    PersonEntry,
    Roster,
)

_NO_ANSWERS = Answers()


def plan(roster: Roster, known: Known, answers: Answers = _NO_ANSWERS) -> Plan:
    """Everything an import would do, in the order of the rows, removals last."""
    found = matched(roster, known.organisations, known.unlisted, known.people, answers)
    return _Comparison(found.roster, known, found).plan()


@dataclass(frozen=True)
class _Comparison:
    roster: Roster
    known: Known
    found: Matches

    def plan(self) -> Plan:
        units, people = [*self._units()], [*self._people()]
        changes = [change for _, change in units] + [change for _, change in people]
        sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(change.sheet for change in changes))}
        changes.sort(key=lambda change: (sheets[change.sheet], change.row))
        leaving, gone = self._leaving, self._gone
        return Plan(
            changes=(*changes, *map(self._unit_left, leaving), *map(self._person_left, gone)),
            units=tuple(unit for unit, _ in units),
            leaving=tuple(unit.id for unit in leaving),
            people=tuple(person for person, _ in people),
            leaving_people=tuple(person.id for person in gone),
            serving=self.roster.serving,
            left=self._left(leaving, gone),
            open=self.found.open,
            unknown=self.found.unknown,
            alone=self._duty_changes.left_alone(self.known.people) if self.roster.serving else (),
        )

    @cached_property
    def _duty_changes(self) -> Duties:
        return Duties(self.roster, self._codes)

    @cached_property
    def _channels(self) -> frozenset[str]:
        return frozenset(column.channel for column in self.roster.columns.accounts)

    # Units

    @cached_property
    def _unit_ids(self) -> Mapping[int, int]:
        return {**self.found.units, **self.found.returning}

    @cached_property
    def _by_id(self) -> Mapping[int, Organisation]:
        return {unit.id: unit for unit in (*self.known.organisations, *self.known.unlisted)}

    @cached_property
    def _codes(self) -> Mapping[str, int]:
        """Code in the file → known id."""
        return {self.roster.organisations[new].code: old for new, old in self._unit_ids.items()}

    def _units(self) -> Iterator[tuple[PlannedUnit, Change]]:
        for place, written in enumerate(self.roster.organisations):
            before = self._by_id.get(self._unit_ids.get(place, -1))
            entry = self._kept(written, before) if before else written
            columns = self._unit_differs(entry, before) if before else ()
            new = before is None or place in self.found.returning
            action = Action.ADDED if new else Action.CHANGED if columns else Action.UNCHANGED
            was = _was(before, entry) if before and not new else ""
            change = Change(
                row=entry.row,
                sheet=entry.sheet,
                subject=Subject.ORGANISATION,
                name=entry.name,
                action=action,
                columns=columns,
                was=was,
            )
            unit_id = before.id if before else None
            yield PlannedUnit(entry=entry, id=unit_id, differs=action is not Action.UNCHANGED), change

    def _kept(self, entry: OrganisationEntry, before: Organisation) -> OrganisationEntry:
        """What a column that the file does not have says stays as it is."""
        absent = entry.absent
        days = self.known.exempt_days.get(before.id, ())
        return replace(
            entry,
            aliases=before.aliases if ALIASES in absent else entry.aliases,
            line=before.line if LINE in absent else entry.line,
            parent_code=self._code_above(before) if PARENT in absent else entry.parent_code,
            exempt_days=days if EXEMPT in absent else entry.exempt_days,
        )

    def _code_above(self, unit: Organisation) -> str:
        """The code that the file gives to the unit above; empty when that one leaves."""
        return self._file_codes.get(unit.parent_id, "") if unit.parent_id is not None else ""

    @cached_property
    def _file_codes(self) -> Mapping[int, str]:
        return {id_: code for code, id_ in self._codes.items()}

    def _unit_differs(self, entry: OrganisationEntry, before: Organisation) -> tuple[str, ...]:
        pairs: dict[str, tuple[object, object]] = {
            CODE: (entry.code, before.code),
            NAME: (entry.name, before.name),
            ALIASES: (entry.aliases, before.aliases),
            KIND: (entry.kind, before.kind),
            LINE: (entry.line, before.line),
            EXEMPT: (entry.exempt_days, self.known.exempt_days.get(before.id, ())),
        }
        # A parent with a corrected code is the same parent.
        above = self._codes.get(entry.parent_code, entry.parent_code) if entry.parent_code else None
        pairs[PARENT] = (above, before.parent_id)
        return tuple(column for column, (new, old) in pairs.items() if new != old)

    @cached_property
    def _leaving(self) -> list[Organisation]:
        staying = {*self._unit_ids.values(), *(pair.old_id for pair in self.found.open if pair.unit)}
        return [unit for unit in self.known.organisations if unit.id not in staying]

    @cached_property
    def _leaving_ids(self) -> frozenset[int]:
        return frozenset(unit.id for unit in self._leaving)

    def _unit_left(self, unit: Organisation) -> Change:
        material = self.known.unit_material.get(unit.id, 0)
        return Change(row=0, subject=Subject.ORGANISATION, name=unit.name, action=Action.REMOVED, material=material)

    # People

    @cached_property
    def _persons(self) -> Mapping[int, Person]:
        return {person.id: person for person in self.known.people}

    def _people(self) -> Iterator[tuple[PlannedPerson, Change]]:
        for place, entry in enumerate(self.roster.people):
            before = self._persons.get(self.found.people.get(place, -1))
            yield self._known_person(entry, before) if before else self._new_person(entry)

    def _new_person(self, entry: PersonEntry) -> tuple[PlannedPerson, Change]:
        change = Change(
            row=entry.row,
            sheet=entry.sheet,
            subject=Subject.PERSON,
            name=entry.name,
            action=Action.ADDED,
            overwrites=self._overwriting.by_coming(entry),
        )
        return PlannedPerson(entry=entry, id=None, gains=entry.accounts), change

    def _known_person(self, written: PersonEntry, before: Person) -> tuple[PlannedPerson, Change]:
        entry = replace(written, phone=before.phone) if PHONE in written.absent else written
        gains, loses = self._accounts(entry, before)
        renamed = entry.name != before.name or numbers_of(entry.phone) != numbers_of(before.phone)
        ended = self._ended(entry, before)
        columns = self._person_differs(entry, before, (*gains, *loses))
        returning = not before.duties and ROLE in columns
        action = Action.ADDED if returning else Action.CHANGED if columns else Action.UNCHANGED
        change = Change(
            row=entry.row,
            sheet=entry.sheet,
            subject=Subject.PERSON,
            name=entry.name,
            action=action,
            columns=columns,
            was=before.name if entry.name != before.name else "",
            units=ended,
            begun=self._duty_changes.begun(entry, before) if ROLE in columns and not returning else (),
            ended=self._duty_changes.ended(entry, before) if ROLE in columns else (),
            loses=loses,
            material=self.known.material.get(before.id, 0) if ended or loses else 0,
            overwrites=self._overwriting.by(entry, before),
        )
        return PlannedPerson(entry=entry, id=before.id, renamed=renamed, gains=gains, loses=loses), change

    def _accounts(self, entry: PersonEntry, before: Person) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
        """The accounts a row names are the only ones of their channels; an empty cell takes nothing away."""
        named = {account.channel for account in entry.accounts}
        gains = tuple(account for account in entry.accounts if account not in before.accounts)
        dropped = [a for a in before.accounts if a.channel in named and a not in entry.accounts]
        taken = [a for a in before.accounts if self._owners.get(a, before.id) != before.id and a not in dropped]
        return gains, (*dropped, *taken)

    @cached_property
    def _owners(self) -> Mapping[Account, int]:
        """Whose the file says an account is; -1: somebody new."""
        return {
            account: self.found.people.get(place, -1)
            for place, entry in enumerate(self.roster.people)
            for account in entry.accounts
        }

    def _person_differs(self, entry: PersonEntry, before: Person, accounts: Sequence[Account]) -> tuple[str, ...]:
        differing = [PERSON] if entry.name != before.name else []
        if numbers_of(entry.phone) != numbers_of(before.phone):
            differing.append(PHONE)
        if self._duties(entry) != {(duty.organisation.id, duty.role) for duty in before.duties}:
            differing.append(ROLE)
        changed = {account.channel for account in accounts}
        return (*differing, *(c.header for c in self.roster.columns.accounts if c.channel in changed))

    def _duties(self, entry: PersonEntry) -> set[tuple[int | str, object]]:
        """By known id, or by the code of a new unit."""
        return {(self._codes.get(code, code), role) for code, role in entry.duties}

    def _ended(self, entry: PersonEntry, before: Person) -> tuple[str, ...]:
        """The units that this person served and serves no more, by name; those that leave say so themselves."""
        served = {self._codes.get(code) for code, _ in entry.duties}
        units = (duty.organisation for duty in before.duties)
        ended = [unit for unit in units if unit.id not in served and unit.id not in self._leaving_ids]
        return tuple(dict.fromkeys(unit.name for unit in ended))

    @cached_property
    def _gone(self) -> list[Person]:
        if not self.roster.serving:
            return []
        staying = {*self.found.people.values(), *(pair.old_id for pair in self.found.open if not pair.unit)}
        return [p for p in self.known.people if p.id not in staying and (p.duties or self._bound(p))]

    def _bound(self, person: Person) -> bool:
        return any(account.channel in self._channels for account in person.accounts)

    def _person_left(self, person: Person) -> Change:
        return Change(
            row=0,
            subject=Subject.PERSON,
            name=person.name,
            action=Action.REMOVED,
            units=tuple(dict.fromkeys(duty.organisation.name for duty in person.duties)),
            loses=tuple(account for account in person.accounts if account.channel in self._channels),
            material=self.known.material.get(person.id, 0),
            overwrites=self._overwriting.by_leaving(person),
        )

    @cached_property
    def _overwriting(self) -> Overwriting:
        return Overwriting(self.known.handovers, self._codes)

    def _left(self, leaving: Sequence[Organisation], gone: Sequence[Person]) -> Leaving:
        bound = [person for person in self.known.people if person.duties and self._bound(person)]
        ids = {person.id for person in gone}
        return Leaving(
            units=len(leaving),
            of_units=len(self.known.organisations),
            bound=sum(person.id in ids for person in bound),
            of_bound=len(bound),
        )


def _was(before: Organisation, entry: OrganisationEntry) -> str:
    """The name it had; of a corrected code, the code."""
    if before.name != entry.name:
        return before.name
    return before.code if before.code != entry.code else ""
