"""What is kept of one person, and its removal. What they sent is their unit's: its days stay as they stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, delete, false, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.organisation import Person
from storage.purge.columns import SILENT, UNREAD
from storage.states import UploadState
from storage.tables import (
    bubbles,
    came_back,
    conversations,
    events,
    heard_accounts,
    identities,
    inbox,
    invite_links,
    invites,
    links,
    logins,
    notes,
    outbox,
    pairing_codes,
    pending_bindings,
    people,
    phrases,
    receipts,
    recollections,
    sessions,
    submissions,
    unreachable_accounts,
    uploads,
)

#: Events of one look.
_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True)
class PersonHoldings:
    """How much there is of one person. ``submissions`` stay."""

    submissions: int
    received: int
    sent: int
    bubbles: int
    phrases: int
    logins: int


async def holdings(connection: AsyncConnection, person: Person) -> PersonHoldings:
    mine = _Own(person)
    counts = {
        "submissions": select(func.count()).select_from(submissions).where(submissions.c.person_id == person.id),
        "received": select(func.count()).select_from(inbox).where(mine.inbox),
        "sent": select(func.count()).select_from(outbox).where(mine.outbox),
        "bubbles": select(func.count()).select_from(bubbles).where(mine.bubbles),
        "phrases": select(func.count()).select_from(phrases).where(phrases.c.person_id == person.id),
        "logins": select(func.count()).select_from(sessions).where(sessions.c.person_id == person.id),
    }
    return PersonHoldings(**{name: (await connection.execute(query)).scalar_one() for name, query in counts.items()})


async def remove(connection: AsyncConnection, person: Person, *, cleared_name: str) -> None:
    """Everything that is theirs, in the caller's transaction; the row stays with its number. Idempotent."""
    for statement in _statements(person, cleared_name):
        await connection.execute(statement)
    await _events(connection, {person.name, person.phone, *(one.account for one in person.accounts)} - {""})


class _Own:
    """Which rows are theirs by account. ``#`` of an account that is somebody's no more is nobody's."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.inbox = self._by_account(inbox.c.channel, inbox.c.sender)
        self.outbox = self._by_account(outbox.c.channel, outbox.c.account)
        self.receipts = or_(receipts.c.person_id == person.id, self._by_account(receipts.c.channel, receipts.c.account))
        self.unreachable = self._by_account(unreachable_accounts.c.channel, unreachable_accounts.c.account)
        self.came_back = self._by_account(came_back.c.channel, came_back.c.account)
        self.heard = self._by_account(heard_accounts.c.channel, heard_accounts.c.account)
        accounts = [one.account for one in person.accounts if one.channel == "simulator"]
        self.bubbles = bubbles.c.account.in_(accounts)

    def _by_account(self, channel: Any, account: Any) -> ColumnElement[bool]:
        pairs = [and_(channel == one.channel, account == one.account) for one in self._person.accounts]
        return or_(false(), *pairs)


def _statements(person: Person, cleared_name: str) -> Sequence[Executable]:
    mine = _Own(person)
    # What waits to be read or said is done with first: it is theirs no less.
    sent_from = select(inbox.c.id).join(submissions, submissions.c.inbox_id == inbox.c.id)
    theirs = sent_from.where(submissions.c.person_id == person.id)
    own = (
        *(sessions, logins, links, invites, invite_links, pairing_codes, pending_bindings),
        *(conversations, recollections, phrases, notes, identities),
    )
    return [
        delete(unreachable_accounts).where(mine.unreachable),
        delete(heard_accounts).where(mine.heard),
        delete(came_back).where(mine.came_back),
        update(inbox).where(or_(mine.inbox, inbox.c.id.in_(theirs)), inbox.c.state != "new").values(UNREAD),
        update(outbox)
        .where(mine.outbox, outbox.c.state != "new")
        .values({"key": literal("removed:").concat(outbox.c.id), **SILENT}),
        update(receipts).where(mine.receipts, receipts.c.state != "open").values(account=""),
        delete(bubbles).where(mine.bubbles),
        delete(uploads).where(uploads.c.person_id == person.id, uploads.c.state != UploadState.NEW, uploads.c.freed),
        *(delete(table).where(table.c.person_id == person.id) for table in own),
        update(people)
        .where(people.c.id == person.id)
        .values(name=cleared_name, phone=literal("#").concat(people.c.id)),
    ]


async def _events(connection: AsyncConnection, said: set[str]) -> None:
    """Details that say their name, telephone or account."""
    last = 0
    while True:
        query = select(events.c.id, events.c.details).where(events.c.id > last).order_by(events.c.id).limit(_AT_ONCE)
        rows = (await connection.execute(query)).all()
        for id_, details in rows:
            kept = {name: value for name, value in details.items() if str(value) not in said}
            if kept != details:
                await connection.execute(update(events).where(events.c.id == id_).values(details=kept))
        if not rows:
            return
        last = rows[-1][0]
