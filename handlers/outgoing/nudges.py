"""What 催报 says to liaisons, whoever asks for it: a supervisor in chat, or at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.campaigns.campaign import Milestone
from domain.obligation import Obligation
from formats.chat.reached import NudgedUnit, Reached
from formats.chat.reminder import ReminderUnit, milestone_nudge_text, nudge_text
from handlers.context import Context
from handlers.outbox import address
from handlers.outgoing.liaisons import Addressed, to_liaisons
from storage import people
from storage.engine.database import Connection


async def written(
    ctx: Context,
    connection: Connection,
    unmet: Sequence[Obligation],
    *,
    key: str,
    now: datetime,
    milestone: Milestone | None = None,
) -> Addressed:
    """One message for every liaison of ``unmet``, all of one day or of ``milestone``; each is said once per ``key``.

    Nothing is sent.
    """
    first = unmet[0]

    def worded(lines: Sequence[ReminderUnit]) -> str:
        # Who was given more time is told of that; who serves several units, of the first deadline of them.
        due_at = min(line.due_at for line in lines)
        if milestone is not None:
            return milestone_nudge_text(lines, item=milestone.name, due_at=due_at, now=now, word=milestone.name)
        return nudge_text(lines, day=first.day, due_at=due_at, now=now)

    return await to_liaisons(
        ctx,
        connection,
        unmet,
        worded,
        key=key,
        expires_at=max(owed.late_until for owed in unmet),
    )


async def reachable(ctx: Context, connection: Connection, unmet: Sequence[Obligation]) -> list[NudgedUnit]:
    """The units, with what is known of whether their liaisons can be written to."""
    units = (await ctx.directory.load(connection)).everybody
    liaisons = await people.liaisons_of(connection, [o.organisation_id for o in unmet])
    found = []
    for obligation in unmet:
        served = [(person.id, address(ctx, person)) for person in liaisons[obligation.organisation_id]]
        known = [(id_, account) for id_, account in served if account is not None]
        lost = {id_: account.unreachable for id_, account in known if account.unreachable is not None}
        why = tuple(lost.values())
        reached = Reached.NO if len(why) == len(known) else Reached.YES
        found.append(
            NudgedUnit(
                name=units[obligation.organisation_id].name,
                reached=reached if known else Reached.NO_ACCOUNT,
                why=why,
                whom=tuple(lost),
            )
        )
    return found
