"""The clock speaks: reminders to those who have not sent, the missing list at the deadline, the digest after it.

Appointments are rows. One is kept in one transaction with everything it says, so it is kept once however many workers
there are, and caught up after downtime; one whose time has run out is dropped.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from domain import appointments as planning
from domain.appointments import Appointment, What
from handlers.context import Context
from handlers.outbox import say
from handlers.schedule import lists_and_digests, reminders
from storage import appointments, inbox, obligations, organisations
from storage.engine import claims
from storage.engine.database import ROSTER, one_at_a_time
from storage.outbox import Message

log = structlog.get_logger()

LEASE = timedelta(seconds=60)

#: What each kind of appointment says, decided from what the database says at that moment.
_WORDS: Mapping[What, Callable[[Context, Appointment], Awaitable[list[Message]]]] = {
    What.REMIND: reminders.reminders,
    What.MISSING: lists_and_digests.missing_lists,
    What.DIGEST: lists_and_digests.digests,
}


async def plan(ctx: Context) -> None:
    """Bring obligations and appointments in line with campaigns and roster. Harmless to repeat."""
    async with ctx.database.write() as connection:
        await one_at_a_time(connection, ROSTER)
        everybody = await organisations.all(connection)
        for campaign in ctx.campaigns.values():
            await obligations.rederive(connection, campaign, everybody)
            planned = list(planning.plan(campaign))
            await appointments.plan(connection, campaign.code, planned, now=ctx.clock.now(), real=ctx.clock.real())


async def keep_due(ctx: Context) -> None:
    """Keep every appointment whose time has come."""
    while await keep_next(ctx):
        continue


async def keep_next(ctx: Context) -> bool:
    """Keep the earliest appointment whose time has come; True when there was one."""
    now, real = ctx.clock.now(), ctx.clock.real()
    row = await appointments.claim_next(ctx.database, now=now, real=real, lease=LEASE)
    if row is None:
        return False
    appointment = appointments.appointment_of(row)
    try:
        if appointment.what is What.MISSING and await _still_coming(ctx, appointment):
            await appointments.postpone(ctx.database, row, at=real + timedelta(seconds=1), error="mail under way")
            return True
        async with ctx.database.read() as connection:
            late = now >= appointment.expires_at
            dropped = late or await appointments.superseded(connection, appointment, now=now)
        messages = [] if dropped or appointment.campaign not in ctx.campaigns else await _words(ctx, appointment)
        async with ctx.database.write() as connection:
            await say(ctx, connection, messages)
            await appointments.finish(connection, row, state="dropped" if dropped else "done")
        log.info("kept", what=appointment.what.value, day=str(appointment.day), messages=len(messages), dropped=dropped)
    except claims.ClaimLost:
        log.warning("claim_lost", appointment=row["id"])
    except Exception as error:
        # One bad appointment must not stop the clock: it is tried again, the others go on.
        log.exception("appointment_failed", appointment=row["id"])
        at = claims.next_try(row["attempts"], real)
        await appointments.postpone(ctx.database, row, at=at, error=f"{type(error).__name__}: {error}")
    return True


async def _still_coming(ctx: Context, appointment: Appointment) -> bool:
    """Mail sent in time is still being worked on: who sent it must not be called missing."""
    if ctx.clock.now() > appointment.run_at + planning.PATIENCE:
        return False
    async with ctx.database.read() as connection:
        return await inbox.waiting_since_before(connection, appointment.run_at)


async def _words(ctx: Context, appointment: Appointment) -> list[Message]:
    return await _WORDS[appointment.what](ctx, appointment)
