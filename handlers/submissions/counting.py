"""What follows from any change to submissions: obligations are computed again, and a receipt gathers the news."""

from __future__ import annotations

from collections.abc import Sequence

from domain.campaigns.campaign import DAILY
from domain.events import EventVerb
from domain.findings import Kind
from domain.submission import Submission
from handlers.context import Context
from storage import events, obligations, receipts, submissions
from storage.engine.database import Connection
from storage.inbox import InboxMessage


async def count_and_report(
    ctx: Context, connection: Connection, message: InboxMessage, changed: Sequence[Submission]
) -> None:
    """Count the changed submissions and put them on the sender's gathering receipt."""
    await recount(ctx, connection, {s.obligation_id for s in changed})
    receipt_id = await receipts.gather(
        connection,
        channel=message.incoming.channel,
        account=message.incoming.sender,
        person_id=changed[0].person_id,
        real=ctx.clock.real(),
    )
    await submissions.put_on(connection, receipt_id, [submission.id for submission in changed])


async def recount(ctx: Context, connection: Connection, obligation_ids: set[int | None]) -> None:
    """Whether and when each obligation is met, from its submissions as they are now."""
    for obligation_id in obligation_ids:
        if obligation_id is not None:
            obligation = await obligations.get(connection, obligation_id)
            required = required_kinds(ctx, obligation.campaign, obligation.item)
            await obligations.recount(connection, obligation, required)


def required_kinds(ctx: Context, campaign: str, item: str) -> tuple[Kind, ...]:
    known = ctx.campaigns.get(campaign)
    return known.daily.required if known and item == DAILY else ()


async def note_received(ctx: Context, connection: Connection, submission: Submission) -> None:
    """The event of a submission that has come in, with its verdict."""
    await events.record(
        connection,
        EventVerb.RECEIVED,
        at=ctx.clock.now(),
        person_id=submission.person_id,
        organisation_id=submission.organisation_id,
        obligation_id=submission.obligation_id,
        submission_id=submission.id,
        details={"item": submission.item, "kind": submission.kind, "state": submission.state},
    )
