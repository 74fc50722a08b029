"""催报 at the desk: units are chosen, what would be said is shown, and said once it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.campaigns.campaign import DAILY, Campaign, Milestone
from domain.events import EventVerb
from domain.obligation import Obligation
from domain.reach import Reach
from formats.desk import nudging as views
from formats.desk.nudging import NudgePreview, NudgeResult
from formats.spoken import day_text
from handlers.context import Context
from handlers.outbox import address, say
from handlers.outgoing import nudge_answers, nudges
from storage import events, people
from storage.desk import nudges as queries
from storage.engine.database import Connection
from storage.nudges import Nudge

#: Digits of the moment of a nudge: a date, a time and microseconds.
MOMENT_DIGITS = 20


@dataclass(frozen=True, kw_only=True)
class NudgeChoice:
    """``codes``: of units, None for all who have not reported; ``branch``: in this part of the area alone.

    ``waiting``: of all, those who were given more time, and nobody else; False: everybody else.

    ``milestone``: that is chased, whose last day is ``day``; None: the reports of that day.
    """

    campaign: Campaign
    day: date
    codes: frozenset[str] | None = None
    branch: int | None = None
    milestone: Milestone | None = None
    waiting: bool = False

    @property
    def name(self) -> str:
        return self.milestone.name if self.milestone else day_text(self.day)


async def preview(ctx: Context, reach: Reach, choice: NudgeChoice) -> NudgePreview:
    """Nothing is written."""
    now = ctx.clock.now()
    async with ctx.database.read() as connection:
        unmet = await _unmet(ctx, connection, reach, choice)
        units = await nudges.reachable(ctx, connection, unmet) if unmet else []
        written = (
            await nudges.written(ctx, connection, unmet, key="preview", now=now, milestone=choice.milestone)
            if unmet
            else None
        )
    return views.preview(
        units,
        campaign=choice.campaign.code,
        title=choice.campaign.title,
        day=choice.day,
        name=choice.name,
        text=written.messages[0].text if written and written.messages else "",
        moment=f"{now:%Y%m%d%H%M%S%f}",
    )


async def send(ctx: Context, reach: Reach, choice: NudgeChoice, moment: str) -> bool:
    """Who has reported since is left out; False when nobody is left. The same ``moment`` again sends nothing."""
    now = ctx.clock.now()
    async with ctx.database.write() as connection:
        unmet = await _unmet(ctx, connection, reach, choice)
        key = _key(reach, choice, moment)
        if not unmet or await queries.nudged(connection, reach, key):
            return bool(unmet)
        written = await nudges.written(ctx, connection, unmet, key=key, now=now, milestone=choice.milestone)
        await say(ctx, connection, written.messages)
        details = {"campaign": choice.campaign.code, "day": choice.day.isoformat(), "nudge": key}
        await events.record_owed(
            connection,
            EventVerb.NUDGED,
            unmet,
            at=now,
            person_id=reach.person_id,
            details={**details, "office": reach.office.id},
        )
    return True


async def result(ctx: Context, reach: Reach, choice: NudgeChoice, moment: str) -> NudgeResult | None:
    """What became of it by now; None when this person has nudged nobody at that moment."""
    key = _key(reach, choice, moment)
    async with ctx.database.read() as connection:
        units = await queries.nudged(connection, reach, key)
        if not units:
            return None
        nudge = Nudge(messages=f"{key}:", day=choice.day, units=await _written_to(ctx, connection, units))
        became = await nudge_answers.became(ctx, connection, nudge)
    return views.result(
        became, campaign=choice.campaign.code, title=choice.campaign.title, day=choice.day, name=choice.name
    )


async def _unmet(ctx: Context, connection: Connection, reach: Reach, choice: NudgeChoice) -> list[Obligation]:
    return await queries.unmet(
        connection,
        reach,
        choice.campaign.code,
        choice.day,
        now=ctx.clock.now(),
        item=choice.milestone.code if choice.milestone else DAILY,
        codes=choice.codes,
        branch=choice.branch,
        only_waiting=choice.waiting,
    )


async def _written_to(ctx: Context, connection: Connection, units: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Unit id → its liaisons who have an account."""
    served = await people.liaisons_of(connection, units)
    return {unit: tuple(one.id for one in served[unit] if address(ctx, one) is not None) for unit in units}


def _key(reach: Reach, choice: NudgeChoice, moment: str) -> str:
    what = choice.milestone.code if choice.milestone else choice.day
    return f"nudge:{choice.campaign.code}:{what}:{reach.person_id}:{moment}"
