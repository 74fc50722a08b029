"""A roster comes into force beside the day's work: planned, staged in short transactions, then switched to in one.

Whatever is killed on the way has changed nothing that anybody sees. When the roster was changed in chat since it was
planned, or another import came between, it is planned again; what is disturbed again and again is done in one go.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from domain.campaigns.campaign import Campaign
from domain.obligation import asked
from domain.roster.pairs import Answers
from domain.roster.planned import Plan
from handlers import codes
from storage import invites, obligations, organisations, roster_imports, staging
from storage import roster as stored
from storage.engine.database import ROSTER, Connection, Database, one_at_a_time
from storage.staging import Disturbed, Staged
from storage.states import ImportSource

#: So often it is planned anew before everything is done in one transaction.
TRIES = 3
#: So many units are staged, and codes made, in one transaction.
AT_ONCE = 2000

#: Plans from what the connection's transaction sees; None: nothing is to be brought in.
Decide = Callable[[Connection], Awaitable[Plan | None]]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a roster is brought in. ``now``: campaign time, ``real``: real time. ``yes``: also when many leave.

    ``digest``: SHA-256 of the file, to know it again.
    """

    now: datetime
    real: datetime
    dry_run: bool = False
    yes: bool = False
    answers: Answers = field(default_factory=Answers)
    source: ImportSource = ImportSource.COMMAND
    digest: str = ""


async def bring_in(database: Database, campaigns: Sequence[Campaign], decide: Decide, terms: Terms) -> Plan | None:
    """Put what ``decide`` plans in force, all or nothing, and what follows from it. What it raises is raised."""
    for _ in range(TRIES):
        async with database.read() as connection:
            before = await stored.version(connection)
            plan = await decide(connection)
            needed = plan is not None and await _needed(connection, plan, terms)
        if plan is None:
            return None
        if not needed:
            break
        try:
            staged = await _staged(database, campaigns, plan)
            with _uncollected():
                async with database.write() as connection:
                    await one_at_a_time(connection, ROSTER)
                    if await stored.changed_since(connection, before):
                        raise Disturbed
                    await _switch(connection, campaigns, plan, staged, terms)
            break
        except Disturbed:
            continue
    else:
        async with database.write() as connection:
            await one_at_a_time(connection, ROSTER)
            plan = await decide(connection)
            if plan is not None:
                await _switch(connection, campaigns, plan, None, terms)
    await _follow(database, campaigns, terms)
    if plan is not None and needed and not plan.unchanged:
        await _turn(database, stored.refresh_statistics)
    return plan


async def _needed(connection: Connection, plan: Plan, terms: Terms) -> bool:
    """There is something to write: changes, or that this file is what is in force."""
    if not plan.unchanged or await stored.handovers(connection):
        return True
    last = await roster_imports.last(connection)
    return last is None or (last.source, last.digest) != (terms.source, terms.digest)


async def _switch(
    connection: Connection, campaigns: Sequence[Campaign], plan: Plan, staged: Staged | None, terms: Terms
) -> None:
    if not plan.unchanged:
        if staged is not None:
            await staging.put_in_force(connection, staged, revision=await organisations.next_revision(connection))
        # What was staged needs nothing more; the following revisions are those of all other changes.
        before = await organisations.newest_revision(connection)
        await stored.apply(connection, plan, staged, now=terms.now, real=terms.real)
        for campaign in campaigns:
            await obligations.rederive(connection, campaign, organisations.changed_after(before))
    await roster_imports.record(connection, terms.source, terms.digest, real=terms.real)


async def _follow(database: Database, campaigns: Sequence[Campaign], terms: Terms) -> None:
    """What anybody may do at any time: a campaign file that has changed is followed, who serves gets a code."""
    async with database.read() as connection:
        moved = [one for one in campaigns if not await obligations.in_line(connection, one)]
        uncoded = bool(await invites.people_without(connection, at_most=1))
    for campaign in moved:
        async with database.write() as connection:
            await one_at_a_time(connection, ROSTER)
            await obligations.rederive(connection, campaign)
    while uncoded:
        uncoded = await _turn(database, partial(codes.give, now=terms.now, at_most=AT_ONCE)) == AT_ONCE


async def _staged(database: Database, campaigns: Sequence[Campaign], plan: Plan) -> Staged | None:
    """The new units, there but in nobody's sight, with what they will owe. Raises ``Disturbed``."""
    await sweep(database)
    new = [unit.entry for unit in plan.units if unit.id is None]
    if not new:
        return None
    number, ids = staging.new_number(), dict[str, int]()
    for some in _parts(new):
        ids |= await _turn(database, partial(staging.stage, number=number, entries=some))
    known = {unit.entry.code: unit.id for unit in plan.units if unit.id is not None} | ids
    for below in _parts([entry for entry in new if entry.parent_code]):
        above = {ids[entry.code]: known[entry.parent_code] for entry in below}
        await _turn(database, partial(staging.place, above=above))
    for campaign in campaigns:
        for one in asked(campaign):
            await _turn(database, partial(staging.owe, number=number, one=one, kinds=campaign.owing(one.item)))
    return Staged(number=number, ids=ids)


async def sweep(database: Database) -> None:
    """Remove what an import has staged that did not come to its end."""
    async with database.read() as connection:
        left = await staging.left_over(connection)
    while left:
        left = await _turn(database, staging.sweep)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage in all that was planned: others wait."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _parts(all_: Sequence[T]) -> Iterator[Sequence[T]]:
    return (all_[start : start + AT_ONCE] for start in range(0, len(all_), AT_ONCE))


async def _turn(database: Database, step: Callable[[Connection], Awaitable[T]]) -> T:
    """One short transaction. Another process that waits for SQLite looks only now and again: it gets longer than we."""
    begun = time.monotonic()
    async with database.write() as connection:
        await one_at_a_time(connection, ROSTER)
        done = await step(connection)
    if database.sqlite:
        await asyncio.sleep(2 * (time.monotonic() - begun))
    return done
