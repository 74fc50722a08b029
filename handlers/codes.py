"""Invite codes: made for whoever serves and has none, and renewed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from domain.roster import invite
from storage import people
from storage.engine.database import Connection


async def give(connection: Connection, now: datetime) -> None:
    """An invite code for everybody who has a duty and none yet."""
    await _add(connection, await people.without_invite(connection), now)


async def of(connection: Connection, person_id: int, now: datetime) -> str:
    """This person's code; a new one when there was none, or when it was used and so is not known any more."""
    known = await people.invite_of(connection, person_id)
    if known is not None and not known.code:
        await people.forget_invite(connection, person_id)
        known = None
    if known is None:
        await _add(connection, [person_id], now)
        known = await people.invite_of(connection, person_id)
    assert known is not None, "it was added in this transaction"
    return known.code


async def renew(connection: Connection, person_id: int, now: datetime) -> str:
    """Another code for this person; the one before opens nothing any more."""
    await people.forget_invite(connection, person_id)
    return await of(connection, person_id, now)


async def _add(connection: Connection, person_ids: Sequence[int], now: datetime) -> None:
    if person_ids:
        taken = {made.code for made in await people.all_invites(connection)}
        await people.add_invites(connection, _fresh(person_ids, taken=taken), now)


def _fresh(person_ids: Sequence[int], *, taken: set[str]) -> dict[int, str]:
    codes: dict[int, str] = {}
    for person_id in person_ids:
        code = _code()
        while code in taken:
            code = _code()
        taken.add(code)
        codes[person_id] = code
    return codes


def _code() -> str:
    return "".join(secrets.choice(invite.ALPHABET) for _ in range(invite.LENGTH))
