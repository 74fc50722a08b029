"""Invite codes: made for whoever serves and has none, and renewed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from domain.roster import invite
from storage import invites
from storage.engine.database import Connection

#: Codes are looked up so many at once.
_AT_ONCE = 500


async def give(connection: Connection, now: datetime, *, at_most: int | None = None) -> int:
    """An invite code for everybody who has a duty and none yet, or the first ``at_most``; how many got one."""
    persons = await invites.people_without(connection, at_most)
    await _add(connection, persons, now)
    return len(persons)


async def of(connection: Connection, person_id: int, now: datetime) -> str:
    """This person's code; a new one when there was none, or when it was used and so is not known any more."""
    known = await invites.of(connection, person_id)
    if known is not None and not known.code:
        await invites.forget(connection, person_id)
        known = None
    if known is None:
        await _add(connection, [person_id], now)
        known = await invites.of(connection, person_id)
    assert known is not None, "it was added in this transaction"
    return known.code


async def renew(connection: Connection, person_id: int, now: datetime) -> str:
    """Another code for this person; the one before opens nothing any more."""
    await invites.forget(connection, person_id)
    return await of(connection, person_id, now)


async def _add(connection: Connection, person_ids: Sequence[int], now: datetime) -> None:
    for start in range(0, len(person_ids), _AT_ONCE):
        some = person_ids[start : start + _AT_ONCE]
        fresh = await _fresh(connection, len(some))
        await invites.add(connection, dict(zip(some, fresh, strict=True)), now)


async def _fresh(connection: Connection, count: int) -> set[str]:
    made: set[str] = set()
    while len(made) < count:
        more = {new() for _ in range(count - len(made))}
        made |= more - await invites.known_among(connection, more)
    return made


def new() -> str:
    """Eight signs of forty bits."""
    return "".join(secrets.choice(invite.ALPHABET) for _ in range(invite.LENGTH))
