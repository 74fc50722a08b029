"""Every act of the desk on an item leaves an event: office, person, unit, item, and codes and numbers alone."""

from __future__ import annotations

from domain.events import EventVerb
from domain.reach import Reach
from domain.submission import Submission
from handlers.context import Context
from storage import events
from storage.engine.database import Connection
from storage.events import Details


async def note(
    ctx: Context, connection: Connection, reach: Reach, verb: EventVerb, submission: Submission, details: Details
) -> None:
    await events.record(
        connection,
        verb,
        at=ctx.clock.now(),
        person_id=reach.person_id,
        organisation_id=submission.organisation_id,
        obligation_id=submission.obligation_id,
        submission_id=submission.id,
        details={"office": reach.office.id, **details},
    )
