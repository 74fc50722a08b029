"""Messages that were not understood, and what was offered for them: kept so that the reader can learn, and bounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import Database
from storage.engine.prepared import prepared
from storage.states import Outcome
from storage.tables import phrases

#: Rows at most; the oldest go.
MOST = 5000
#: Longest message kept, in characters.
LONGEST = 200
#: What comes later than this is no reaction to it.
NEXT_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """``standing``: what the conversation stood at. ``next``: what the person's next message did."""

    role: str
    standing: str
    said: str
    outcome: Outcome
    offered: str = ""
    next: str = ""


async def keep(connection: AsyncConnection, person_id: int, phrase: Phrase, *, now: datetime) -> None:
    values = {"role": phrase.role, "standing": phrase.standing, "said": phrase.said[:LONGEST]}
    values |= {"outcome": phrase.outcome, "offered": phrase.offered[:LONGEST]}
    added = insert(phrases).values(person_id=person_id, at=now, **values).returning(phrases.c.id)
    newest: int = (await connection.execute(added)).scalar_one()
    await connection.execute(delete(phrases).where(phrases.c.id <= newest - MOST))


async def react(connection: AsyncConnection, person_id: int, done: str, *, taken: bool, now: datetime) -> None:
    """What this person did next, on their newest row: an offer was taken, or it was not."""
    became = Outcome.TAKEN if taken else Outcome.REFUSED
    await connection.execute(*_reacting(became, person_id=person_id, done=done[:LONGEST], now=now))


@prepared
def _reacting(became: Outcome, *, person_id: Any, done: Any, now: Any) -> Executable:
    newest = select(func.max(phrases.c.id)).where(phrases.c.person_id == person_id).scalar_subquery()
    outcome = case((phrases.c.outcome == Outcome.OFFERED, became), else_=phrases.c.outcome)
    waiting = (phrases.c.id == newest) & (phrases.c.next == "") & (phrases.c.at >= now - NEXT_WITHIN)
    return update(phrases).where(waiting).values({"next": done, "outcome": outcome})


async def all(database: Database) -> list[Phrase]:
    """In the order in which they were said."""
    query = select(phrases).order_by(phrases.c.id)
    async with database.read() as connection:
        return [
            Phrase(**{name: row[name] for name in Phrase.__dataclass_fields__})
            for row in (await connection.execute(query)).mappings()
        ]
