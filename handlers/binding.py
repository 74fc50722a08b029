"""An account and an invite code: bound at once, waiting for the office above, or told whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from channels import registry
from domain.events import EventVerb
from domain.messages import Choice
from domain.organisation import Account, Duty, Organisation, Person, Role, area
from formats.chat import binding as words
from handlers import codes
from handlers.context import Context
from handlers.outbox import address, say
from storage import bindings, events, invites, organisations, people
from storage.bindings import Pending
from storage.engine.database import Connection
from storage.outbox import OutboxMessage
from storage.people import Bound


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A code was used. ``person``: whose account it is now, None while it waits; ``said``: what its user is told."""

    person: Person | None
    said: str = ""


async def bind(ctx: Context, connection: Connection, code: str, account: Account, now: datetime) -> Asked | None:
    """Give the account to the code's owner, if nothing speaks against it; None when no such code exists.

    Raises ``people.AccountTaken``.
    """
    owner = await invites.owner_of(connection, code)
    if owner is None:
        return None
    own = await people.bound_to(connection, owner.id)
    others = [known for known in own if known.account.channel == account.channel]
    if others and account not in {known.account for known in others}:
        return Asked(person=None, said=await _tried(ctx, connection, owner, account, others[0], now))
    if account not in owner.accounts and await _rivals(connection, owner):
        return Asked(person=None, said=await _ask(ctx, connection, owner, account, now))
    return Asked(person=await invites.bind(connection, code, account.channel, account.account, now))


def bound(person: Person) -> bool:
    """Somebody's own account speaks for this person; those of the rehearsal's page are nobody's own."""
    return any(not registry.rehearses(account.channel) for account in person.accounts)


async def above(connection: Connection, person: Person) -> list[Person]:
    """The supervisors whose area has a unit that this person serves, but for those of the same office."""
    everyone = await organisations.all(connection)
    served = {duty.organisation.id for duty in person.duties}
    watching = [other for other in await people.supervisors(connection) if other.id != person.id]
    return [o for o in watching if not served & {u.id for u in o.supervises} and served & area(o.supervises, everyone)]


async def _rivals(connection: Connection, owner: Person) -> bool:
    """Somebody else who supervises, or reads for, the same office has an account already."""
    offices = _offices(owner)
    watching = await people.watching(connection) if offices else []
    return any(other.id != owner.id and bound(other) and offices & _offices(other) for other in watching)


def _offices(person: Person) -> set[Duty]:
    return {duty for duty in person.duties if duty.role is not Role.LIAISON}


async def _ask(ctx: Context, connection: Connection, owner: Person, account: Account, now: datetime) -> str:
    """The account waits; the office above is asked, and where there is none, the operator."""
    await bindings.ask(connection, owner.id, account, now=now)
    await events.record(connection, EventVerb.BINDING_ASKED, at=now, person_id=owner.id, details=_details(account))
    offices = await above(connection, owner)
    text = words.confirm_wanted(owner.name, _units(owner.watches), _said(ctx, account), now)
    key = f"pending:{owner.id}:{account.channel}:{account.account}:{now:%m%d%H}"
    said = words.confirming(owner.name)
    await _tell(ctx, connection, offices, text, key=key, choices=(Choice(label=said, says=said),))
    return words.waits(bool(offices))


async def _tried(
    ctx: Context, connection: Connection, owner: Person, account: Account, first: Bound, now: datetime
) -> str:
    """A second account came with a used code: its user learns whom to ask, the office above who took it and when."""
    await events.record(connection, EventVerb.CODE_TRIED, at=now, person_id=owner.id, details=_details(account))
    offices = await above(connection, owner)
    units = _units(duty.organisation for duty in owner.duties)
    text = words.tried(owner.name, units, _said(ctx, first.account), first.at, _said(ctx, account), now)
    await _tell(ctx, connection, offices, text, key=f"tried:{owner.id}:{account.channel}:{account.account}:{now:%m%d}")
    return words.used_code(first.at, [(office.name, office.phone) for office in offices])


async def _tell(
    ctx: Context,
    connection: Connection,
    whom: Iterable[Person],
    text: str,
    *,
    key: str,
    choices: tuple[Choice, ...] = (),
) -> None:
    messages = [
        OutboxMessage(channel=at.channel, account=at.account, text=text, key=f"{key}:{person.id}", choices=choices)
        for person in whom
        if (at := address(ctx, person)) is not None
    ]
    await say(ctx, connection, messages)


async def waiting_for(connection: Connection, person: Person) -> list[tuple[Pending, Person]]:
    """The accounts that wait for this supervisor's yes, each with whom it would speak for; oldest first."""
    found: list[tuple[Pending, Person]] = []
    for pending in await bindings.pending(connection) if person.supervises else ():
        owner = await people.get(connection, pending.person_id)
        if owner is not None and any(office.id == person.id for office in await above(connection, owner)):
            found.append((pending, owner))
    return found


async def confirmed(connection: Connection, waiting: Pending, *, by: int | None, now: datetime) -> Person | None:
    """The account that waited speaks for its person now; None when it waits no more. ``by``: the supervisor's id."""
    if not await bindings.settle(connection, waiting.id):
        return None
    account = waiting.account
    await people.link(connection, waiting.person_id, account.channel, account.account, now=now)
    details = _details(account) | ({"confirmed_by": by} if by is not None else {"confirmed_by": "operator"})
    await events.record(connection, EventVerb.BOUND, at=now, person_id=waiting.person_id, details=details)
    return await people.get(connection, waiting.person_id)


async def unbind(
    connection: Connection, person: Person, gone: Sequence[Account], *, by: str | int, now: datetime, real: datetime
) -> str:
    """These accounts speak for the person no more; links, logins and the old code end, too. Returns the new code.

    ``by``: the id of who does it, or ``operator``.
    """
    await bindings.part(connection, person.id, gone, real=real)
    details: list[tuple[int, Mapping[str, str | int]]] = [(person.id, _details(a) | {"by": by}) for a in gone]
    await events.record_all(connection, EventVerb.UNBOUND, details, at=now)
    return await codes.of(connection, person.id, now)


def _details(account: Account) -> dict[str, str | int]:
    return {"channel": account.channel, "account": account.account}


def _units(units: Iterable[Organisation]) -> list[str]:
    return list(dict.fromkeys(unit.name for unit in units))


def _said(ctx: Context, account: Account) -> str:
    return words.account(ctx.label(account.channel), account.account)
