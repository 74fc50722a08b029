"""几点截止: until when a day, or what is owed once, can be reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.campaigns.campaign import Campaign
from domain.language.questions import Question
from domain.obligation import Obligation, Standing
from formats.chat.guidance import DeadlineDay, deadline_text, milestone_deadline_text
from formats.chat.milestone_lines import MilestoneView
from formats.words import questions as texts
from handlers.asker import (
    Asker,
    Unanswerable,
    campaigns_meant,
    days_meant,
    refuse_unknown_days,
    with_other_days,
)
from handlers.submissions.owed_once import milestones_of
from storage import obligations


async def deadline(asker: Asker, question: Question) -> str:
    """Of the days named, else of the current one; with a milestone named, of that."""
    owed = asker.own_campaigns
    refuse_unknown_days(owed, question)
    meant = campaigns_meant(owed, question, asker.now)
    if not meant:
        raise Unanswerable(texts.NO_SUCH_MILESTONE if owed and question.item else texts.NO_CAMPAIGN_OF_YOURS)
    if question.item:
        return "\n".join(dict.fromkeys([await _milestone(asker, campaign, question.item) for campaign in meant]))
    days: list[DeadlineDay] = []
    for campaign in meant:
        own = await _own(asker, campaign)
        days += [one for day in days_meant(campaign, question, asker.now) for one in _of_day(campaign, day, own)]
    return with_other_days(deadline_text(list(dict.fromkeys(days)), asker.now), owed, question)


async def _own(asker: Asker, campaign: Campaign) -> list[Obligation]:
    """What the asker's own units owe day by day: an office may have given them more time."""
    ids = [unit.id for unit in asker.person.reports_for]
    owed = await obligations.of_organisations(asker.connection, ids, [campaign.code]) if ids else []
    return [one for one in owed if one.daily]


def _of_day(campaign: Campaign, day: date, own: Sequence[Obligation]) -> list[DeadlineDay]:
    """One deadline; several where units of the asker were given more time than others of theirs."""
    times = {(one.due_at, one.late_until) for one in own if one.day == day}
    times = times or {(campaign.due_at(day), campaign.late_until(day))}
    return [DeadlineDay(day=day, due_at=due_at, late_until=late_until) for due_at, late_until in sorted(times)]


async def _milestone(asker: Asker, campaign: Campaign, item: str) -> str:
    """With whether it is met, where the asker has but one unit of which that can be said."""
    if len(asker.person.reports_for) == 1:
        owed = await obligations.of_organisation(asker.connection, asker.person.reports_for[0].id, [campaign.code])
        for view in await milestones_of(asker.ctx, asker.connection, owed, asker.now, item):
            return milestone_deadline_text(view, asker.now)
    milestone = campaign.milestone(item)
    assert milestone is not None, "only campaigns with this milestone are meant"
    due_at = campaign.milestone_due_at(milestone)
    view = MilestoneView(name=milestone.name, due_at=due_at, standing=Standing.MISSING)
    return milestone_deadline_text(view, asker.now)
