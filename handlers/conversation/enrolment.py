"""Coming in: strangers learn how to enrol and nothing else; an invite code binds an account to its person."""

from __future__ import annotations

from datetime import timedelta

from domain.events import EventVerb
from domain.language.acts import Bind
from domain.language.decide import decide
from domain.language.decisions import Do, Situation
from domain.language.normal import normalised
from domain.language.reading import read
from domain.language.vocabulary import Vocabulary
from domain.messages import MessageKind
from domain.organisation import Account, Person
from domain.roster.invite import hidden, may_be
from formats.chat import answers
from formats.words import chat as texts
from handlers import binding, pairing
from handlers.context import Context
from handlers.outbox import reply
from handlers.reading import simplified
from storage import events, inbox, people
from storage.engine.changes import UNSET
from storage.engine.database import Connection
from storage.inbox import InboxMessage

#: Wrong codes from one account before it must wait, and for how long: a code has 8 signs, guessing must not pay.
MOST_WRONG = 5
WRONG_WINDOW = timedelta(hours=1)


async def stranger(ctx: Context, message: InboxMessage) -> None:
    """Somebody without an account here: bind them, or say how. Who comes by a personal link has a code with them."""
    text = message.incoming.text
    if message.incoming.kind is MessageKind.ENTER:
        async with ctx.database.write() as connection:
            carried = text if may_be(text) else ""
            await reply(ctx, connection, message, await _bind(ctx, connection, message, carried))
            await inbox.finish(connection, message, text="" if text else UNSET)
        return
    words = Vocabulary(today=ctx.clock.now().date())
    decision = decide(read(normalised(text, simplified(text)), words), Situation(known=False), words)
    act = decision.act if isinstance(decision, Do) else None
    async with ctx.database.write() as connection:
        said = await _bind(ctx, connection, message, act.code) if isinstance(act, Bind) else texts.STRANGER
        await reply(ctx, connection, message, said)
        await inbox.finish(connection, message, text=hidden(text))


async def greet(ctx: Context, message: InboxMessage, person: Person) -> None:
    """Somebody known opened the conversation: a word on the first time, silence afterwards."""
    async with ctx.database.write() as connection:
        if await events.first(connection, EventVerb.GREETED, person.id):
            deadline = next((f"{c.daily.deadline:%H:%M}" for c in ctx.campaigns.values()), "10:00")
            text = answers.welcome(
                person.name,
                liaison=bool(person.reports_for),
                supervisor=bool(person.watches),
                deadline=deadline,
                until=ctx.kept_until,
            )
            await reply(ctx, connection, message, text)
            await events.record(connection, EventVerb.GREETED, at=ctx.clock.now(), person_id=person.id)
        await inbox.finish(connection, message, text="" if message.incoming.text else UNSET)


async def _bind(ctx: Context, connection: Connection, message: InboxMessage, code: str) -> str:
    if not code:
        return texts.STRANGER
    account = f"{message.incoming.channel}:{message.incoming.sender}"
    now = ctx.clock.now()
    if await events.recent(connection, EventVerb.WRONG_CODE, account=account, since=now - WRONG_WINDOW) >= MOST_WRONG:
        return texts.BIND_TOO_MANY
    try:
        asked = await binding.bind(ctx, connection, code, _account(message), now)
        # Rarer than an invitation, and as dear to look up.
        paired = await pairing.use(ctx, connection, code, _account(message)) if asked is None else None
    except people.AccountTaken:
        return texts.BOUND_ELSEWHERE
    if paired is not None:
        return paired if isinstance(paired, str) else _welcome(ctx, paired)
    if asked is None:
        await events.record(connection, EventVerb.WRONG_CODE, at=now, details={"account": account})
        return texts.BIND_UNKNOWN_CODE
    if asked.person is None:
        return asked.said
    person, channel = asked.person, message.incoming.channel
    await pairing.heard(ctx, connection, person, _account(message))
    await events.record(connection, EventVerb.BOUND, at=now, person_id=person.id, details={"channel": channel})
    return _welcome(ctx, person)


def _welcome(ctx: Context, person: Person) -> str:
    return answers.bound(
        person.name,
        reports_for=[unit.name for unit in person.reports_for],
        supervises=[unit.name for unit in person.watches],
        until=ctx.kept_until,
    )


def _account(message: InboxMessage) -> Account:
    return Account(channel=message.incoming.channel, account=message.incoming.sender)
