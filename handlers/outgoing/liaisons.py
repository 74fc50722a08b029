"""One message to every liaison of those who have not sent, whoever asks for it: the clock or a supervisor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from domain.obligation import Obligation
from domain.organisation import Person
from formats.chat.reminder import ReminderUnit
from handlers.context import Context
from handlers.outbox import address
from handlers.submissions.progress import Progress, progress
from storage import people
from storage.engine.database import Connection
from storage.outbox import OutboxMessage

#: What one person is told about the units they serve that have not sent.
Worded = Callable[[Sequence[ReminderUnit]], str]


async def to_liaisons(
    ctx: Context,
    connection: Connection,
    unmet: Sequence[Obligation],
    worded: Worded,
    *,
    key: str,
    expires_at: datetime,
) -> list[OutboxMessage]:
    """One message for every liaison of ``unmet`` who can be reached; each is said once per ``key``."""
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    so_far = await progress(ctx, connection, unmet)
    by_person: dict[int, tuple[Person, list[ReminderUnit]]] = {}
    for obligation in unmet:
        for person in liaisons[obligation.organisation_id]:
            unit = next(unit for unit in person.reports_for if unit.id == obligation.organisation_id)
            by_person.setdefault(person.id, (person, []))[1].append(_line(unit.name, so_far[obligation.id]))
    messages = []
    for person, lines in by_person.values():
        account = address(ctx, person)
        if account is not None:
            message = OutboxMessage(
                channel=account.channel,
                account=account.account,
                text=worded(lines),
                key=f"{key}:{person.id}",
                expires_at=expires_at,
            )
            messages.append(message)
    return messages


def _line(organisation: str, so_far: Progress) -> ReminderUnit:
    return ReminderUnit(
        organisation=organisation,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=so_far.uncaptioned,
        refused=so_far.refused,
    )
