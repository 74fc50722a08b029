"""What of the outbox others have kept waiting for long goes first, so that nothing waits for ever."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from domain.precedence import Precedence
from storage.channel_states import resting
from storage.engine.database import Database
from storage.states import OutboxState
from storage.tables import channel_states, outbox

#: For no longer than this is anything kept waiting by what matters more.
LONGEST_BEHIND = timedelta(hours=1)


async def lift(database: Database, *, now: datetime, besides: Collection[str] = ()) -> int:
    """What has been kept waiting by others for ``LONGEST_BEHIND`` at ``now`` (real time) goes first; how many.

    What its channel keeps waiting is not: it rests, or is one of ``besides``.
    """
    free = (
        outbox.c.channel.not_in(besides)
        & (outbox.c.retry_at < now - LONGEST_BEHIND)
        & outbox.c.channel.not_in(select(channel_states.c.channel).where(resting(now)))
    )
    behind = (outbox.c.state == OutboxState.NEW) & outbox.c.claim.is_(None) & (outbox.c.precedence > 0) & free
    async with database.write() as connection:
        first = update(outbox).where(behind).values(precedence=Precedence.ANSWER)
        return int((await connection.execute(first)).rowcount)
