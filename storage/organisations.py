"""Organisations: who must report, who receives, and the days on which somebody is excused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Organisation
from domain.roster.roster import OrganisationEntry
from storage.engine.database import insert_new
from storage.engine.many import among
from storage.engine.numbered import insert_numbered
from storage.tables import exemptions, obligations, organisations

#: Exemptions of this source follow the roster file.
ROSTER = "roster"
#: It is brought in, and not in force yet (``storage.staging``): nobody sees it.
STAGED = organisations.c.revision < 0


async def all(connection: AsyncConnection) -> list[Organisation]:
    """Every organisation of the roster, in the order in which it first named them."""
    return await _read(connection, select(organisations).where(organisations.c.listed))


async def everyone(connection: AsyncConnection) -> list[tuple[Organisation, bool]]:
    """Every organisation there ever was, and whether the roster has it now."""
    rows = await connection.execute(select(organisations).where(~STAGED).order_by(organisations.c.id))
    return [(from_row(row), row._mapping[organisations.c.listed]) for row in rows]


async def known_above(connection: AsyncConnection) -> list[Organisation]:
    """Every organisation that a supervisor may ask about: the roster's, and those gone whose material counts.

    One whose name the roster now gives to another is known by that.
    """
    sent = (obligations.c.organisation_id == organisations.c.id) & obligations.c.met_at.is_not(None)
    known = organisations.c.listed | select(obligations.c.id).where(sent).exists()
    rows = (await connection.execute(select(organisations).where(known).order_by(organisations.c.id))).all()
    taken = {row._mapping[organisations.c.name] for row in rows if row._mapping[organisations.c.listed]}
    return [
        from_row(row)
        for row in rows
        if row._mapping[organisations.c.listed] or row._mapping[organisations.c.name] not in taken
    ]


async def is_listed(connection: AsyncConnection, organisation_id: int) -> bool:
    """Whether the roster has it now."""
    return bool(await connection.scalar(select(organisations.c.listed).where(organisations.c.id == organisation_id)))


#: Differs after every change to the organisations, and to which of those gone have material that counts.
Version = tuple[int, int, int]


async def version(connection: AsyncConnection) -> Version:
    """Which version of the organisations there is now."""
    newest = select(func.max(organisations.c.revision)).where(~STAGED).scalar_subquery()
    last = select(func.max(organisations.c.id)).where(~STAGED).scalar_subquery()
    sent = (obligations.c.organisation_id == organisations.c.id) & obligations.c.met_at.is_not(None)
    gone = ~organisations.c.listed & select(obligations.c.id).where(sent).exists()
    counting = select(func.sum(organisations.c.id)).where(gone).scalar_subquery()
    row = (await connection.execute(select(newest, last, counting))).one()
    return row[0] or 0, row[1] or 0, int(row[2] or 0)


async def get(connection: AsyncConnection, organisation_id: int) -> Organisation | None:
    """One organisation, also one that has left the roster."""
    found = await _read(connection, select(organisations).where(organisations.c.id == organisation_id))
    return found[0] if found else None


async def names(connection: AsyncConnection, ids: Collection[int]) -> dict[int, str]:
    """Id → name."""
    query = select(organisations.c.id, organisations.c.name)
    rows = await connection.execute(query.where(among(connection, organisations.c.id, ids)))
    return {id_: name for id_, name in rows}


async def count_below(connection: AsyncConnection, organisation_id: int, kinds: Collection[str]) -> int:
    """How many organisations of these kinds the roster has directly under this one."""
    below = (organisations.c.parent_id == organisation_id) & organisations.c.listed & organisations.c.kind.in_(kinds)
    return int(await connection.scalar(select(func.count()).where(below)) or 0)


async def by_code(connection: AsyncConnection, code: str) -> Organisation | None:
    found = await _read(connection, select(organisations).where(organisations.c.code == code))
    return found[0] if found else None


async def save(connection: AsyncConnection, entries: Sequence[OrganisationEntry]) -> dict[str, int]:
    """Add or change the organisations by code; answers code → id. Parents are named by code, in any order."""
    rows = await connection.execute(select(organisations.c.code, organisations.c.id))
    known: dict[str, int] = {code: id_ for code, id_ in rows}
    revision = await next_revision(connection)
    fresh = [entry for entry in entries if entry.code not in known]
    changing = [{"of": known[entry.code], **values(entry)} for entry in entries if entry.code in known]
    if changing:
        await connection.execute(update(organisations).where(organisations.c.id == bindparam("of")), changing)
    added = await insert_numbered(connection, organisations, [{"code": e.code, **values(e)} for e in fresh])
    known |= zip((entry.code for entry in fresh), added, strict=True)
    above = [{"of": known[e.code], "above": known[e.parent_code] if e.parent_code else None} for e in entries]
    if above:
        this = update(organisations).where(organisations.c.id == bindparam("of"))
        await connection.execute(this.values(parent_id=bindparam("above"), revision=revision), above)
    return known


def values(entry: OrganisationEntry) -> dict[str, object]:
    """The columns of an organisation of the roster, beside its code and the one above it."""
    return {
        "name": entry.name,
        "aliases": list(entry.aliases),
        "kind": entry.kind,
        "line": entry.line,
        "listed": True,
    }


async def unlist(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """These have left the roster; what they sent stays, and stays visible to those they stood under."""
    if ids:
        this = update(organisations).where(organisations.c.id == bindparam("gone"))
        values = {"listed": False, "revision": await next_revision(connection)}
        await connection.execute(this.values(values), [{"gone": id_} for id_ in ids])


async def next_revision(connection: AsyncConnection) -> int:
    """What is written beside every change of an organisation."""
    return await newest_revision(connection) + 1


async def newest_revision(connection: AsyncConnection) -> int:
    """What was written beside the last change; 0 before the first."""
    return await connection.scalar(select(func.max(organisations.c.revision)).where(~STAGED)) or 0


def changed_after(revision: int) -> ColumnElement[bool]:
    """Those that were changed after it was the newest."""
    return organisations.c.revision > revision


async def exempt_days(connection: AsyncConnection, *, source: str = ROSTER) -> dict[int, tuple[date, ...]]:
    """Organisation id → the days it is excused by that source, in order."""
    rows = await connection.execute(
        select(exemptions.c.organisation_id, exemptions.c.day)
        .where(exemptions.c.source == source)
        .order_by(exemptions.c.organisation_id, exemptions.c.day)
    )
    days: dict[int, tuple[date, ...]] = {}
    for organisation_id, day in rows:
        days[organisation_id] = (*days.get(organisation_id, ()), day)
    return days


async def replace_exempt_days(connection: AsyncConnection, days: Mapping[int, Sequence[date]]) -> None:
    """Make the roster's exemptions exactly these. A day granted in chat stays a day granted in chat."""
    query = select(exemptions.c.organisation_id, exemptions.c.day).where(exemptions.c.source == ROSTER)
    now = {(id_, day) for id_, day in await connection.execute(query)}
    then = {(id_, day) for id_, excused in days.items() for day in excused}
    if gone := [{"of": id_, "on": day} for id_, day in now - then]:
        this = (exemptions.c.organisation_id == bindparam("of")) & (exemptions.c.day == bindparam("on"))
        await connection.execute(delete(exemptions).where(this, exemptions.c.source == ROSTER), gone)
    new = [{"organisation_id": id_, "day": day, "source": ROSTER} for id_, day in sorted(then - now)]
    await insert_new(connection, exemptions, new, ("organisation_id", "day"))


async def _read(connection: AsyncConnection, statement: Select[tuple[object, ...]]) -> list[Organisation]:
    rows = await connection.execute(statement.order_by(organisations.c.id))
    return [from_row(row) for row in rows]


def from_row(row: Row[tuple[object, ...]]) -> Organisation:
    """An organisation from a row that carries all columns of its table."""
    fields = row._mapping
    return Organisation(
        id=fields[organisations.c.id],
        code=fields[organisations.c.code],
        name=fields[organisations.c.name],
        aliases=tuple(fields[organisations.c.aliases]),
        kind=fields[organisations.c.kind],
        line=fields[organisations.c.line],
        parent_id=fields[organisations.c.parent_id],
    )
