"""One liaison of a unit takes over from another: duty, code, what waits; both are told. Chat and the people page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.events import EventVerb
from domain.organisation import Account, Organisation, Person, Role
from domain.roster.identity import name_key, numbers_of
from domain.submission import State
from formats.chat import handover as words
from handlers import binding, codes
from handlers.context import Context
from handlers.outbox import address, say
from storage import bindings, events, obligations, people, submissions
from storage.engine.database import Connection
from storage.outbox import OutboxMessage

#: Numbers of photos that still want a caption: so many are named.
_NAMED = 20


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Who takes over which unit, from whom, decided by whom. ``key``: what tells its messages from others'."""

    unit: Organisation
    leaving: Person | None
    name: str
    phone: str
    by: int
    key: str


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """``code``: the invite code of who has no account yet; ``waiting``: photos that want a caption."""

    coming: Person
    code: str
    waiting: tuple[int, ...]


async def hand_over(ctx: Context, connection: Connection, handover: Handover) -> HandedOver:
    """In the caller's transaction. One who serves the unit already stays, and gets nothing twice."""
    unit, leaving, now = handover.unit, handover.leaving, ctx.clock.now()
    coming = await _person(connection, handover)
    await people.give_duty(connection, coming, unit.id, Role.LIAISON)
    if leaving is not None:
        await _relieve(ctx, connection, handover, leaving)
    await _note(ctx, connection, handover, coming)
    new = await people.get(connection, coming)
    assert new is not None, "it was there in this transaction"
    waiting = await _waiting(ctx, connection, unit)
    code = "" if binding.bound(new) else await codes.of(connection, new.id, now)
    said = words.takes_over(unit.name, new.name, waiting)
    await _tell(ctx, connection, address(ctx, new), said, f"{handover.key}:comes:{new.id}")
    return HandedOver(coming=new, code=code, waiting=tuple(waiting))


def is_person(person: Person, name: str, phone: str) -> bool:
    """The same name with a telephone in common."""
    return name_key(person.name) == name_key(name) and bool({*numbers_of(person.phone)} & {*numbers_of(phone)})


async def _person(connection: Connection, handover: Handover) -> int:
    """The person of this name and telephone, new when the roster has none."""
    known = [p for p in await people.all(connection) if is_person(p, handover.name, handover.phone)]
    if known:
        return known[0].id
    await people.make_way(connection, {(handover.name, handover.phone): None})
    return await people.add(connection, handover.name, handover.phone)


async def _relieve(ctx: Context, connection: Connection, handover: Handover, leaving: Person) -> None:
    """The duty ends; who has none left speaks for nobody any more."""
    account = address(ctx, leaving)
    await people.take_duty(connection, leaving.id, handover.unit.id, Role.LIAISON)
    if len(leaving.duties) == 1:
        await bindings.end(connection, [leaving.id], real=ctx.clock.real())
    said = words.relieved(handover.unit.name, handover.name)
    await _tell(ctx, connection, account, said, f"{handover.key}:goes:{leaving.id}")


async def _tell(ctx: Context, connection: Connection, account: Account | None, text: str, key: str) -> None:
    if account is not None:
        message = OutboxMessage(channel=account.channel, account=account.account, text=text, key=f"handover:{key}")
        await say(ctx, connection, [message])


async def _note(ctx: Context, connection: Connection, handover: Handover, coming: int) -> None:
    details: dict[str, str | int] = {"new_id": coming, "new": handover.name}
    if handover.leaving is not None:
        details |= {"old_id": handover.leaving.id, "old": handover.leaving.name}
    await events.record(
        connection,
        EventVerb.HANDED_OVER,
        at=ctx.clock.now(),
        person_id=handover.by,
        organisation_id=handover.unit.id,
        details=details,
    )


async def _waiting(ctx: Context, connection: Connection, unit: Organisation) -> Sequence[int]:
    """Photos of the unit's open days that wait for a caption."""
    owed = await obligations.of_organisation(connection, unit.id, list(ctx.campaigns))
    open_ = [o.id for o in owed if o.open_at(ctx.clock.now())]
    found = await submissions.of_obligations(connection, open_)
    return [s.id for sent in found.values() for s in sent if s.state is State.INCOMPLETE][:_NAMED]
