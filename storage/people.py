"""People: the liaisons and supervisors of the roster, their duties and their accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Account, Duty, Person, Role
from storage import unreachable
from storage.engine.database import insert_new
from storage.engine.many import among
from storage.engine.numbered import insert_numbered
from storage.engine.prepared import prepared
from storage.organisations import from_row
from storage.tables import duties, identities, invites, organisations, people, unreachable_accounts

#: Accounts of this source were named by a roster file.
ROSTER = "roster"
#: Accounts of this source were bound by their owner, in chat; they stay.
INVITE = "invite"


class AccountTaken(Exception):
    """The account already belongs to somebody else of the roster; nothing was changed."""


async def get(connection: AsyncConnection, person_id: int) -> Person | None:
    found = await _load(connection, people.c.id == person_id)
    return found[0] if found else None


async def several(connection: AsyncConnection, ids: Collection[int]) -> list[Person]:
    return await _load(connection, among(connection, people.c.id, ids))


async def all(connection: AsyncConnection) -> list[Person]:
    """Everybody, also those who have left the roster (they have no duties), in the order of their coming."""
    return await _load(connection, true())


async def by_account(connection: AsyncConnection, channel: str, account: str) -> Person | None:
    """Whose account this is; ``account`` as the channel normalises it."""
    found = _people(await connection.execute(*_by_account(channel=channel, account=account)))
    return found[0] if found else None


async def watching(connection: AsyncConnection) -> list[Person]:
    """Everybody who sees an area: supervisors and readers."""
    serving = select(duties.c.person_id).where(duties.c.role.in_([Role.SUPERVISOR.value, Role.READER.value]))
    return await _load(connection, people.c.id.in_(serving))


async def names(connection: AsyncConnection, ids: Collection[int]) -> dict[int, str]:
    """Person id → name."""
    rows = await connection.execute(select(people.c.id, people.c.name).where(among(connection, people.c.id, ids)))
    return {id_: name for id_, name in rows}


@prepared
def _by_account(*, channel: Any, account: Any) -> Executable:
    owner = select(identities.c.person_id).where(identities.c.channel == channel, identities.c.account == account)
    return _loading(people.c.id.in_(owner))


async def supervisors(connection: AsyncConnection) -> list[Person]:
    serving = select(duties.c.person_id).where(duties.c.role == Role.SUPERVISOR.value)
    return await _load(connection, people.c.id.in_(serving))


async def liaisons_of(connection: AsyncConnection, organisation_ids: Collection[int]) -> dict[int, list[Person]]:
    """Organisation id → its liaisons; every id asked for is there, without liaisons as an empty list."""
    found: dict[int, list[Person]] = {organisation_id: [] for organisation_id in organisation_ids}
    serving = select(duties.c.person_id).where(
        duties.c.role == Role.LIAISON.value, among(connection, duties.c.organisation_id, found)
    )
    for person in await _load(connection, people.c.id.in_(serving)):
        for organisation in person.reports_for:
            if organisation.id in found:
                found[organisation.id].append(person)
    return found


@dataclass(frozen=True, kw_only=True)
class Bound:
    """An account that a person has. ``at``: campaign time; None when a file named it."""

    account: Account
    at: datetime | None


async def bound_to(connection: AsyncConnection, person_id: int) -> list[Bound]:
    """A person's own accounts. The chat page gives everybody one; that is no use of their code."""
    own = identities.c.source.in_((ROSTER, INVITE))
    query = select(identities).where(identities.c.person_id == person_id, own).order_by(identities.c.id)
    return [
        Bound(account=Account(channel=row.channel, account=row.account), at=row.bound_at)
        for row in await connection.execute(query)
    ]


async def link(
    connection: AsyncConnection,
    person_id: int,
    channel: str,
    account: str,
    *,
    source: str = INVITE,
    now: datetime | None = None,
) -> None:
    """Make the account this person's, since ``now``. Raises ``AccountTaken`` when it is somebody else's."""
    row = {"person_id": person_id, "channel": channel, "account": account, "source": source, "bound_at": now}
    await insert_new(connection, identities, [row], ("channel", "account"))
    owner = await connection.scalar(
        select(identities.c.person_id).where(identities.c.channel == channel, identities.c.account == account)
    )
    if owner != person_id:
        raise AccountTaken


async def add(connection: AsyncConnection, name: str, phone: str) -> int:
    return (await add_all(connection, [(name, phone)]))[0]


async def add_all(connection: AsyncConnection, named: Sequence[tuple[str, str]]) -> list[int]:
    """Names and telephones → ids, in order. Several may be alike when they have no telephone."""
    if not named:
        return []
    first = {one: place for place, one in reversed([*enumerate(named)])}
    again = [place for place, one in enumerate(named) if first[one] != place]
    rows = [{"name": name, "phone": phone} for name, phone in named]
    for place in again:
        rows[place]["phone"] = f"#+{place}"
    ids = await insert_numbered(connection, people, rows)
    await rename(connection, {ids[place]: (named[place][0], "") for place in again})
    return ids


async def rename(connection: AsyncConnection, named: Mapping[int, tuple[str, str]]) -> None:
    """Person id → name and telephone. Call ``make_way`` first. Several may be alike when they have no telephone."""
    rows = [{"of": id_, "now": name, "number": phone or f"#{id_}"} for id_, (name, phone) in named.items()]
    if rows:
        statement = update(people).where(people.c.id == bindparam("of"))
        await connection.execute(statement.values(name=bindparam("now"), phone=bindparam("number")), rows)


async def make_way(connection: AsyncConnection, wanted: Mapping[tuple[str, str], int | None]) -> None:
    """Nobody else has these names and telephones any more: name and telephone → whose they are to be, None: new.

    Who has one now has left, is about to be renamed, or is a namesake without telephone: theirs becomes ``#`` and their
    id, which is read as none.
    """
    rows = await connection.execute(select(people.c.id, people.c.name, people.c.phone))
    held = [id_ for id_, name, phone in rows if wanted.get((name, phone), id_) != id_]
    if held:
        statement = update(people).where(people.c.id == bindparam("of")).values(phone=bindparam("number"))
        await connection.execute(statement, [{"of": id_, "number": f"#{id_}"} for id_ in held])


async def forget_accounts(connection: AsyncConnection, person_id: int) -> None:
    """Nobody's account speaks for this person any more, and the old invite code opens nothing."""
    await connection.execute(delete(identities).where(identities.c.person_id == person_id))
    await connection.execute(delete(invites).where(invites.c.person_id == person_id))


async def give_duty(connection: AsyncConnection, person_id: int, organisation_id: int, role: Role) -> None:
    """Nothing changes when it is theirs already."""
    row = {"person_id": person_id, "organisation_id": organisation_id, "role": role.value}
    await insert_new(connection, duties, [row], ("person_id", "organisation_id", "role"))


async def take_duty(connection: AsyncConnection, person_id: int, organisation_id: int, role: Role) -> None:
    this = (duties.c.person_id == person_id) & (duties.c.organisation_id == organisation_id)
    await connection.execute(delete(duties).where(this, duties.c.role == role.value))


async def replace_duties(connection: AsyncConnection, wanted: Mapping[int, Collection[tuple[int, Role]]]) -> None:
    """Make everybody's duties exactly these: person id → (organisation id, role). Who is not named has none."""
    now = {tuple(row) for row in await connection.execute(select(duties))}
    then = {(person_id, unit_id, role.value) for person_id, served in wanted.items() for unit_id, role in served}
    columns = duties.c.keys()
    if gone := [{f"old_{name}": value for name, value in zip(columns, row, strict=True)} for row in now - then]:
        this = and_(*(duties.c[name] == bindparam(f"old_{name}") for name in columns))
        await connection.execute(delete(duties).where(this), gone)
    if new := [dict(zip(columns, row, strict=True)) for row in sorted(then - now)]:
        await connection.execute(insert(duties), new)


async def _load(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Person]:
    return _people(await connection.execute(_loading(which)))


def _loading(which: ColumnElement[bool]) -> Select[Any]:
    """Everybody with duties and accounts, in one query: a row for each pair of the two."""
    return (
        select(people, duties.c.role, organisations, identities, unreachable_accounts.c.reason)
        .outerjoin(duties, duties.c.person_id == people.c.id)
        .outerjoin(organisations, organisations.c.id == duties.c.organisation_id)
        .outerjoin(identities, identities.c.person_id == people.c.id)
        .outerjoin(unreachable_accounts, unreachable.of_identity())
        .where(which)
        .order_by(people.c.id, organisations.c.id, duties.c.role, identities.c.id)
    )


def _people(found: Iterable[Row[Any]]) -> list[Person]:
    grouped: dict[int, list[Row[Any]]] = {}
    for row in found:
        grouped.setdefault(row._mapping[people.c.id], []).append(row)
    return [_person(rows) for rows in grouped.values()]


def _person(rows: Sequence[Row[Any]]) -> Person:
    fields = rows[0]._mapping
    served: dict[tuple[int, Role], Duty] = {}
    accounts: dict[int, Account] = {}
    for row in rows:
        column = row._mapping
        if column[duties.c.role] is not None:
            duty = Duty(organisation=from_row(row), role=Role(column[duties.c.role]))
            served.setdefault((duty.organisation.id, duty.role), duty)
        if column[identities.c.id] is not None:
            account = Account(
                channel=column[identities.c.channel],
                account=column[identities.c.account],
                unreachable=column[unreachable_accounts.c.reason],
                heard_at=column[identities.c.heard_at],
            )
            accounts.setdefault(column[identities.c.id], account)
    return Person(
        id=fields[people.c.id],
        name=fields[people.c.name],
        phone=fields[people.c.phone],
        duties=tuple(served.values()),
        accounts=tuple(accounts.values()),
    )
