"""Which account speaks for whom, taken and given back: what a roster names, what is withdrawn, what waits for a yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import EventVerb
from domain.organisation import Account
from storage.engine.database import insert_new, json_object
from storage.people import ROSTER
from storage.tables import events, identities, invites, links, logins, pairing_codes, pending_bindings, sessions

#: After one of these the question whose code it is is settled.
_SETTLING = (EventVerb.CODE_RENEWED, EventVerb.UNBOUND, EventVerb.LEFT)

#: By what in them an account may become a person's.
_OPENING = (invites, pairing_codes, pending_bindings)

#: A person, and an account of theirs.
Owned = tuple[int, Account]


async def give(connection: AsyncConnection, gained: Sequence[Owned]) -> int:
    """Make these accounts these people's, whoever had them before; the newest identity there was until then."""
    whose = {(a.channel, a.account): person_id for person_id, a in gained}
    query = select(identities.c.id, identities.c.channel, identities.c.account, identities.c.person_id)
    held = [(id_, whose.get((on, of), owner) != owner) for id_, on, of, owner in await connection.execute(query)]
    if elsewhere := [{"gone": id_} for id_, taken in held if taken]:
        await connection.execute(delete(identities).where(identities.c.id == bindparam("gone")), elsewhere)
    newest = await connection.scalar(select(func.max(identities.c.id)))
    values = [{"person_id": owner, "channel": on, "account": of, "source": ROSTER} for (on, of), owner in whose.items()]
    await insert_new(connection, identities, values, ("channel", "account"))
    return newest or 0


async def note_given(connection: AsyncConnection, after: int, *, now: datetime) -> None:
    """History: the accounts that came after identity ``after`` were bound by a roster. ``now``: campaign time."""
    bound = select(
        identities.c.person_id,
        literal(EventVerb.BOUND, events.c.verb.type),
        literal(now, events.c.at.type),
        json_object(connection, channel=identities.c.channel, account=identities.c.account, by=literal("roster")),
    )
    noted = insert(events).from_select(["person_id", "verb", "at", "details"], bound.where(identities.c.id > after))
    await connection.execute(noted)


async def take(connection: AsyncConnection, lost: Sequence[Owned], *, real: datetime) -> None:
    """These accounts speak for these people no more; upload links and logins of these people end, too."""
    rows = _rows(lost)
    if rows:
        same = (identities.c.channel == bindparam("on")) & (identities.c.account == bindparam("of"))
        await connection.execute(delete(identities).where(same, identities.c.person_id == bindparam("whose")), rows)
        await _shut(connection, {person_id for person_id, _ in lost}, real)


def _rows(owned: Sequence[Owned]) -> list[dict[str, object]]:
    return [{"whose": person_id, "on": a.channel, "of": a.account} for person_id, a in owned]


async def part(connection: AsyncConnection, person_id: int, gone: Sequence[Account], *, real: datetime) -> None:
    """These accounts of a person speak for them no more; others stay as they are, all that opens something ends."""
    await take(connection, [(person_id, account) for account in gone], real=real)
    for table in _OPENING:
        await connection.execute(delete(table).where(table.c.person_id == person_id))
    await _shut(connection, [person_id], real)


async def end(connection: AsyncConnection, person_ids: Collection[int], *, real: datetime) -> None:
    """Nobody speaks for these people any more: accounts, codes, what waits, upload links and logins end at once."""
    rows = [{"whose": person_id} for person_id in person_ids]
    if not rows:
        return
    for table in (identities, *_OPENING):
        await connection.execute(delete(table).where(table.c.person_id == bindparam("whose")), rows)
    await _shut(connection, person_ids, real)


async def _shut(connection: AsyncConnection, person_ids: Collection[int], real: datetime) -> None:
    """What was opened for these people, by whatever account, opens nothing any more."""
    rows = [{"whose": person_id} for person_id in person_ids]
    for table, ended in ((links, links.c.revoked_at), (sessions, sessions.c.revoked_at), (logins, logins.c.used_at)):
        alive = (table.c.person_id == bindparam("whose")) & ended.is_(None)
        await connection.execute(update(table).where(alive).values({ended: real}), rows)


async def since(connection: AsyncConnection) -> dict[Account, datetime]:
    """Since when (campaign time) each account is somebody's; those that a file named are left out."""
    query = select(identities.c.channel, identities.c.account, identities.c.bound_at)
    rows = await connection.execute(query.where(identities.c.bound_at.is_not(None)))
    return {Account(channel=channel, account=account): at for channel, account, at in rows}


@dataclass(frozen=True, kw_only=True)
class Pending:
    """An account that used somebody's code and waits for a yes. ``asked_at``: campaign time."""

    id: int
    person_id: int
    account: Account
    asked_at: datetime


async def ask(connection: AsyncConnection, person_id: int, account: Account, *, now: datetime) -> None:
    """The account waits for this person; it waited for another one before, if for any."""
    same = (pending_bindings.c.channel == account.channel) & (pending_bindings.c.account == account.account)
    await connection.execute(delete(pending_bindings).where(same, pending_bindings.c.person_id != person_id))
    row = {"person_id": person_id, "channel": account.channel, "account": account.account, "asked_at": now}
    await insert_new(connection, pending_bindings, [row], ("channel", "account"))


async def pending(connection: AsyncConnection) -> list[Pending]:
    """All that wait, oldest first."""
    rows = await connection.execute(select(pending_bindings).order_by(pending_bindings.c.id))
    return [
        Pending(
            id=row.id,
            person_id=row.person_id,
            account=Account(channel=row.channel, account=row.account),
            asked_at=row.asked_at,
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class TriedInvite:
    """An account that came with somebody's used code. ``at``: campaign time."""

    person_id: int
    account: Account
    at: datetime


async def tried(connection: AsyncConnection) -> list[TriedInvite]:
    """All that nothing was done about since, oldest first."""
    later = events.alias()
    settled = (later.c.person_id == events.c.person_id) & (later.c.id > events.c.id) & later.c.verb.in_(_SETTLING)
    account = events.c.details["account"].as_string()
    own = (identities.c.person_id == events.c.person_id) & (identities.c.account == account)
    query = (
        select(events.c.person_id, events.c.details, events.c.at)
        .join(invites, invites.c.person_id == events.c.person_id)
        .where(events.c.verb == EventVerb.CODE_TRIED, events.c.at >= invites.c.made_at)
        .where(~select(later.c.id).where(settled).exists(), ~select(identities.c.id).where(own).exists())
        .order_by(events.c.id)
    )
    return [
        TriedInvite(person_id=id_, account=Account(channel=said["channel"], account=said["account"]), at=at)
        for id_, said, at in await connection.execute(query)
    ]


async def withdraw(connection: AsyncConnection, account: Account) -> None:
    """The account waits for nobody any more."""
    same = (pending_bindings.c.channel == account.channel) & (pending_bindings.c.account == account.account)
    await connection.execute(delete(pending_bindings).where(same))


async def settle(connection: AsyncConnection, pending_id: int) -> bool:
    """It waits no more; False when it did not."""
    gone = delete(pending_bindings).where(pending_bindings.c.id == pending_id)
    return bool((await connection.execute(gone)).rowcount)
