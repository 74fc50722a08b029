"""The roster in force, as the rows a file would have: importing them again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from domain.organisation import Organisation, Person
from domain.roster.roster import Columns, RosterRow


def rows_of(
    organisations: Sequence[Organisation],
    people: Sequence[Person],
    exempt_days: Mapping[int, tuple[date, ...]],
    columns: Columns,
) -> Iterator[RosterRow]:
    """One row per organisation and person serving it, or one for an organisation that nobody serves."""
    codes: dict[int | None, str] = {organisation.id: organisation.code for organisation in organisations}
    serving: dict[int, list[Person]] = {}
    for person in people:
        for unit in dict.fromkeys(duty.organisation.id for duty in person.duties):
            serving.setdefault(unit, []).append(person)
    number = 2
    for organisation in organisations:
        alone = RosterRow(
            number=number,
            code=organisation.code,
            name=organisation.name,
            aliases=organisation.aliases,
            kind=organisation.kind,
            line=organisation.line,
            parent_code=codes.get(organisation.parent_id, ""),
            exempt_days=exempt_days.get(organisation.id, ()),
        )
        served = [_with(alone, person, organisation, columns) for person in serving.get(organisation.id, ())]
        for row in served or [alone]:
            yield replace(row, number=number)
            number += 1


def _with(row: RosterRow, person: Person, organisation: Organisation, columns: Columns) -> RosterRow:
    return replace(
        row,
        person=person.name,
        phone=person.phone,
        roles=tuple(duty.role.value for duty in person.duties if duty.organisation.id == organisation.id),
        accounts=tuple(account for account in person.accounts if columns.of_channel(account.channel)),
    )
