"""谁没交, 谁迟报, 谁报了, 统计, 简报, 免报名单: one day or several over the asker's area, or a part of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from domain.campaigns.campaign import DAILY, Campaign
from domain.language.questions import Question
from formats.digest.lists import exempt_text, reported_text
from formats.digest.text import DayOverview, counts_text, digest_text, late_text, missing_text
from handlers.asker import Asker, days_meant
from handlers.submissions.overview import overview_on, unit_of_row
from handlers.supervision.scope import Scope, scope_of
from storage import overview

Worded = Callable[[DayOverview], str]
#: One campaign's day, or its milestone, in words.
Said = Callable[[Campaign, date, str], Awaitable[str]]


async def missing(asker: Asker, question: Question) -> str:
    return await worded(asker, question, missing_text)


async def late(asker: Asker, question: Question) -> str:
    return await worded(asker, question, late_text)


async def counts(asker: Asker, question: Question) -> str:
    return await worded(asker, question, counts_text)


async def digest(asker: Asker, question: Question) -> str:
    return await worded(asker, question, digest_text, material=True)


async def exempted(asker: Asker, question: Question) -> str:
    return await worded(asker, question, exempt_text)


async def reported(asker: Asker, question: Question) -> str:
    scope = await scope_of(asker, question)

    async def said(campaign: Campaign, day: date, item: str) -> str:
        view = await day_of(asker, scope, campaign, day, item)
        rows = await overview.reported_rows(asker.connection, campaign.code, item, day, scope.ids)
        return reported_text(view, [unit_of_row(row) for row in rows])

    return await for_each_day(asker, question, scope, said)


async def for_each_day(asker: Asker, question: Question, scope: Scope, said: Said) -> str:
    """One answer for each day of each campaign meant; with several campaigns, each under its title."""
    parts: list[str] = []
    for campaign in scope.campaigns:
        for day, item in asked_days(campaign, question, asker):
            text = await said(campaign, day, item)
            titled = len(scope.campaigns) == 1 or text.startswith(campaign.title)
            parts.append(text if titled else f"{campaign.title}\n{text}")
    return scope.said("\n\n".join(parts), question)


def asked_days(campaign: Campaign, question: Question, asker: Asker) -> list[tuple[date, str]]:
    """(day, item): the milestone named, else the report days."""
    milestone = campaign.milestone(question.item)
    if milestone is not None:
        return [(milestone.due_on, milestone.code)]
    return [(day, DAILY) for day in days_meant(campaign, question, asker.now)]


async def day_of(
    asker: Asker, scope: Scope, campaign: Campaign, day: date, item: str = DAILY, *, material: bool = False
) -> DayOverview:
    """The overview of one day over what is asked about."""
    notes = asker.notes.get(day, {}) if item == DAILY else {}
    return await overview_on(
        asker.connection,
        campaign,
        day,
        scope.ids,
        asker.now,
        item=item,
        material=material,
        phones=asker.telephones,
        notes=notes,
    )


async def worded(asker: Asker, question: Question, said_of: Worded, *, material: bool = False) -> str:
    """Each day asked about, as ``said_of`` words it."""
    scope = await scope_of(asker, question)

    async def said(campaign: Campaign, day: date, item: str) -> str:
        return said_of(await day_of(asker, scope, campaign, day, item, material=material))

    return await for_each_day(asker, question, scope, said)
