"""确认 王五: the office above says yes to an account that waits to speak for another supervisor."""

from __future__ import annotations

from domain.language.acts import ConfirmBinding
from domain.organisation import Person
from domain.roster.identity import name_key
from formats.chat import answers
from formats.chat import binding as words
from handlers import binding
from handlers.context import Context
from handlers.outbox import say
from handlers.turn import Told, Turn
from storage import people
from storage.bindings import Pending
from storage.engine.database import Connection
from storage.outbox import OutboxMessage


async def confirm(turn: Turn, act: ConfirmBinding) -> Told:
    meant = [
        (pending, owner)
        for pending, owner in await binding.waiting_for(turn.connection, turn.person)
        if name_key(owner.name) == name_key(act.name)
    ]
    if not meant:
        return Told(text=words.nothing_waits(act.name))
    if len(meant) > 1:
        return Told(text=words.several_wait(act.name, len(meant)))
    (pending, owner) = meant[0]
    try:
        bound = await binding.confirmed(turn.connection, pending, by=turn.person.id, now=turn.now)
    except people.AccountTaken:
        return Told(text=words.taken_meanwhile(owner.name))
    if bound is None:
        return Told(text=words.nothing_waits(act.name))
    await tell(turn.ctx, turn.connection, pending, bound)
    return Told(text=words.confirmed(owner.name, [unit.name for unit in owner.watches]))


async def tell(ctx: Context, connection: Connection, pending: Pending, bound: Person) -> None:
    """The account's owner hears that it is bound."""
    text = answers.bound(
        bound.name,
        reports_for=[unit.name for unit in bound.reports_for],
        supervises=[unit.name for unit in bound.watches],
        until=ctx.kept_until,
    )
    account = pending.account
    key = f"confirmed:{pending.id}"
    await say(ctx, connection, [OutboxMessage(channel=account.channel, account=account.account, text=text, key=key)])
