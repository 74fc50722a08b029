"""What one liaison does to what another one sent is told to the other."""

from __future__ import annotations

from collections.abc import Iterable

from domain.events import EventVerb
from domain.organisation import Person
from domain.submission import Submission
from formats.chat import colleagues as words
from handlers.context import Context
from handlers.outbox import address, say
from storage import people
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.outbox import OutboxMessage


async def tell_senders(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    doer: Person,
    verb: EventVerb,
    changed: Iterable[Submission],
    *,
    to: str = "",
) -> None:
    """Once per message and sender; nothing is said of one's own. ``to``: the day, unit or caption it has now."""
    if verb not in words.TOLD:
        return
    by_sender: dict[int, list[int]] = {}
    for submission in changed:
        if submission.person_id != doer.id:
            by_sender.setdefault(submission.person_id, []).append(submission.id)
    for person_id, numbers in by_sender.items():
        sender = await people.get(connection, person_id)
        account = address(ctx, sender) if sender is not None else None
        if account is not None:
            text = words.told(verb, doer.name, sorted(numbers), to)
            key = f"told:{message.id}:{verb.value}:{min(numbers)}"
            told = OutboxMessage(channel=account.channel, account=account.account, text=text, key=key)
            await say(ctx, connection, [told])
