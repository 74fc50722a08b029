"""New units of a roster that is not in force yet, with what they will owe: brought in little by little, seen by nobody.

They carry the number of their import as a negative ``organisations.revision``, until ``put_in_force`` makes all of them
count at once. What an import left that did not come to its end is swept by the next one.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.obligation import Asked
from domain.roster.roster import OrganisationEntry
from storage import obligations, organisations
from storage.engine.numbered import insert_numbered
from storage.organisations import STAGED
from storage.tables import obligations as obligations_table
from storage.tables import organisations as table

#: So many units are swept in one transaction.
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Staged:
    """The new units of one import: its number, and code → id."""

    number: int
    ids: Mapping[str, int]


class Disturbed(Exception):
    """Another import has staged, or swept, what this one relies on."""


def new_number() -> int:
    """Of one import."""
    return -1 - secrets.randbelow(2**31 - 1)


async def left_over(connection: AsyncConnection) -> bool:
    return await connection.scalar(select(table.c.id).where(STAGED).limit(1)) is not None


async def sweep(connection: AsyncConnection) -> bool:
    """Remove some of what is staged, whoever staged it; whether there may be more."""
    some = list(await connection.scalars(select(table.c.id).where(STAGED).order_by(table.c.id.desc()).limit(_AT_ONCE)))
    if some:
        await connection.execute(delete(obligations_table).where(obligations_table.c.organisation_id.in_(some)))
        await connection.execute(update(table).where(table.c.parent_id.in_(some), STAGED).values(parent_id=None))
        await connection.execute(delete(table).where(table.c.id.in_(some)))
    return len(some) == _AT_ONCE


async def stage(connection: AsyncConnection, *, number: int, entries: Sequence[OrganisationEntry]) -> dict[str, int]:
    """Bring these new units in, without the ones above them; code → id. Raises ``Disturbed``.

    Who has a code that is somebody else's still gets it when they are put in force.
    """
    wanted = [entry.code for entry in entries]
    held = set(await connection.scalars(select(table.c.code).where(table.c.code.in_(wanted), ~STAGED)))
    rows = [
        {
            **organisations.values(entry),
            "code": f"#{number}.{place}" if entry.code in held else entry.code,
            "listed": False,
            "revision": number,
        }
        for place, entry in enumerate(entries)
    ]
    try:
        return dict(zip(wanted, await insert_numbered(connection, table, rows), strict=True))
    except IntegrityError as error:
        raise Disturbed from error


async def place(connection: AsyncConnection, *, above: Mapping[int, int]) -> None:
    """Put staged units under others: id → the id above it."""
    rows = [{"of": id_, "above": above_id} for id_, above_id in above.items()]
    if rows:
        this = update(table).where(table.c.id == bindparam("of"), STAGED).values(parent_id=bindparam("above"))
        try:
            await connection.execute(this, rows)
        except IntegrityError as error:
            raise Disturbed from error


async def owe(connection: AsyncConnection, *, number: int, one: Asked, kinds: Collection[str]) -> None:
    """What the staged units of these kinds will owe; nobody counts it yet."""
    units = select(table.c.id).where(table.c.revision == number, table.c.kind.in_(kinds))
    await obligations.add(connection, one, units, retired=True)


async def put_in_force(connection: AsyncConnection, staged: Staged, *, revision: int) -> None:
    """They are of the roster now, and what they owe counts. Raises ``Disturbed`` when they are not all there."""
    mine = select(table.c.id).where(table.c.revision == staged.number)
    owed = update(obligations_table).where(obligations_table.c.organisation_id.in_(mine))
    await connection.execute(owed.values(retired=False))
    units = update(table).where(table.c.revision == staged.number).values(listed=True, revision=revision)
    if (await connection.execute(units)).rowcount != len(staged.ids):
        raise Disturbed
