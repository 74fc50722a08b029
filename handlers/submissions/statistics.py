"""The statistics form's story: who is known to send one, and all of a campaign's forms as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.abilities import Abilities
from domain.findings import Finding, Level
from domain.findings.places import Cells
from domain.organisation import Organisation
from domain.statistics import COLUMNS, SECONDARY_KINDS, StatisticsExpectation, StatisticsRow
from formats.books.merged_statistics import MergedRow
from formats.findings.finding import worded
from formats.words.statistics import TWICE
from storage import forms, organisations
from storage.engine.database import Connection, Database
from storage.forms import UnitForm

#: Who reads the table cannot send anything in it.
_PAPER = Abilities()


async def sender_of(connection: Connection, organisation: Organisation) -> StatisticsExpectation:
    """What the form of this organisation is judged against."""
    schools = await organisations.count_below(connection, organisation.id, SECONDARY_KINDS)
    names = (organisation.name, *organisation.aliases)
    return StatisticsExpectation(names=names, kind=organisation.kind, schools_below=schools or None)


async def merged(database: Database, campaign: str) -> list[StatisticsRow]:
    """A row per unit, named as the roster names it, in the roster's order."""
    async with database.read() as connection:
        return [one.row for one in table(await forms.of_campaign(connection, campaign))]


def table(found: Iterable[UnitForm]) -> list[MergedRow]:
    """The same with what has to be looked at in each row: what the check said, and units that are there twice."""
    seen: set[str] = set()
    rows: list[MergedRow] = []
    for form in found:
        for row in form.rows:
            named = replace(row, unit=form.unit if len(form.rows) == 1 or not row.unit else row.unit)
            doubts = dict(_doubts(row, form.findings))
            name = "".join(named.unit.split())
            if name in seen:
                doubts["unit"] = TWICE
            seen.add(name)
            rows.append(MergedRow(row=named, number=form.number, doubts=doubts))
    return rows


def _doubts(row: StatisticsRow, findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Column → what was found there when it came. Errors are here only of what an office has taken all the same."""
    for finding in sorted(findings, key=lambda one: one.level is Level.ERROR):
        place = finding.place
        here = isinstance(place, Cells) and place.line <= row.line <= (place.last_line or place.line)
        if isinstance(place, Cells) and here:
            said = worded(replace(finding, place=None), _PAPER).problem
            yield from ((name, said) for name in place.columns if name in COLUMNS)
