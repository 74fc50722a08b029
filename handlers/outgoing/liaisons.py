"""One message to every liaison of those who have not sent, whoever asks for it: the clock or a supervisor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.obligation import Obligation
from domain.organisation import Account, Person
from formats.chat.reminder import ReminderUnit
from handlers.context import Context
from handlers.outbox import address
from handlers.setbacks import tell
from handlers.submissions.progress import Progress, shortfalls
from storage import people
from storage.engine.database import Connection
from storage.outbox import OutboxMessage
from storage.states import Lane

#: What one person is told about the units they serve that have not sent.
Worded = Callable[[Sequence[ReminderUnit]], str]


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """``units``: unit id → whom ``messages`` go to for it. ``failed``: what went wrong with those who get none."""

    messages: tuple[OutboxMessage, ...] = ()
    units: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    failed: tuple[Exception, ...] = ()


async def to_liaisons(
    ctx: Context,
    connection: Connection,
    unmet: Sequence[Obligation],
    worded: Worded,
    *,
    key: str,
    expires_at: datetime,
) -> Addressed:
    """One message for every liaison of ``unmet`` who has an account; each is said once per ``key``.

    Someone whose message cannot be worded does not keep it from the others.
    """
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    so_far = await shortfalls(ctx, connection, unmet)
    units: dict[int, tuple[int, ...]] = {}
    by_person: dict[int, tuple[Account, list[ReminderUnit]]] = {}
    for obligation in unmet:
        served = [(person, address(ctx, person)) for person in liaisons[obligation.organisation_id]]
        units[obligation.organisation_id] = tuple(person.id for person, account in served if account)
        for person, account in served:
            if account is not None:
                line = _line(person, obligation, so_far[obligation.id])
                by_person.setdefault(person.id, (account, []))[1].append(line)
    messages, failed = [], []
    for person_id, (account, lines) in by_person.items():
        try:
            text = worded(lines)
        except Exception as error:
            tell(Lane.NOTICES, f"person {person_id}", 1, aside=False, error=error)
            failed.append(error)
            continue
        to, key_of = account, f"{key}:{person_id}"
        messages.append(
            OutboxMessage(channel=to.channel, account=to.account, text=text, key=key_of, expires_at=expires_at)
        )
    return Addressed(messages=tuple(messages), units=units, failed=tuple(failed))


def _line(person: Person, owed: Obligation, so_far: Progress) -> ReminderUnit:
    served = person.reports_for
    return ReminderUnit(
        organisation=next(unit.name for unit in served if unit.id == owed.organisation_id),
        due_at=owed.due_at,
        only=len(served) == 1,
        missing_kinds=so_far.missing_kinds,
        uncaptioned=so_far.uncaptioned,
        refused=so_far.refused,
    )
