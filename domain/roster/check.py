"""From rows to a roster, or to every reason why not: the rules that hold for the file as a whole.

Several rows may describe one organisation (one person each) and several rows one person (one organisation each). What a
later row leaves empty is as the first said; what it says differently is a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from domain.organisation import KINDS, Account, Role
from domain.roster.examples import example_in
from domain.roster.grouping import grouped
from domain.roster.identity import BETWEEN, name_key, numbers_of
from domain.roster.roster import (
    ALIASES,
    CODE,
    KIND,
    LINE,
    LINES,
    NAME,
    PARENT,
    PERSON,
    PHONE,
    ROLE,
    Columns,
    OrganisationEntry,
    PersonEntry,
    Roster,
    RosterProblem,
    RosterRow,
)

Item = TypeVar("Item")

#: Characters that fit into a cell of ours.
_LONGEST = {CODE: 64, NAME: 200, ALIASES: 200, PERSON: 64, PHONE: 32}
_LONGEST_ACCOUNT = 128
_ROLES = tuple(role.value for role in Role)


def compile_roster(rows: Sequence[RosterRow], columns: Columns) -> tuple[Roster, list[RosterProblem]]:
    """The roster and all that is wrong with it, in the order of the rows; use the roster only when nothing is."""
    problems: list[RosterProblem] = [] if rows else [RosterProblem(row=0, column="", code="no_rows")]
    problems += _absent(rows)
    for row in rows:
        problems += _alone(row, columns)
    by_code = _by_code(rows)
    organisations = tuple(_organisation(group, problems) for group in by_code.values())
    problems += _names(organisations)
    problems += _parents(organisations)
    groups = grouped(rows)
    people = tuple(_person(group) for group in groups)
    problems += _shared_accounts(groups, columns)
    order = {(row.sheet, row.number): place for place, row in enumerate(rows)}
    problems.sort(key=lambda p: order.get((p.sheet, p.row), -1))
    serving = not rows or any(PERSON not in row.absent for row in rows)
    return Roster(columns=columns, organisations=organisations, people=people, serving=serving), problems


def _absent(rows: Sequence[RosterRow]) -> Iterator[RosterProblem]:
    """Columns that a sheet must have because another one, or the people on it, need them."""
    sheets = {row.sheet: row.absent for row in rows}
    named = {sheet for sheet, absent in sheets.items() if PERSON not in absent}
    for sheet, absent in sheets.items():
        if named and sheet not in named:
            yield RosterProblem(row=0, sheet=sheet, column=PERSON, code="no_column")
        if sheet in named and ROLE in absent:
            yield RosterProblem(row=0, sheet=sheet, column=ROLE, code="no_column")


def _problem(row: RosterRow, column: str, code: str, **said: Any) -> RosterProblem:
    other: RosterRow | None = said.pop("other", None)
    if other is not None:
        said |= {"other_row": other.number, "other_sheet": other.sheet}
    return RosterProblem(row=row.number, sheet=row.sheet, column=column, code=code, **said)


def _alone(row: RosterRow, columns: Columns) -> Iterator[RosterProblem]:
    """What is wrong with one row whatever the others say."""
    if example := example_in(row):
        yield _problem(row, example[0], "example_row", found=example[1])
    if not row.code:
        yield _missing(row, CODE)
    if row.kind and row.kind not in KINDS:
        yield _problem(row, KIND, "not_allowed", found=row.kind, required="、".join(KINDS))
    if row.line and row.line not in LINES:
        yield _problem(row, LINE, "not_allowed", found=row.line, required="、".join(LINES))
    for role in row.roles:
        if role not in _ROLES:
            yield _problem(row, ROLE, "not_allowed", found=role, required="、".join(_ROLES))
    if row.person and not row.roles and ROLE not in row.absent:
        yield _missing(row, ROLE)
    if not row.person and (row.roles or row.phone or row.accounts):
        yield _missing(row, PERSON)
    yield from _too_long(row, columns)


def _missing(row: RosterRow, column: str) -> RosterProblem:
    return _problem(row, column, "missing")


def _too_long(row: RosterRow, columns: Columns) -> Iterator[RosterProblem]:
    values = [(CODE, row.code), (NAME, row.name), (PERSON, row.person), (PHONE, row.phone), (PARENT, row.parent_code)]
    values += [(ALIASES, alias) for alias in row.aliases]
    for column, value in values:
        limit = _LONGEST.get(column, _LONGEST[CODE])
        if len(value) > limit:
            yield _problem(row, column, "too_long", found=str(len(value)), required=str(limit))
    for account in row.accounts:
        if len(account.account) > _LONGEST_ACCOUNT:
            yield _problem(
                row,
                columns.of_channel(account.channel),
                "too_long",
                found=str(len(account.account)),
                required=str(_LONGEST_ACCOUNT),
            )


# Organisations


def _by_code(rows: Sequence[RosterRow]) -> Mapping[str, list[RosterRow]]:
    groups: dict[str, list[RosterRow]] = {}
    for row in rows:
        if row.code:
            groups.setdefault(row.code, []).append(row)
    return groups


def _organisation(group: Sequence[RosterRow], problems: list[RosterProblem]) -> OrganisationEntry:
    name = _agreed(NAME, [(row, row.name) for row in group], problems)
    kind = _agreed(KIND, [(row, row.kind) for row in group], problems)
    problems += [_missing(group[0], column) for column, value in ((NAME, name), (KIND, kind)) if not value]
    days: set[date] = {day for row in group for day in row.exempt_days}
    return OrganisationEntry(
        code=group[0].code,
        name=name,
        kind=kind,
        aliases=_distinct(alias for row in group for alias in row.aliases if alias != name),
        line=_agreed(LINE, [(row, row.line) for row in group], problems),
        parent_code=_agreed(PARENT, [(row, row.parent_code) for row in group], problems),
        exempt_days=tuple(sorted(days)),
        row=group[0].number,
        sheet=group[0].sheet,
        absent=frozenset.intersection(*(row.absent for row in group)),
    )


def _agreed(column: str, values: Sequence[tuple[RosterRow, str]], problems: list[RosterProblem]) -> str:
    said = [(row, value) for row, value in values if value]
    if not said:
        return ""
    first, agreed = said[0]
    for row, value in said[1:]:
        if value != agreed and name_key(value) != name_key(agreed):
            problems.append(_problem(row, column, "contradicts", found=value, required=agreed, other=first))
    return agreed


def _names(organisations: Sequence[OrganisationEntry]) -> Iterator[RosterProblem]:
    """Two units of one name cannot be told apart in any list or question."""
    first: dict[str, OrganisationEntry] = {}
    for entry in organisations:
        other = first.setdefault(name_key(entry.name), entry)
        if entry.name and other is not entry:
            yield RosterProblem(
                row=entry.row,
                sheet=entry.sheet,
                column=NAME,
                code="same_name",
                found=entry.name,
                required=other.code,
                other_row=other.row,
                other_sheet=other.sheet,
            )


def _parents(organisations: Sequence[OrganisationEntry]) -> Iterator[RosterProblem]:
    by_code = {entry.code: entry for entry in organisations}
    lost = any(entry.parent_code and entry.parent_code not in by_code for entry in organisations)
    by_name = {name_key(entry.name): entry.code for entry in organisations} if lost else {}
    for entry in organisations:
        if entry.parent_code and entry.parent_code not in by_code:
            named = by_name.get(name_key(entry.parent_code), "")
            yield _of_entry(entry, "parent_by_name" if named else "no_such_parent", entry.parent_code, named)
        elif circle := _circle(entry, by_code):
            yield _of_entry(entry, "circle", " → ".join(circle))


def _of_entry(entry: OrganisationEntry, code: str, found: str, required: str = "") -> RosterProblem:
    return RosterProblem(row=entry.row, sheet=entry.sheet, column=PARENT, code=code, found=found, required=required)


def _circle(entry: OrganisationEntry, by_code: Mapping[str, OrganisationEntry]) -> list[str]:
    """The way up from an organisation that is above itself, ending where it began; empty when it is not."""
    way = [entry.code]
    above = by_code.get(entry.parent_code)
    while above is not None and above.code not in way:
        way.append(above.code)
        above = by_code.get(above.parent_code)
    return [*way, entry.code] if above is entry else []


# People


def _person(group: Sequence[RosterRow]) -> PersonEntry:
    duties = ((row.code, Role(role)) for row in group for role in row.roles if role in _ROLES)
    return PersonEntry(
        name=group[0].person,
        phone=BETWEEN.join(_distinct(number for row in group for number in numbers_of(row.phone))),
        duties=_distinct(duties),
        accounts=_distinct(account for row in group for account in row.accounts),
        row=group[0].number,
        sheet=group[0].sheet,
        absent=frozenset.intersection(*(row.absent for row in group)),
    )


def _shared_accounts(groups: Sequence[Sequence[RosterRow]], columns: Columns) -> Iterator[RosterProblem]:
    owners: dict[Account, tuple[int, RosterRow]] = {}
    for index, group in enumerate(groups):
        for row in group:
            for account in row.accounts:
                owner, first = owners.setdefault(account, (index, row))
                if owner != index:
                    yield _problem(
                        row,
                        columns.of_channel(account.channel),
                        "shared_account",
                        found=account.account,
                        required=first.person,
                        other=first,
                    )


def _distinct(items: Iterator[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
