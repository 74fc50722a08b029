"""退回: an office asks for a better one. The day stays as it is reported, unless 不计 is said with a reason.

Chat calls ``give_back`` inside its own transaction, pages ``give_back_at_once``.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain import selection
from domain.events import EventVerb
from domain.obligation import Obligation
from domain.reach import Reach
from domain.selection import LONGEST_REASON, Refusal, Return
from domain.submission import Submission
from formats.chat import desk as words
from handlers import upload_links
from handlers.context import Context
from handlers.desk import telling
from handlers.desk.marking import acting_of
from handlers.desk.noting import note
from handlers.submissions.counting import recount
from storage import obligations, returns
from storage.desk import items
from storage.engine.database import Connection
from storage.events import Details


@dataclass(frozen=True, kw_only=True)
class GivenBack:
    """What became of it. ``told``: the names of who heard; ``obligation``: what the item was sent for, counted anew."""

    number: int
    refused: Refusal | None = None
    submission: Submission | None = None
    obligation: Obligation | None = None
    return_id: int | None = None
    told: tuple[str, ...] = ()


async def give_back_at_once(
    ctx: Context, reach: Reach, number: int, reason: str, *, uncounted: bool = False
) -> GivenBack:
    """``give_back`` in a transaction of its own."""
    async with ctx.database.write() as connection:
        return await give_back(ctx, connection, reach, number, reason, uncounted=uncounted)


async def give_back(
    ctx: Context, connection: Connection, reach: Reach, number: int, reason: str, *, uncounted: bool = False
) -> GivenBack:
    """Ask for a better one, and tell the sender. ``uncounted``: it counts no more, and the day is counted anew."""
    item = (await items.locked(connection, reach, [number])).get(number)
    if item is None:
        return GivenBack(number=number, refused=Refusal.UNKNOWN)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    refused = selection.refused_return(item.selected, acting_of(reach), reason)
    if refused is not None:
        return GivenBack(number=number, refused=refused, submission=item.submission)
    asked = Return(
        id=0,
        office_id=reach.office.id,
        reason=reason,
        uncounted=uncounted,
        person_id=reach.person_id,
        at=ctx.clock.now(),
    )
    return_id = await returns.add(connection, number, asked)
    if uncounted:
        await returns.count(connection, number, uncounted=True)
        await recount(ctx, connection, [item.submission.obligation_id])
    # Of the reason only that there is one: its words stay with the return.
    details: Details = {"return": return_id, "uncounted": int(uncounted)}
    await note(ctx, connection, reach, EventVerb.RETURNED, item.submission, details)
    obligation = await _obligation(connection, item.submission)
    told = await _tell(ctx, connection, reach, item.submission, obligation, asked, return_id)
    return GivenBack(
        number=number, submission=item.submission, obligation=obligation, return_id=return_id, told=tuple(told)
    )


async def call_off_at_once(ctx: Context, reach: Reach, number: int) -> GivenBack:
    """``call_off`` in a transaction of its own."""
    async with ctx.database.write() as connection:
        return await call_off(ctx, connection, reach, number)


async def call_off(ctx: Context, connection: Connection, reach: Reach, number: int) -> GivenBack:
    """The office's own open return is over; the item counts again as it did, and the sender hears it."""
    item = (await items.locked(connection, reach, [number])).get(number)
    if item is None:
        return GivenBack(number=number, refused=Refusal.UNKNOWN)
    own = next((one for one in item.selected.returns if one.office_id == reach.office.id), None)
    refused = selection.refused_calling_off(item.selected, acting_of(reach), own.id if own else 0)
    if refused is not None or own is None:
        return GivenBack(number=number, refused=refused or Refusal.RETURNED, submission=item.submission)
    await returns.call_off(connection, own.id, now=ctx.clock.now())
    others = [one for one in item.selected.returns if one.id != own.id]
    if own.uncounted and not any(one.uncounted for one in others):
        await returns.count(connection, number, uncounted=False)
        await recount(ctx, connection, [item.submission.obligation_id])
    details: Details = {"return": own.id, "uncounted": int(own.uncounted)}
    await note(ctx, connection, reach, EventVerb.RETURN_CALLED_OFF, item.submission, details)
    told = await telling.tell(
        ctx,
        connection,
        item.submission,
        lambda view: words.return_called_off(view, reach.office.name),
        key=f"return_called_off:{own.id}",
    )
    obligation = await _obligation(connection, item.submission)
    return GivenBack(
        number=number, submission=item.submission, obligation=obligation, return_id=own.id, told=tuple(told)
    )


async def _tell(
    ctx: Context,
    connection: Connection,
    reach: Reach,
    submission: Submission,
    obligation: Obligation | None,
    asked: Return,
    return_id: int,
) -> list[str]:
    """With a link to the upload page, which is of one person alone, when one person hears it."""
    told = await telling.hearers(ctx, connection, submission)
    url = ""
    if len(told) == 1:
        person, account, _ = told[0]
        url, _ = await upload_links.new_link(ctx, connection, person.id, account.channel, account.account)
    return await telling.tell(
        ctx,
        connection,
        submission,
        lambda view: words.returned(
            view,
            office=reach.office.name,
            reason=asked.reason,
            day=obligation.day if obligation is not None and obligation.daily else None,
            late_until=obligation.late_until if obligation is not None else None,
            now=asked.at,
            uncounted=asked.uncounted,
            url=url,
        ),
        key=f"returned:{return_id}",
    )


async def _obligation(connection: Connection, submission: Submission) -> Obligation | None:
    if submission.obligation_id is None:
        return None
    return (await obligations.find(connection, [submission.obligation_id])).get(submission.obligation_id)
