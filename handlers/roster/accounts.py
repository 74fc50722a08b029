"""Who may speak, put right by the operator: accounts taken back, codes renewed, a waiting account confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.abilities import Abilities
from domain.events import EventVerb
from domain.organisation import Account, Person
from domain.roster.identity import name_key
from handlers import binding, codes
from storage import bindings, events, outbox, people
from storage.engine.database import Connection, Database
from storage.engine.sealing import Seal
from storage.outbox import OutboxMessage

#: A short message fits into every channel, in bytes.
_SHORT = 600


class NoSuchPerson(Exception):
    """Nobody of the roster has this name or account."""


class SeveralPeople(Exception):
    """Several have this name. ``labels``: how each is named alone."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__("、".join(labels))
        self.labels = tuple(labels)


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """``accounts``: those taken away, or the one that was confirmed. ``code``: the new invite code."""

    person: Person
    accounts: tuple[Account, ...] = ()
    code: str = ""


async def unbind(database: Database, said: str, *, now: datetime, real: datetime) -> Corrected:
    """Nobody speaks for this person any more, on any channel; of an account that is named, that account alone.

    Links and the old code end, too. Raises ``NoSuchPerson`` and ``SeveralPeople``. ``now``: campaign time.
    """
    async with database.write() as connection:
        person = await find(connection, said)
        named = tuple(account for account in person.accounts if account.account == said.strip())
        gone = named or person.accounts
        code = await binding.unbind(connection, person, gone, by="operator", now=now, real=real)
    return Corrected(person=person, accounts=gone, code=code)


async def renew(database: Database, said: str, *, now: datetime) -> Corrected:
    """Another code; accounts that are bound stay. Raises ``NoSuchPerson`` and ``SeveralPeople``."""
    async with database.write() as connection:
        person = await find(connection, said)
        code = await codes.renew(connection, person.id, now)
        await events.record(connection, EventVerb.CODE_RENEWED, at=now, person_id=person.id)
    return Corrected(person=person, code=code)


async def confirm(database: Database, said: str, *, now: datetime, real: datetime, text: str, seal: Seal) -> Corrected:
    """The newest account that waits to speak for this person does; it is told ``text``, others wait no more.

    ``accounts`` of the answer is empty when nothing waited. Raises ``NoSuchPerson``, ``SeveralPeople`` and
    ``people.AccountTaken``.
    """
    async with database.write() as connection:
        waiting = await bindings.pending(connection)
        named = [one for one in waiting if one.account.account == said.strip()]
        person = await people.get(connection, named[-1].person_id) if named else await find(connection, said)
        assert person is not None, "what waits is of somebody"
        theirs = named or [one for one in waiting if one.person_id == person.id]
        if not theirs:
            return Corrected(person=person)
        if len(theirs) > 1:
            raise SeveralPeople([one.account.account for one in theirs])
        bound = await binding.confirmed(connection, theirs[0], by=None, now=now)
        assert bound is not None, "it was there in this transaction"
        account = theirs[0].account
        message = OutboxMessage(
            channel=account.channel, account=account.account, text=text, key=f"confirmed:{theirs[0].id}"
        )
        short = {account.channel: Abilities(max_text_bytes=_SHORT)}
        await outbox.put(connection, [message], created_at=now, real=real, abilities=short, seal=seal)
    return Corrected(person=bound, accounts=(account,))


async def find(connection: Connection, said: str, *, left: bool = False) -> Person:
    """By account, else by name, else by ``NAME@CODE`` or ``NAME@PHONE``; ``left``: also those who have left.

    Raises ``NoSuchPerson`` and ``SeveralPeople``.
    """
    said = said.strip()
    name, _, code = said.partition("@")
    here = [person for person in await people.all(connection) if left or person.duties or person.accounts]
    by_account = [person for person in here if any(account.account == said for account in person.accounts)]
    by_name = [person for person in here if name_key(person.name) in (name_key(said), name_key(name))]
    found = by_account or [p for p in by_name if not code or code in (p.phone, *_codes(p))]
    if not found:
        raise NoSuchPerson
    if len(found) > 1:
        raise SeveralPeople([_label(person) for person in found])
    return found[0]


def _codes(person: Person) -> list[str]:
    return list(dict.fromkeys(duty.organisation.code for duty in person.duties))


def _label(person: Person) -> str:
    return f"{person.name}@{next(iter(_codes(person)), person.phone)}"
