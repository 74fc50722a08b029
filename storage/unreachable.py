"""Accounts that a platform does not deliver to, and why: noted when a delivery fails, void when a later one succeeds.

Nothing is written on the way of what succeeds: the outbox knows when something last went to an account, and a note that
is older does not count. Who writes to the bot is reached, too: then the note goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Unreachable
from storage.engine.database import Database, upsert
from storage.tables import identities, outbox, people
from storage.tables import unreachable_accounts as accounts


@dataclass(frozen=True, slots=True)
class NotReached:
    """A person to whom nothing can be delivered, on none of their accounts."""

    person_id: int
    name: str
    channel: str
    reason: Unreachable


async def note(connection: AsyncConnection, channel: str, reasons: Mapping[str, Unreachable], *, at: datetime) -> None:
    """Something could not be delivered to these accounts at ``at`` (real time). Those of strangers are not kept."""
    known = select(identities.c.account).where(identities.c.channel == channel, identities.c.account.in_(reasons))
    for account in await connection.scalars(known):
        values = {"reason": reasons[account], "at": at}
        statement = upsert(connection, accounts).values(channel=channel, account=account, **values)
        await connection.execute(statement.on_conflict_do_update(index_elements=["channel", "account"], set_=values))


async def clear(connection: AsyncConnection, channel: str, account: str) -> None:
    """They have written, so they can be reached again."""
    await connection.execute(delete(accounts).where(accounts.c.channel == channel, accounts.c.account == account))


def of_identity() -> ColumnElement[bool]:
    """The note that counts for an identity: nothing has gone to this account since."""
    later = outbox.alias("later")
    delivered = (
        select(later.c.id)
        .where(
            later.c.channel == accounts.c.channel,
            later.c.account == accounts.c.account,
            later.c.sent_at > accounts.c.at,
        )
        .exists()
    )
    return and_(accounts.c.channel == identities.c.channel, accounts.c.account == identities.c.account, ~delivered)


def of_person(person_id: ColumnElement[int]) -> ScalarSelect[Unreachable]:
    """Why this person is not reached, NULL when they are: nothing has gone to any account of theirs since."""
    mine, others, later = identities.alias("mine"), identities.alias("others"), outbox.alias("later")
    delivered = (
        select(later.c.id)
        .join(others, and_(others.c.channel == later.c.channel, others.c.account == later.c.account))
        .where(others.c.person_id == mine.c.person_id, later.c.sent_at > accounts.c.at)
        .exists()
    )
    return (
        select(accounts.c.reason)
        .join(mine, and_(mine.c.channel == accounts.c.channel, mine.c.account == accounts.c.account))
        .where(mine.c.person_id == person_id, ~delivered)
        .order_by(accounts.c.at.desc())
        .limit(1)
        .scalar_subquery()
    )


async def everybody(database: Database) -> list[NotReached]:
    """All who are not reached, each once."""
    query = (
        select(people.c.id, people.c.name, accounts.c.channel, of_person(people.c.id))
        .join(identities, identities.c.person_id == people.c.id)
        .join(accounts, of_identity())
        .order_by(people.c.id)
    )
    async with database.read() as connection:
        found = {row[0]: NotReached(*row) for row in await connection.execute(query) if row[3] is not None}
    return list(found.values())


async def counts(database: Database) -> Mapping[Unreachable, int]:
    """How many people are not reached, by reason."""
    return Counter(one.reason for one in await everybody(database))
