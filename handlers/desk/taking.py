"""按合格处理: an office takes a refused item all the same, and takes that back. Its sender hears of it once."""

from __future__ import annotations

from dataclasses import dataclass

from domain import allowance as rules
from domain.allowance import Allowance, AllowanceKind
from domain.events import EventVerb
from domain.reach import Reach
from domain.selection import LONGEST_REASON, Refusal
from domain.submission import State, Submission, state_of
from formats.chat import allowing as words
from handlers.context import Context
from handlers.desk import telling
from handlers.desk.noting import note
from handlers.submissions.counting import recount
from handlers.submissions.standing import standing_lines
from storage import allowances, returns, submissions
from storage.desk import allowances as desk
from storage.desk import items
from storage.engine.database import Connection
from storage.submissions import Change


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of it. ``told``: the names of who heard."""

    number: int
    refused: Refusal | None = None
    submission: Submission | None = None
    allowance_id: int | None = None
    told: tuple[str, ...] = ()


async def take(ctx: Context, reach: Reach, number: int, reason: str) -> Taken:
    """The item counts from when it was sent, and its day is counted anew; in a transaction of its own."""
    reason = " ".join(reason.split())[:LONGEST_REASON]
    async with ctx.database.write() as connection:
        item = (await items.locked(connection, reach, [number])).get(number)
        if item is None or item.submission.organisation_id is None:
            return Taken(number=number, refused=Refusal.UNKNOWN)
        refused = rules.refused_for_item(item.selected, reach.role, reason)
        if refused is not None:
            return Taken(number=number, refused=refused, submission=item.submission)
        given = Allowance(
            id=0,
            kind=AllowanceKind.ACCEPT,
            office_id=reach.office.id,
            person_id=reach.person_id,
            reason=reason,
            at=ctx.clock.now(),
            submission_id=number,
        )
        allowance_id = await allowances.add(connection, given)
        changed = await submissions.change(connection, number, Change(state=State.ACCEPTED, allowed=True))
        await returns.settle(connection, changed)
        await recount(ctx, connection, [changed.obligation_id])
        details: dict[str, str | int] = {"allowance": allowance_id, "before": item.submission.state}
        await note(ctx, connection, reach, EventVerb.TAKEN, changed, details)
        standings = await standing_lines(ctx, connection, [changed.obligation_id], ctx.clock.now())
        told = await telling.tell(
            ctx,
            connection,
            changed,
            lambda view: words.taken(view, office=reach.office.name, reason=reason, standings=standings),
            key=f"taken:{allowance_id}",
        )
        return Taken(number=number, submission=changed, allowance_id=allowance_id, told=tuple(told))


async def take_back(ctx: Context, reach: Reach, given: Allowance) -> Taken:
    """The item stands again as its findings say; its sender hears it."""
    number = given.submission_id or 0
    async with ctx.database.write() as connection:
        item = (await items.locked(connection, reach, [number])).get(number)
        found = await desk.find(connection, reach, given.id)
        if item is None or found is None:
            return Taken(number=number, refused=Refusal.UNKNOWN)
        refused = rules.refused_taking_back(item.selected, reach.role)
        if refused is not None:
            return Taken(number=number, refused=refused, submission=item.submission)
        await allowances.revoke(connection, given.id, by=reach.person_id, now=ctx.clock.now())
        changed = await _as_found(ctx, connection, item.submission)
        await note(ctx, connection, reach, EventVerb.TAKING_ENDED, changed, {"allowance": given.id})
        standings = await standing_lines(ctx, connection, [changed.obligation_id], ctx.clock.now())
        told = await telling.tell(
            ctx,
            connection,
            changed,
            lambda view: words.taking_ended(view, office=reach.office.name, standings=standings),
            key=f"taking_ended:{given.id}",
        )
        return Taken(number=number, submission=changed, allowance_id=given.id, told=tuple(told))


async def _as_found(ctx: Context, connection: Connection, before: Submission) -> Submission:
    state = state_of(before.report, before=before.state, unit_known=before.organisation_id is not None)
    changed = await submissions.change(connection, before.id, Change(state=state, allowed=False))
    await returns.unsettle(connection, [before.id])
    await recount(ctx, connection, [changed.obligation_id])
    return changed
