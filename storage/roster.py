"""A whole roster in and out of the tables: what is known, and the writing of a plan."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.roster.plan import Known, Plan
from domain.roster.roster import Roster
from storage import organisations, people


async def known(connection: AsyncConnection) -> Known:
    return Known(
        organisations=await organisations.all(connection),
        people=await people.all(connection),
        accounts=await people.roster_accounts(connection),
        exempt_days=await organisations.exempt_days(connection),
    )


async def apply(connection: AsyncConnection, roster: Roster, plan: Plan) -> None:
    """Write everything ``plan`` says about ``roster``, in the caller's transaction."""
    await organisations.unlist(connection, plan.leaving)
    ids = await organisations.save(connection, plan.organisations)
    days = {ids[entry.code]: entry.exempt_days for entry in roster.organisations if entry.exempt_days}
    await organisations.replace_exempt_days(connection, days)
    for stranger in plan.strangers:
        await people.forget_accounts(connection, stranger)
    persons: dict[int, int] = {}
    # Renaming first: it may free the very name that somebody new has.
    for index, (entry, person_id) in enumerate(plan.people):
        if person_id is not None:
            await people.rename(connection, person_id, entry.name, entry.phone)
            persons[index] = person_id
    for index, (entry, _) in enumerate(plan.people):
        if index not in persons:
            persons[index] = await people.add(connection, entry.name, entry.phone)
    entries = {persons[index]: entry for index, (entry, _) in enumerate(plan.people)}
    duties = {person: [(ids[code], role) for code, role in entry.duties] for person, entry in entries.items()}
    await people.replace_duties(connection, duties)
    await people.replace_roster_accounts(connection, {person: e.accounts for person, e in entries.items()})
