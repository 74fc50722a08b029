"""Reminders: only to the liaisons of those who have not sent, one message for all their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.appointments import Appointment
from domain.campaign import DAILY
from domain.obligation import Obligation
from domain.organisation import Organisation, Person
from formats.reminder import ReminderUnit, milestone_reminder_text, reminder_text
from handlers.context import Context
from handlers.progress import Progress, progress
from handlers.voice import address
from storage import obligations, organisations, people
from storage.outbox import Message


async def reminders(ctx: Context, appointment: Appointment) -> list[Message]:
    """One message for every person with something to send; none after the deadline."""
    async with ctx.database.read() as connection:
        unmet = await obligations.unmet(connection, appointment.campaign, appointment.item, appointment.day)
        units = {o.id: o for o in await organisations.all(connection)}
        liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
        so_far = await progress(ctx, connection, unmet)
    by_person: dict[int, tuple[Person, list[Obligation]]] = {}
    for obligation in unmet:
        for person in liaisons.get(obligation.organisation_id, ()):
            by_person.setdefault(person.id, (person, []))[1].append(obligation)
    messages = [_message(ctx, appointment, person, owed, units, so_far) for person, owed in by_person.values()]
    return [message for message in messages if message is not None]


def _message(
    ctx: Context,
    appointment: Appointment,
    person: Person,
    owed: Sequence[Obligation],
    units: Mapping[int, Organisation],
    so_far: Mapping[int, Progress],
) -> Message | None:
    account = address(ctx, person)
    if account is None:
        return None
    return Message(
        channel=account.channel,
        account=account.account,
        text=_text(ctx, appointment, owed, units, so_far),
        key=f"remind:{appointment.campaign}:{appointment.item}:{appointment.run_at:%Y%m%d%H%M}:{person.id}",
        expires_at=appointment.expires_at,
    )


def _text(
    ctx: Context,
    appointment: Appointment,
    owed: Sequence[Obligation],
    units: Mapping[int, Organisation],
    so_far: Mapping[int, Progress],
) -> str:
    now = ctx.clock.now()
    due_at = owed[0].due_at
    if appointment.item == DAILY:
        missing = [_unit(units[o.organisation_id], so_far[o.id]) for o in owed]
        return reminder_text(missing, day=appointment.day, due_at=due_at, now=now)
    milestone = ctx.campaigns[appointment.campaign].milestone(appointment.item)
    assert milestone is not None, "appointments are planned from the campaign's own milestones"
    return milestone_reminder_text(
        [units[o.organisation_id].name for o in owed],
        item=milestone.name,
        due_at=due_at,
        now=now,
        word=milestone.name,
        contents=milestone.contents,
    )


def _unit(unit: Organisation, so_far: Progress) -> ReminderUnit:
    return ReminderUnit(
        organisation=unit.name,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=so_far.uncaptioned,
        refused=so_far.refused,
    )
