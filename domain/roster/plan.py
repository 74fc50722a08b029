"""What importing a roster would change: every organisation and person, compared with what is known.

Known people are found again by name and phone, else by an account, else by name and unit, so that adding a phone or
mending a name does not make somebody a stranger to their own bound account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.organisation import Account, Organisation, Person
from domain.roster.roster import (
    ALIASES,
    EXEMPT,
    KIND,
    LINE,
    NAME,
    PARENT,
    PERSON,
    PHONE,
    ROLE,
    Columns,
    OrganisationEntry,
    PersonEntry,
    Roster,
)


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
class Change:
    """What happens to one organisation or person. ``row`` is where the file first names it; 0: it no longer does."""

    row: int
    subject: Subject
    name: str
    action: Action
    #: The columns that differ.
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Known:
    """The roster in force. ``accounts`` and ``exempt_days`` are those that came from a roster file, by id."""

    organisations: Sequence[Organisation]
    people: Sequence[Person]
    accounts: Mapping[int, frozenset[Account]]
    exempt_days: Mapping[int, tuple[date, ...]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to write: organisations, and every person of the file with the id of whom it is known to be.

    ``strangers`` are ids that go to somebody else of the same name: their accounts and codes are void.
    """

    changes: tuple[Change, ...]
    organisations: tuple[OrganisationEntry, ...]
    leaving: tuple[int, ...]
    people: tuple[tuple[PersonEntry, int | None], ...]
    strangers: tuple[int, ...]


def plan(roster: Roster, known: Known) -> Plan:
    """Everything an import would do, in the order of the rows, removals last."""
    people = tuple(_matched(roster.people, known))
    changes = [*_organisation_changes(roster.organisations, known), *_person_changes(people, known, roster.columns)]
    changes.sort(key=lambda change: change.row)
    codes = {entry.code for entry in roster.organisations}
    leaving = [organisation for organisation in known.organisations if organisation.code not in codes]
    changes += [Change(row=0, subject=Subject.ORGANISATION, name=o.name, action=Action.REMOVED) for o in leaving]
    staying = {person.id for _, person in people if person}
    changes += [
        Change(row=0, subject=Subject.PERSON, name=person.name, action=Action.REMOVED)
        for person in known.people
        if person.id not in staying and (person.duties or known.accounts.get(person.id))
    ]
    differing = {c.row for c in changes if c.subject is Subject.ORGANISATION and c.action is not Action.UNCHANGED}
    return Plan(
        changes=tuple(changes),
        organisations=tuple(entry for entry in roster.organisations if entry.row in differing),
        leaving=tuple(o.id for o in leaving),
        people=tuple((entry, person.id if person else None) for entry, person in people),
        strangers=tuple(person.id for entry, person in people if person and _somebody_else(entry, person)),
    )


def _organisation_changes(entries: Sequence[OrganisationEntry], known: Known) -> Iterator[Change]:
    by_code = {organisation.code: organisation for organisation in known.organisations}
    codes = {organisation.id: organisation.code for organisation in known.organisations}
    for entry in entries:
        before = by_code.get(entry.code)
        columns = _organisation_differs(entry, before, codes, known) if before else ()
        action = _action(before, columns)
        yield Change(row=entry.row, subject=Subject.ORGANISATION, name=entry.name, action=action, columns=columns)


def _person_changes(
    people: Sequence[tuple[PersonEntry, Person | None]], known: Known, columns: Columns
) -> Iterator[Change]:
    for entry, before in people:
        differing = _person_differs(entry, before, known, columns) if before else ()
        action = _action(before, differing)
        yield Change(row=entry.row, subject=Subject.PERSON, name=entry.name, action=action, columns=differing)


def _action(before: object | None, columns: tuple[str, ...]) -> Action:
    if before is None or (isinstance(before, Person) and not before.duties and ROLE in columns):
        return Action.ADDED
    return Action.CHANGED if columns else Action.UNCHANGED


def _organisation_differs(
    entry: OrganisationEntry, before: Organisation, codes: Mapping[int, str], known: Known
) -> tuple[str, ...]:
    parent = codes.get(before.parent_id, "") if before.parent_id is not None else ""
    pairs = {
        NAME: (entry.name, before.name),
        ALIASES: (entry.aliases, before.aliases),
        KIND: (entry.kind, before.kind),
        LINE: (entry.line, before.line),
        PARENT: (entry.parent_code, parent),
        EXEMPT: (entry.exempt_days, known.exempt_days.get(before.id, ())),
    }
    return tuple(column for column, (new, old) in pairs.items() if new != old)


def _person_differs(entry: PersonEntry, before: Person, known: Known, columns: Columns) -> tuple[str, ...]:
    differing = [PERSON] if entry.name != before.name else []
    if entry.phone != before.phone:
        differing.append(PHONE)
    duties = {(duty.organisation.code, duty.role) for duty in before.duties}
    if set(entry.duties) != duties:
        differing.append(ROLE)
    listed = known.accounts.get(before.id, frozenset())
    # An account that its owner had bound in chat is no news when the file names it too.
    gained = set(entry.accounts) - set(before.accounts)
    lost = listed - set(entry.accounts)
    changed = {account.channel for account in gained | lost}
    return (*differing, *(column.header for column in columns.accounts if column.channel in changed))


def _matched(entries: Sequence[PersonEntry], known: Known) -> Iterator[tuple[PersonEntry, Person | None]]:
    """Each person of the file with whom they are known to be. The surest likeness goes first, for everybody."""
    found: dict[int, Person] = {}
    free = {person.id: person for person in known.people}
    for of_entry, of_person in _LIKENESSES:
        alike: dict[object, set[int]] = {}
        for person in free.values():
            for key in of_person(person):
                alike.setdefault(key, set()).add(person.id)
        for index, entry in enumerate(entries):
            candidates = {i for key in of_entry(entry) for i in alike.get(key, ()) if i in free}
            if index not in found and len(candidates) == 1:
                found[index] = free.pop(candidates.pop())
    for index, entry in enumerate(entries):
        yield entry, found.get(index)


def _entry_units(entry: PersonEntry) -> set[object]:
    return {(entry.name, code) for code, _ in entry.duties}


def _person_units(person: Person) -> set[object]:
    return {(person.name, duty.organisation.code) for duty in person.duties}


_LIKENESSES: tuple[tuple[Callable[[PersonEntry], set[object]], Callable[[Person], set[object]]], ...] = (
    (lambda entry: {(entry.name, entry.phone)}, lambda person: {(person.name, person.phone)}),
    (lambda entry: set(entry.accounts), lambda person: set(person.accounts)),
    (_entry_units, _person_units),
)


def _somebody_else(entry: PersonEntry, person: Person) -> bool:
    """The name is all they have in common: the one who left must not speak for the one who came."""
    same = entry.phone or set(entry.accounts) & set(person.accounts) or _entry_units(entry) & _person_units(person)
    return not same
