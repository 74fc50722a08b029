"""The one way in: a file, a text, words for a milestone, a form — each is reserved, judged, counted, noted and told.

``reserve`` gives the message its submission, the same one at every try; ``accept`` writes all that follows from its
verdict, ``lose`` that there will be none; ``mend`` changes what came in before. All of them work in the caller's
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.events import EventVerb
from domain.findings import Kind, Report
from domain.obligation import counted_at
from domain.organisation import Person
from domain.submission import State, Submission, judged, state_of
from handlers.context import Context
from handlers.submissions.counting import recount
from handlers.submissions.placing import Assignment
from storage import events, receipts, returns, submissions
from storage.engine.changes import UNSET, Unset
from storage.engine.database import Connection
from storage.events import Details
from storage.inbox import InboxMessage
from storage.submissions import Change


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """A message's submission, and what it counts for."""

    submission: Submission
    assignment: Assignment


@dataclass(frozen=True, kw_only=True)
class Material:
    """What came: the verdict on it, its words or where its bytes are (``key``) and what they were called."""

    report: Report
    text: str | Unset = UNSET
    key: str | Unset = UNSET
    file_name: str | Unset = UNSET


async def reserve(
    connection: Connection,
    message: InboxMessage,
    person: Person,
    assignment: Assignment,
    *,
    kind: Kind,
    file_name: str = "",
) -> Reserved:
    """The submission of a message: made at the first try, found as it is at every other."""
    unit, owed = assignment.organisation, assignment.obligation
    submission = await submissions.reserve(
        connection,
        inbox_id=message.id,
        person_id=person.id,
        organisation_id=unit.id if unit else None,
        obligation_id=owed.id if owed else None,
        item=assignment.item,
        kind=kind,
        sent_at=message.received_at,
        file_name=file_name,
    )
    return Reserved(submission=submission, assignment=assignment)


async def accept(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    reserved: Reserved,
    material: Material,
    *,
    on_receipt: bool = True,
) -> Submission:
    """Everything that follows from a verdict; ``on_receipt``: the sender's next receipt tells of it."""
    before = reserved.submission
    report = judged(material.report, before.caption)
    change = Change(
        report=report,
        state=state_of(report, before=before.state, unit_known=reserved.assignment.organisation is not None),
        counted_at=counted_at(before.sent_at, before.captioned_at, photo=report.kind is Kind.PHOTO),
        text=material.text,
        key=material.key,
        file_name=material.file_name,
    )
    return await _received(ctx, connection, message, before, change, on_receipt=on_receipt)


async def lose(
    ctx: Context, connection: Connection, message: InboxMessage, before: Submission, *, on_receipt: bool
) -> Submission:
    """The bytes cannot be had."""
    state = before.state if before.state is State.WITHDRAWN else State.LOST
    return await _received(ctx, connection, message, before, Change(state=state), on_receipt=on_receipt)


async def _received(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    before: Submission,
    change: Change,
    *,
    on_receipt: bool,
) -> Submission:
    (changed,) = await mend(ctx, connection, message, [(before, change)], on_receipt=on_receipt)
    await note_received(ctx, connection, changed)
    return changed


async def mend(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    changes: Sequence[tuple[Submission, Change]],
    *,
    on_receipt: bool,
) -> list[Submission]:
    """Write what changes of submissions, and count again what they counted for and count for now."""
    receipt_id: int | Unset = UNSET
    if on_receipt:
        receipt_id = await receipts.gather(
            connection,
            channel=message.incoming.channel,
            account=message.incoming.sender,
            person_id=changes[0][0].person_id,
            real=ctx.clock.real(),
        )
        await submissions.name_again(connection, [before for before, _ in changes], receipt_id)
    changed = [
        await submissions.change(connection, before.id, replace(change, receipt_id=receipt_id))
        for before, change in changes
    ]
    await _settle_returns(connection, list(zip((before for before, _ in changes), changed, strict=True)))
    await recount(ctx, connection, _to_count(zip((before for before, _ in changes), changed, strict=True)))
    return changed


async def _settle_returns(connection: Connection, changes: Sequence[tuple[Submission, Submission]]) -> None:
    """What comes after a return of its unit takes the place of what was returned, as long as it is accepted."""
    for before, after in changes:
        if after.state is State.ACCEPTED and before.state is not State.ACCEPTED:
            await returns.settle(connection, after)
    gone = [
        after.id for before, after in changes if before.state is State.ACCEPTED and after.state is not State.ACCEPTED
    ]
    if gone:
        await returns.unsettle(connection, gone)


def _to_count(changes: Iterable[tuple[Submission, Submission]]) -> set[int | None]:
    """The obligations of what was accepted, is accepted now, or may have been.

    On PostgreSQL another worker's verdict can come between reading and changing: what was withdrawn while its bytes
    were still checked may have been accepted and counted by then.
    """
    counted = [
        one
        for before, after in changes
        if before.state is State.ACCEPTED or after.state in (State.ACCEPTED, State.WITHDRAWN)
        for one in (before, after)
    ]
    return {one.obligation_id for one in counted}


async def note_received(ctx: Context, connection: Connection, submission: Submission) -> None:
    """The event of a submission that has come in, with its verdict, or that never will."""
    details = {"item": submission.item, "kind": submission.kind, "state": submission.state}
    await note(ctx, connection, EventVerb.RECEIVED, submission, submission.person_id, details)


async def note(
    ctx: Context,
    connection: Connection,
    verb: EventVerb,
    submission: Submission,
    person_id: int,
    details: Details | None = None,
) -> None:
    """The event of something that happened to a submission; ``person_id``: who did it."""
    await events.record(
        connection,
        verb,
        at=ctx.clock.now(),
        person_id=person_id,
        organisation_id=submission.organisation_id,
        obligation_id=submission.obligation_id,
        submission_id=submission.id,
        details=details,
    )
