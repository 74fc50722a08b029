"""A whole roster in and out of the tables: what is known, and the writing of a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import EventVerb
from domain.organisation import Account
from domain.roster.planned import Handover, Known, Plan, PlannedPerson, PlannedUnit
from domain.submission import State
from storage import bindings, events, organisations, people, roster_imports
from storage.organisations import STAGED
from storage.staging import Staged
from storage.tables import duties, exemptions, identities, invites, obligations, submissions
from storage.tables import events as events_table
from storage.tables import organisations as organisations_table
from storage.tables import people as people_table
from storage.tables import roster_imports as imports_table

#: After one of these somebody else speaks for a unit, or a day is owed again.
_CHANGING = (EventVerb.BOUND, EventVerb.UNBOUND, EventVerb.LEFT, EventVerb.HANDED_OVER, EventVerb.UNEXEMPTED)
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


class Version(NamedTuple):
    """Two that are alike have nothing between them that ``known`` tells, material aside."""

    newest_event: int
    counts: tuple[int, ...]


async def version(connection: AsyncConnection) -> Version:
    """As the roster stands now."""
    counted = [
        select(func.max(imports_table.c.id)),
        select(func.max(organisations_table.c.revision)).where(~STAGED),
        *_sums(people_table, "id"),
        *_sums(duties, "person_id", "organisation_id"),
        *_sums(identities, "id", "person_id"),
        *_sums(exemptions, "organisation_id"),
    ]
    newest = select(func.coalesce(func.max(events_table.c.id), 0))
    row = (await connection.execute(select(*(query.scalar_subquery() for query in (newest, *counted))))).one()
    return Version(row[0], tuple(int(value or 0) for value in row[1:]))


def _sums(table: Table, *columns: str) -> list[Select[Any]]:
    return [select(func.count()).select_from(table), *(select(func.sum(table.c[name])) for name in columns)]


async def changed_since(connection: AsyncConnection, before: Version) -> bool:
    """Somebody has changed the roster since, in chat or by a command."""
    if (await version(connection)).counts != before.counts:
        return True
    later = (events_table.c.id > before.newest_event) & events_table.c.verb.in_(_CHANGING)
    return await connection.scalar(select(events_table.c.id).where(later).limit(1)) is not None


async def refresh_statistics(connection: AsyncConnection) -> None:
    """Have PostgreSQL look again at what an import has filled: what it plans by would be old until autovacuum comes.

    SQLite has no statistics here: it plans by the indexes alone, and answers sooner so (docs/benchmarks.md).
    """
    if connection.dialect.name == "postgresql":
        tables = (organisations_table, people_table, duties, identities, invites, exemptions, obligations)
        await connection.execute(text(f"ANALYZE {', '.join(table.name for table in tables)}"))


async def apply(
    connection: AsyncConnection, plan: Plan, staged: Staged | None = None, *, now: datetime, real: datetime
) -> None:
    """Write everything ``plan`` says, in the caller's transaction. ``now``: campaign time, for the events.

    ``staged``: the new units that are in force already.
    """
    there = staged.ids if staged else {}
    await organisations.unlist(connection, plan.leaving)
    await _recode(connection, plan.units, there)
    differing = [unit.entry for unit in plan.units if unit.differs and (unit.id or unit.entry.code not in there)]
    ids = await organisations.save(connection, differing)
    days = {ids[unit.entry.code]: unit.entry.exempt_days for unit in plan.units if unit.entry.exempt_days}
    await organisations.replace_exempt_days(connection, days)
    if not plan.serving:
        return
    lost = [(person.id, account) for person in plan.people if person.id for account in person.loses]
    await bindings.take(connection, lost, real=real)
    await bindings.end(connection, plan.leaving_people, real=real)
    persons = await _named(connection, plan.people)
    served = zip(persons, plan.people, strict=True)
    wanted = {person: [(ids[code], role) for code, role in planned.entry.duties] for person, planned in served}
    await people.replace_duties(connection, wanted)
    gained = [(id_, a) for id_, planned in zip(persons, plan.people, strict=True) for a in planned.gains]
    await bindings.note_given(connection, await bindings.give(connection, gained), now=now)
    await _note(connection, plan, lost, now)


async def _recode(connection: AsyncConnection, units: Sequence[PlannedUnit], staged: Mapping[str, int]) -> None:
    """Give known units their new codes; who holds such a code and is none of them gives it up first."""
    rows = await connection.execute(select(organisations_table.c.id, organisations_table.c.code))
    held = {code: id_ for id_, code in rows}
    codes = {id_: code for code, id_ in held.items()}
    wanted = {unit.entry.code: unit.id or staged.get(unit.entry.code) for unit in units}
    changing = {id_: code for code, id_ in wanted.items() if id_ and codes[id_] != code}
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


async def _note(connection: AsyncConnection, plan: Plan, lost: Sequence[tuple[int, Account]], now: datetime) -> None:
    """History: who lost an account, who left."""
    taken = [(id_, {"channel": a.channel, "account": a.account, "by": "roster"}) for id_, a in lost]
    await events.record_all(connection, EventVerb.UNBOUND, taken, at=now)
    left = [(person_id, {"by": "roster"}) for person_id in plan.leaving_people]
    await events.record_all(connection, EventVerb.LEFT, left, at=now)
