"""A whole roster in and out of the tables: what is known, and the writing of a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import EventVerb
from domain.organisation import Account
from domain.roster.planned import Handover, Known, Plan, PlannedPerson, PlannedUnit
from domain.submission import State
from storage import bindings, events, organisations, people, roster_imports
from storage.tables import events as events_table
from storage.tables import obligations, submissions
from storage.tables import organisations as organisations_table
from storage.tables import people as people_table

_GONE = (State.WITHDRAWN, State.LOST)


async def known(connection: AsyncConnection, campaigns: Collection[str]) -> Known:
    """``campaigns``: the codes of those in force; what was sent for others is no material of this week."""
    everyone = await organisations.everyone(connection)
    return Known(
        organisations=[unit for unit, listed in everyone if listed],
        unlisted=[unit for unit, listed in everyone if not listed],
        people=await people.all(connection),
        exempt_days=await organisations.exempt_days(connection),
        unit_material=await _material(connection, "organisation_id", campaigns),
        material=await _material(connection, "person_id", campaigns),
        handovers=await handovers(connection),
    )


async def _material(connection: AsyncConnection, whose: str, campaigns: Collection[str]) -> dict[int, int]:
    """Id → how many submissions for these campaigns are kept."""
    column = submissions.c[whose]
    query = (
        select(column, func.count())
        .join(obligations, obligations.c.id == submissions.c.obligation_id)
        .where(obligations.c.campaign.in_(list(campaigns)), submissions.c.state.not_in(_GONE))
        .group_by(column)
    )
    return {id_: count for id_, count in await connection.execute(query) if id_ is not None}


async def handovers(connection: AsyncConnection) -> list[Handover]:
    """The liaisons changed in chat since the last import, oldest first."""
    last = await roster_imports.last(connection)
    query = (
        select(events_table, people_table.c.name.label("by"), organisations_table.c.name.label("unit"))
        .join(organisations_table, organisations_table.c.id == events_table.c.organisation_id)
        .outerjoin(people_table, people_table.c.id == events_table.c.person_id)
        .where(events_table.c.verb == EventVerb.HANDED_OVER, events_table.c.id > (last.after_event if last else 0))
        .order_by(events_table.c.id)
    )
    return [
        Handover(
            at=row["at"],
            organisation_id=row["organisation_id"],
            unit=row["unit"],
            by=row["by"] or "",
            old_id=row["details"].get("old_id"),
            old=row["details"].get("old", ""),
            new_id=row["details"]["new_id"],
            new=row["details"]["new"],
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def apply(connection: AsyncConnection, plan: Plan, *, now: datetime, real: datetime) -> None:
    """Write everything ``plan`` says, in the caller's transaction. ``now``: campaign time, for the events."""
    await organisations.unlist(connection, plan.leaving)
    await _recode(connection, plan.units)
    ids = await organisations.save(connection, [unit.entry for unit in plan.units if unit.differs])
    days = {ids[unit.entry.code]: unit.entry.exempt_days for unit in plan.units if unit.entry.exempt_days}
    await organisations.replace_exempt_days(connection, days)
    if not plan.serving:
        return
    lost = [(person.id, account) for person in plan.people if person.id for account in person.loses]
    await bindings.take(connection, lost, real=real)
    await bindings.end(connection, plan.leaving_people, real=real)
    persons = await _named(connection, plan.people)
    served = zip(persons, plan.people, strict=True)
    duties = {person: [(ids[code], role) for code, role in planned.entry.duties] for person, planned in served}
    await people.replace_duties(connection, duties)
    gained = [(id_, a) for id_, planned in zip(persons, plan.people, strict=True) for a in planned.gains]
    await bindings.give(connection, gained)
    await _note(connection, plan, lost, gained, now)


async def _recode(connection: AsyncConnection, units: Sequence[PlannedUnit]) -> None:
    """Give known units their new codes; who holds such a code and is none of them gives it up first."""
    rows = await connection.execute(select(organisations_table.c.id, organisations_table.c.code))
    held = {code: id_ for id_, code in rows}
    codes = {id_: code for code, id_ in held.items()}
    changing = {unit.id: unit.entry.code for unit in units if unit.id and codes[unit.id] != unit.entry.code}
    wanted = {unit.entry.code: unit.id for unit in units}
    parked = {id_ for code, id_ in held.items() if code in wanted and wanted[code] != id_}
    await _write(connection, "code", {id_: f"#{id_}" for id_ in parked | set(changing)})
    await _write(connection, "code", changing)


async def _write(connection: AsyncConnection, column: str, values: Mapping[int, str]) -> None:
    if values:
        statement = update(organisations_table).where(organisations_table.c.id == bindparam("of"))
        rows = [{"of": id_, "value": value} for id_, value in values.items()]
        written = {column: bindparam("value"), "revision": await organisations.next_revision(connection)}
        await connection.execute(statement.values(written), rows)


async def _named(connection: AsyncConnection, planned: Sequence[PlannedPerson]) -> list[int]:
    """The ids of all, in order; names and telephones are as the plan says, new people are added."""
    wanted = {(p.entry.name, p.entry.phone): p.id for p in planned if p.renamed or p.id is None}
    if not wanted:
        return [p.id for p in planned if p.id]
    await people.make_way(connection, wanted)
    await people.rename(connection, {p.id: (p.entry.name, p.entry.phone) for p in planned if p.id and p.renamed})
    fresh = await people.add_all(connection, [(p.entry.name, p.entry.phone) for p in planned if p.id is None])
    added = iter(fresh)
    return [p.id if p.id else next(added) for p in planned]


async def _note(
    connection: AsyncConnection,
    plan: Plan,
    lost: Sequence[tuple[int, Account]],
    gained: Sequence[tuple[int, Account]],
    now: datetime,
) -> None:
    """History: who lost and who got an account, who left."""
    for verb, changed in ((EventVerb.UNBOUND, lost), (EventVerb.BOUND, gained)):
        details = [(id_, {"channel": a.channel, "account": a.account, "by": "roster"}) for id_, a in changed]
        await events.record_all(connection, verb, details, at=now)
    left = [(person_id, {"by": "roster"}) for person_id in plan.leaving_people]
    await events.record_all(connection, EventVerb.LEFT, left, at=now)
