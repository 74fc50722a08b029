"""Acts carried out on a stage as if they had just been read from a message: no words are needed to try one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from domain.language.acts import Act
from domain.messages import Incoming, MessageKind
from domain.obligation import Obligation
from domain.submission import Submission
from handlers import acting, reading
from handlers.submissions import meaning
from handlers.turn import Told, Turn
from storage import conversations, inbox, obligations, people, recollections, submissions
from storage.recollections import Recollection
from storage.tables import submissions as table
from tests.support.rows import add
from tests.support.stage import LEASE, Stage

#: People and units of the town by number.
ALICE, BOB, CAROL, ERIN, DAVE, DANA = range(1, 7)
S1, S2, S3, S4 = range(3, 7)

_numbers = itertools.count(1)


async def do(
    on: Stage,
    act: Act,
    by: str = "alice",
    *,
    said: str = "",
    received: datetime | None = None,
    recollection: Recollection | None = None,
) -> Told:
    """What the story of ``act`` tells. ``received``: when its message came, usually now."""
    async with on.ctx.database.write() as connection:
        number = next(_numbers)
        words = Incoming(
            channel="wecom",
            external_id=f"act-{number}",
            sender=by,
            kind=MessageKind.TEXT,
            sent_at=on.clock.real(),
            text=said,
        )
        await inbox.add(connection, words, arrived=on.clock.real(), clock=on.clock)
        message = await inbox.claim_next(connection, now=on.clock.real(), lease=LEASE)
        person = await people.by_account(connection, "wecom", by)
        assert message is not None and person is not None
        conversation = await conversations.load(connection, person.id)
        turn = Turn(
            ctx=on.ctx,
            connection=connection,
            message=replace(message, received_at=received or message.received_at),
            person=person,
            conversation=conversation,
            recollection=recollection or await recollections.load(connection, person.id),
            unit=meaning.unit_of(person, conversation, on.clock.now()),
            campaign=reading.campaign(on.ctx, on.clock.now()),
            now=on.clock.now(),
            said=said,
        )
        told = await acting.carry_out(turn, act)
        await inbox.finish(connection, message)
    return told


async def sent(on: Stage, *rows: Mapping[str, Any], **usual: Any) -> None:
    """Submissions numbered from 1: what is not named is an accepted photo of alice's for nothing, sent now."""
    values = {"sent_at": on.clock.now(), "counted_at": on.clock.now(), "organisation_id": S1, "person_id": ALICE}
    async with on.ctx.database.write() as connection:
        for number, row in enumerate(rows, start=1):
            await add(connection, table, number, **{**values, **usual, **row})


async def stand(on: Stage) -> list[Submission]:
    """Every submission as it is now."""
    async with on.ctx.database.read() as connection:
        numbers = list(await connection.scalars(select(table.c.id)))
        return await submissions.find(connection, numbers)


async def owed(on: Stage, day: int, unit: int = S1) -> Obligation:
    """The report day of November that ``unit`` owes."""
    async with on.ctx.database.read() as connection:
        found = await obligations.of_organisation(connection, unit, list(on.ctx.campaigns))
    return next(o for o in found if o.daily and o.day.day == day)


async def milestone(on: Stage, item: str, unit: int = S1) -> Obligation:
    async with on.ctx.database.read() as connection:
        found = await obligations.of_organisation(connection, unit, list(on.ctx.campaigns))
    return next(o for o in found if o.item == item)
