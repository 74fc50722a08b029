"""One person on two channels: who is bound gets a code on one of them and says it on the other; nobody has to agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from channels import registry
from domain.events import EventVerb
from domain.language import acts
from domain.organisation import Account, Person
from formats.chat import answers
from formats.chat import binding as words
from handlers import codes
from handlers.context import Context
from handlers.turn import Told, Turn
from storage import bindings, events, pairing, people
from storage.engine.database import Connection


async def ask(turn: Turn, act: acts.Bind) -> Told:
    """绑定 from somebody who is known: a code for another channel, where there is one that they are not on yet."""
    ctx, person = turn.ctx, turn.person
    elsewhere = [ctx.label(name) for name in _open_to(ctx, person)]
    if act.code and await _own(turn, act.code):
        return Told(text=words.here_already(ctx.label(turn.message.incoming.channel)))
    if act.code or not elsewhere:
        return Told(text=answers.bound_already(person.name))
    code = codes.new()
    await pairing.offer(turn.connection, person.id, code, real=ctx.clock.real())
    return Told(text=words.pairing(code, elsewhere, pairing.LASTS // timedelta(minutes=1)))


async def use(ctx: Context, connection: Connection, code: str, account: Account) -> Person | str | None:
    """Whose account it is now, or why it is nobody's; None when no such code is good.

    Raises ``people.AccountTaken``.
    """
    real, now = ctx.clock.real(), ctx.clock.now()
    offer = await pairing.offered(connection, code, real=real)
    owner = await people.get(connection, offer.person_id) if offer is not None else None
    if offer is None or owner is None:
        return None
    if account.channel not in _open_to(ctx, owner):
        return words.here_already(ctx.label(account.channel))
    if not await pairing.settle(connection, offer):
        return None
    await bindings.withdraw(connection, account)
    await people.link(connection, owner.id, account.channel, account.account, now=now)
    await pairing.spoke(connection, account, real=real)
    details: dict[str, str | int] = {"channel": account.channel, "by": owner.id}
    await events.record(connection, EventVerb.BOUND, at=now, person_id=owner.id, details=details)
    return await people.get(connection, owner.id)


async def heard(ctx: Context, connection: Connection, person: Person, account: Account) -> None:
    """Note from which of several accounts somebody speaks now; nothing is written while that stays the same."""
    own = [one for one in person.accounts if not registry.rehearses(one.channel)]
    latest = max((one for one in own if one.heard_at), key=lambda one: one.heard_at or ctx.clock.real(), default=None)
    if len(own) > 1 and account in own and account != latest:
        await pairing.spoke(connection, account, real=ctx.clock.real())


async def _own(turn: Turn, code: str) -> bool:
    """It is their own code, said where they are known already: nobody learns whose any other code is."""
    offer = await pairing.offered(turn.connection, code, real=turn.ctx.clock.real())
    return offer is not None and offer.person_id == turn.person.id


def _open_to(ctx: Context, person: Person) -> Sequence[str]:
    """The channels in force that hear people and on which this one has no account."""
    taken = {account.channel for account in person.accounts} | {robot.channel for robot in ctx.robots}
    return [name for name in ctx.channels if name not in taken and not registry.rehearses(name)]
