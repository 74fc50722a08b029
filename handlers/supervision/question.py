"""What a supervisor's question is about when it does not say: which campaigns, which day, whose area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.campaigns.campaign import Campaign
from domain.language.phrases import Phrase
from domain.organisation import Organisation, Person
from handlers.context import Context
from handlers.submissions.overview import area_of
from storage import organisations, overview


@dataclass(frozen=True, kw_only=True)
class Question:
    """``area``: None for everybody. ``campaigns``: those meant, of the ones the area owes to; nearest in time."""

    ctx: Context
    person: Person
    phrase: Phrase
    now: datetime
    area: frozenset[int] | None
    campaigns: tuple[Campaign, ...]

    def day_in(self, campaign: Campaign) -> date:
        """The day named, else the current report day."""
        return self.phrase.day or campaign.report_day(self.now)

    @property
    def wrong_day(self) -> bool:
        """A day was named that is no report day of what is asked about."""
        return bool(self.phrase.said_day) and not any(self.phrase.day in campaign.days for campaign in self.campaigns)

    async def units(self) -> list[Organisation]:
        """The organisations of the area that owe something, with their aliases."""
        async with self.ctx.database.read() as connection:
            known = await organisations.all(connection)
        owing = frozenset(kind for campaign in self.ctx.campaigns.values() for kind in campaign.kinds)
        return [o for o in known if o.kind in owing and (self.area is None or o.id in self.area)]


async def question(ctx: Context, person: Person, phrase: Phrase, now: datetime) -> Question:
    """Read whose area it is; with several campaigns in force, leave those the area owes nothing to."""
    async with ctx.database.read() as connection:
        area = await area_of(connection, person)
        owed = list(ctx.campaigns.values())
        if len(owed) > 1:
            known = await overview.outlines(connection)
            kinds = {o.kind for o in known if area is None or o.id in area}
            owed = [campaign for campaign in owed if campaign.kinds & kinds]
    return Question(ctx=ctx, person=person, phrase=phrase, now=now, area=area, campaigns=_meant(owed, phrase, now))


def _meant(owed: list[Campaign], phrase: Phrase, now: datetime) -> tuple[Campaign, ...]:
    """Those with the milestone or the day named; else those nearest in time, more than one when equally near."""
    if phrase.item:
        owed = [campaign for campaign in owed if campaign.milestone(phrase.item)]
    named = [campaign for campaign in owed if phrase.day in campaign.days]
    candidates = named or owed
    nearest = min((campaign.distance(now) for campaign in candidates), default=timedelta())
    return tuple(campaign for campaign in candidates if campaign.distance(now) == nearest)
