"""Who sent an item hears what an office did with it: of returns and adoptions at once, of 推荐 once a day.

When its sender is gone, the other liaisons of the unit hear it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from domain.organisation import Account, Person
from domain.precedence import Precedence
from domain.submission import Submission
from formats.chat import desk as words
from formats.chat.desk import ItemView
from handlers.context import Context
from handlers.outbox import address, say
from storage import fates, marks, people
from storage.engine.database import Connection
from storage.outbox import OutboxMessage

#: What one hearer is told of an item; the account is where it goes to.
Worded = Callable[[ItemView], str]
#: 推荐 is told at this local hour, of everything until then.
TOLD_AT_HOUR = 17


async def hearers(
    ctx: Context, connection: Connection, submission: Submission
) -> list[tuple[Person, Account, ItemView]]:
    """Its sender; when that person serves the unit no more, or cannot be reached, the unit's liaisons."""
    sender = await people.get(connection, submission.person_id)
    if sender is not None and _serves(sender, submission) and (account := address(ctx, sender)) is not None:
        return [(sender, account, view(submission, edited_by=await _edited_by(connection, submission)))]
    if submission.organisation_id is None:
        return []
    liaisons = (await people.liaisons_of(connection, [submission.organisation_id]))[submission.organisation_id]
    name = sender.name if sender is not None else ""
    told = [(person, address(ctx, person)) for person in liaisons if person.id != submission.person_id]
    edited_by = await _edited_by(connection, submission) if told else ""
    item = view(submission, name, edited_by=edited_by)
    return [(person, account, item) for person, account in told if account is not None]


def view(submission: Submission, sender: str = "", *, edited_by: str = "") -> ItemView:
    return ItemView(
        number=submission.id,
        kind=submission.kind,
        caption=submission.caption,
        title=submission.title or submission.file_name,
        sender=sender,
        edited_by=edited_by,
    )


async def _edited_by(connection: Connection, submission: Submission) -> str:
    """The office whose words it says."""
    reworded = (await fates.of_words(connection, [submission])).get(submission.id)
    return reworded.office if reworded else ""


async def tell(ctx: Context, connection: Connection, submission: Submission, worded: Worded, *, key: str) -> list[str]:
    """Everybody who is to hear it, once per ``key``; the names of who does."""
    told = await hearers(ctx, connection, submission)
    messages = [
        OutboxMessage(channel=at.channel, account=at.account, text=worded(item), key=f"{key}:{person.id}")
        for person, at, item in told
    ]
    await say(ctx, connection, messages)
    return [person.name for person, _, _ in told]


async def tell_passed(ctx: Context) -> int:
    """Once a day from 17:00 on: everybody hears what of theirs was passed on and still stands; how many hear.

    What was passed on later is told the next day.
    """
    now = ctx.clock.now()
    until = now.replace(hour=TOLD_AT_HOUR, minute=0, second=0, microsecond=0)
    if now < until:
        until -= timedelta(days=1)
    async with ctx.database.read() as connection:
        if not await marks.untold(connection, until=until):
            return 0
    async with ctx.database.write() as connection:
        messages = []
        waiting = await marks.untold(connection, until=until)
        made_of = await fates.of_items(connection, [number for numbers in waiting.values() for number in numbers])
        for person_id, numbers in waiting.items():
            person = await people.get(connection, person_id)
            account = address(ctx, person) if person is not None and person.reports_for else None
            if account is not None:
                key = f"passed:{until:%Y%m%d}:{person_id}"
                text = words.passed(numbers, [made_of[number] for number in numbers if number in made_of])
                messages.append(
                    OutboxMessage(
                        channel=account.channel,
                        account=account.account,
                        text=text,
                        key=key,
                        precedence=Precedence.NICETY,
                    )
                )
        await say(ctx, connection, messages)
        await marks.told(connection, [number for numbers in waiting.values() for number in numbers], at=now)
    return len(messages)


def _serves(person: Person, submission: Submission) -> bool:
    units = {unit.id for unit in person.reports_for}
    return submission.organisation_id in units if submission.organisation_id is not None else bool(units)
