"""登录: who is logged in at the desk, and the end of a session that should not be there."""

from __future__ import annotations

from domain.events import EventVerb
from domain.reach import Reach, refused_person
from formats.desk import sessions as views
from formats.desk.sessions import SessionLine
from handlers.context import Context
from handlers.desk.entering import IDLE
from storage import events, sessions
from storage.desk import people
from storage.desk import sessions as queries
from storage.desk.sessions import OpenSession
from storage.engine.database import Connection
from storage.engine.tokens import digest


async def listed(ctx: Context, reach: Reach, session: str) -> tuple[SessionLine, ...]:
    """One's own, and for who acts those of the offices in reach. ``session``: the one that asks."""
    async with ctx.database.read() as connection:
        found = await _open(ctx, connection, reach)
        ending = await _may_end(connection, reach, found)
    return tuple(
        views.session_line(
            sha256=one.sha256,
            name=one.name,
            agent=one.agent,
            address=one.address,
            made_at=one.made_at,
            seen_at=one.seen_at,
            here=one.sha256 == digest(session),
            may_end=one.person_id in ending,
        )
        for one in found
        if reach.acts or one.person_id == reach.person_id
    )


async def end(ctx: Context, reach: Reach, sha256: str) -> bool:
    """False when there is no such session, or not for this office to end."""
    async with ctx.database.write() as connection:
        found = await _open(ctx, connection, reach, sha256)
        ending = await _may_end(connection, reach, found)
        if not found or found[0].person_id not in ending:
            return False
        await sessions.revoke(connection, sha256, now=ctx.clock.real())
        details = {"by": reach.person_id, "office": reach.office.id}
        whose = found[0].person_id
        await events.record(connection, EventVerb.LOGGED_OUT, at=ctx.clock.now(), person_id=whose, details=details)
    return True


async def _open(ctx: Context, connection: Connection, reach: Reach, sha256: str = "") -> list[OpenSession]:
    now = ctx.clock.real()
    return await queries.listed(connection, reach, now=now, seen_after=now - IDLE, sha256=sha256)


async def _may_end(connection: Connection, reach: Reach, found: list[OpenSession]) -> set[int]:
    """Of these people: oneself, and whom the office may take accounts from, too."""
    seen = await people.find(connection, reach, sorted({one.person_id for one in found}))
    others = {
        one.id
        for one in seen
        if refused_person(
            reach, one.id, [(duty.organisation_id, duty.role) for duty in one.duties], elsewhere=one.elsewhere
        )
        is None
    }
    return others | {reach.person_id}
