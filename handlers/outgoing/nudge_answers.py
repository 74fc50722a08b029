"""What a supervisor is told of a nudge: how many units it reached, and who could not be reached and why.

That is known when the platform has been asked, so the answer waits in the outbox without words until then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from domain.messages import Unreachable
from domain.splitting import split_text
from formats.chat.reached import NudgedUnit, Reached, nudged_text
from handlers.context import Context
from handlers.outbox import abilities, say
from storage import nudges, people
from storage.engine.database import Connection
from storage.nudges import Nudge
from storage.outbox import OutboxMessage
from storage.outbox_batches import Batch
from storage.states import OutboxState

#: The answer waits so long for what becomes of the nudge's messages.
PATIENCE = timedelta(seconds=15)
#: What may be said after an answer's first part, to tell it from the same words before, in bytes.
_ROOM = 64


async def put_in_words(ctx: Context, batch: Batch) -> str:
    """The first part of the answer, kept so that it stays the same however often it is tried; the rest follows it."""
    (outbox_id,), (account,) = batch.held.ids, batch.accounts
    async with ctx.database.write() as connection:
        nudge = await nudges.answered_by(connection, outbox_id)
        if nudge is None:
            raise LookupError(f"outbox {outbox_id} has no words")
        text = nudged_text(await became(ctx, connection, nudge))
        first, *further = split_text(text, abilities(ctx, batch.channel).max_text_bytes - _ROOM)
        key = await nudges.put_in_words(connection, outbox_id, ctx.seal.guarded(first))
        if further:
            rest = OutboxMessage(
                channel=batch.channel,
                account=account,
                text="\n".join(further),
                key=f"{key}:more",
                precedence=batch.precedence,
            )
            await say(ctx, connection, [rest])
    return first


async def became(ctx: Context, connection: Connection, nudge: Nudge) -> list[NudgedUnit]:
    """What became of its messages by now, in the order in which its units were nudged."""
    known = (await ctx.directory.load(connection)).everybody
    outcomes = await nudges.outcomes(connection, nudge)
    why: dict[int, Unreachable] = {}
    for person in (p for served in (await people.liaisons_of(connection, list(nudge.units))).values() for p in served):
        reasons = [account.unreachable for account in person.accounts if account.unreachable]
        if reasons:
            why[person.id] = reasons[0]
    return [
        NudgedUnit(
            name=known[unit].name if unit in known else "",
            reached=_reached(persons, outcomes),
            why=tuple(
                why[person] for person in persons if person in why and outcomes.get(person) is not OutboxState.SENT
            ),
        )
        for unit, persons in nudge.units.items()
    ]


def _reached(persons: Collection[int], became: Mapping[int, OutboxState]) -> Reached:
    """By one of its liaisons at least."""
    if not persons:
        return Reached.NO_ACCOUNT
    outcomes = {became.get(person) for person in persons}
    if OutboxState.SENT in outcomes:
        return Reached.YES
    return Reached.NOT_YET if OutboxState.NEW in outcomes else Reached.NO
