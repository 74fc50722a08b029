"""The statistics form's story: who is known to send one, and all of a campaign's forms as one table."""

from __future__ import annotations

from dataclasses import replace

from domain.organisation import Organisation
from domain.statistics import SECONDARY_KINDS, StatisticsExpectation, StatisticsRow
from storage import forms, organisations
from storage.engine.database import Connection, Database


async def sender_of(connection: Connection, organisation: Organisation) -> StatisticsExpectation:
    """What the form of this organisation is judged against."""
    schools = await organisations.count_below(connection, organisation.id, SECONDARY_KINDS)
    names = (organisation.name, *organisation.aliases)
    return StatisticsExpectation(names=names, kind=organisation.kind, schools_below=schools or None)


async def merged(database: Database, campaign: str) -> list[StatisticsRow]:
    """A row per unit, named as the roster names it, in the roster's order."""
    async with database.read() as connection:
        found = await forms.of_campaign(connection, campaign)
    return [
        replace(row, unit=name if len(rows) == 1 or not row.unit else row.unit) for name, rows in found for row in rows
    ]
