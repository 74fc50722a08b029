"""The rehearsal clock's one row, so that every process of a rehearsal lives at the same time, also after a restart."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.clock import CHINA, Rehearsal
from storage.engine.database import upsert
from storage.simulator import SIMULATOR
from storage.states import InboxState
from storage.tables import inbox, rehearsals, submissions


async def begin(connection: AsyncConnection, *, configured: datetime, speed: float, real: datetime) -> Rehearsal:
    """Go on with the rehearsal that these settings began, or begin it."""
    fresh = {
        "configured": f"{configured.isoformat()} x{speed}",
        "real": real,
        "rehearsed": configured,
        "speed": speed,
    }
    # One statement, because several processes of one rehearsal start at the same moment.
    statement = upsert(connection, rehearsals).values(id=1, **fresh)
    other = rehearsals.c.configured != statement.excluded.configured
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=fresh, where=other))
    row = (await connection.execute(select(rehearsals))).mappings().one()
    return Rehearsal(real=row["real"], rehearsed=row["rehearsed"], speed=row["speed"])


async def load(connection: AsyncConnection) -> Rehearsal | None:
    row = (await connection.execute(select(rehearsals))).mappings().one_or_none()
    return Rehearsal(real=row["real"], rehearsed=row["rehearsed"], speed=row["speed"]) if row else None


async def move(connection: AsyncConnection, *, to: datetime, real: datetime) -> None:
    """Set the rehearsed time; it runs on from there."""
    await connection.execute(update(rehearsals).values(real=real, rehearsed=to))


async def sent_so_far(connection: AsyncConnection, prefix: str) -> set[str] | None:
    """The ids of the messages that are worked on, which all begin with ``prefix``; None when somebody sent others."""
    foreign = select(inbox.c.id).where(~inbox.c.external_id.startswith(prefix, autoescape=True)).limit(1)
    if (await connection.execute(foreign)).first() is not None:
        return None
    return set(await connection.scalars(select(inbox.c.external_id).where(inbox.c.state == InboxState.DONE)))


async def had_sent(connection: AsyncConnection, day: date) -> set[int]:
    """The ids of those who had sent something on that local day before the rehearsal began."""
    row = (await connection.execute(select(rehearsals.c.configured))).first()
    if row is None:
        return set()
    began = datetime.fromisoformat(row.configured.partition(" ")[0])
    morning = datetime.combine(day, time(), tzinfo=CHINA)
    before = (submissions.c.sent_at >= morning, submissions.c.sent_at < began)
    return set(await connection.scalars(select(submissions.c.person_id).where(*before).distinct()))


async def number_of(connection: AsyncConnection, message: str) -> int:
    """The number of what the simulator's message of this id has brought."""
    sent = inbox.c.channel == SIMULATOR, inbox.c.external_id == message
    query = select(submissions.c.id).join(inbox, inbox.c.id == submissions.c.inbox_id).where(*sent)
    return int((await connection.execute(query)).scalar_one())
