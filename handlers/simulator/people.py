"""Who one can be on the simulator's pages: people of the roster, and strangers nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_hex

from domain.organisation import Organisation, Person, Role
from handlers.context import Context
from storage import people, rehearsal, simulator

STRANGER = "stranger-"
_PERSON = re.compile(r"person-([0-9]{1,15})")
_STRANGER = re.compile(r"stranger-[0-9a-f]{8}")


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody one can be, in one of their roles. A stranger has no ``person_id`` and no role."""

    account: str
    name: str
    role: Role | None = None
    #: All their roles: who reports and watches needs the words of both.
    roles: tuple[Role, ...] = ()
    units: tuple[str, ...] = ()
    person_id: int | None = None
    #: They have an account on the page, so the bot can reach them.
    bound: bool = False


def fresh_stranger() -> str:
    return STRANGER + token_hex(4)


async def cast(ctx: Context) -> list[Actor]:
    """Everybody of the roster, once for each role they have, then the strangers who have spoken."""
    async with ctx.database.read() as connection:
        everybody = await people.all(connection)
        unknown = await simulator.strangers(connection, STRANGER)
    known = [actor for person in everybody for actor in _roles(person)]
    return known + [_stranger(account) for account in unknown]


async def had_sent(ctx: Context) -> set[int]:
    """The ids of those who had sent something of today before the rehearsal began: the sample's, nobody's else."""
    async with ctx.database.read() as connection:
        return await rehearsal.had_sent(connection, ctx.clock.now().date())


async def actor(ctx: Context, account: str) -> Actor | None:
    """Whom an account names; None for anybody who is not there."""
    if _STRANGER.fullmatch(account):
        return _stranger(account)
    match = _PERSON.fullmatch(account)
    if not match:
        return None
    async with ctx.database.read() as connection:
        person = await people.get(connection, int(match[1]))
    return next(iter(_roles(person)), _as(person, None, ())) if person else None


def _roles(person: Person) -> list[Actor]:
    found = []
    served = (
        (Role.SUPERVISOR, person.supervises),
        (Role.READER, person.reads_for),
        (Role.LIAISON, person.reports_for),
    )
    for role, units in served:
        if units:
            found.append(_as(person, role, units))
    return found


def _as(person: Person, role: Role | None, units: tuple[Organisation, ...]) -> Actor:
    account = simulator.account_of(person.id)
    return Actor(
        account=account,
        name=person.name,
        role=role,
        roles=tuple(dict.fromkeys(duty.role for duty in person.duties)),
        units=tuple(unit.name for unit in units),
        person_id=person.id,
        bound=any(a.channel == simulator.SIMULATOR and a.account == account for a in person.accounts),
    )


def _stranger(account: str) -> Actor:
    return Actor(account=account, name=account.removeprefix(STRANGER))
