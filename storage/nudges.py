"""Answers to supervisors that say what became of a nudge: kept until that is known, or its patience is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.events import EventVerb
from storage.engine.database import insert_new
from storage.states import OutboxState
from storage.tables import events, nudges, outbox


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """``messages``: what the keys of its messages begin with, each ending in its receiver's id.

    ``units``: unit id → who was written to for it; none of them has an account where that is empty.
    """

    messages: str
    day: date
    units: Mapping[int, tuple[int, ...]]


async def put(connection: AsyncConnection, key: str, nudge: Nudge, *, answer_by: datetime) -> None:
    """The message of this key in the outbox speaks of ``nudge``, at ``answer_by`` (real time) at the latest."""
    row = {
        "key": f"{key}#1",
        "messages": nudge.messages,
        "answer_by": answer_by,
        "day": nudge.day,
        "units": [[unit, list(persons)] for unit, persons in nudge.units.items()],
    }
    await insert_new(connection, nudges, [row], ["key"])


async def answered_by(connection: AsyncConnection, outbox_id: int) -> Nudge | None:
    """What the answer in this row of the outbox speaks of."""
    query = select(nudges).join(outbox, outbox.c.key == nudges.c.key).where(outbox.c.id == outbox_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    units = {unit: tuple(persons) for unit, persons in row["units"]}
    return Nudge(messages=row["messages"], day=row["day"], units=units)


async def recorded(connection: AsyncConnection, person_id: int, key: str) -> bool:
    """This person's nudge with this key is among the events."""
    query = (
        select(events.c.id)
        .where(
            events.c.person_id == person_id,
            events.c.verb == EventVerb.NUDGED,
            events.c.details["nudge"].as_string() == key,
        )
        .limit(1)
    )
    return (await connection.execute(query)).first() is not None


async def outcomes(connection: AsyncConnection, nudge: Nudge) -> dict[int, OutboxState]:
    """Person id → what became of the message to them; those who were not written to are not in it."""
    keys = {f"{nudge.messages}{person}#1": person for persons in nudge.units.values() for person in persons}
    query = select(outbox.c.key, outbox.c.state).where(outbox.c.key.in_(list(keys)))
    return {keys[key]: state for key, state in await connection.execute(query)}


async def put_in_words(connection: AsyncConnection, outbox_id: int, text: str) -> str:
    """The answer says ``text``: from here on it is a message like any other. Returns its key, without the part."""
    worded = update(outbox).where(outbox.c.id == outbox_id).values(text=text).returning(outbox.c.key)
    key: str = (await connection.execute(worded)).scalar_one()
    await connection.execute(delete(nudges).where(nudges.c.key == key))
    return key.removesuffix("#1")
