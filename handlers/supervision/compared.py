"""跟昨天比, 哪些连续两天没报: more than one day of the asker's area beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from domain.campaigns.campaign import Campaign
from domain.language.questions import Question
from formats.chat.answers import first_day
from formats.digest.compared import Run, RunsView, compared_text, runs_text
from handlers.asker import Asker, days_meant
from handlers.supervision.lists import day_of
from handlers.supervision.scope import Scope, scope_of
from storage import overview

#: So many days one after the other are a run.
RUN = 2


async def compared(asker: Asker, question: Question) -> str:
    """The day named, else the current one, with the day before; two days named, with each other."""
    scope = await scope_of(asker, question)
    parts = [await _pair(asker, question, scope, campaign) for campaign in scope.campaigns]
    return scope.said("\n\n".join(parts), question)


async def _pair(asker: Asker, question: Question, scope: Scope, campaign: Campaign) -> str:
    days = days_meant(campaign, question, asker.now)
    day, before = days[-1], days[0] if len(days) > 1 else days[-1] - timedelta(days=1)
    if before not in campaign.days:
        return first_day(day, asker.now)
    then = await day_of(asker, scope, campaign, before)
    return compared_text(await day_of(asker, scope, campaign, day), then)


async def missing_running(asker: Asker, question: Question) -> str:
    """Of the days that are over those up to the last, or up to the one named; several days named: all of these."""
    scope = await scope_of(asker, question)
    parts = [await _runs(asker, question, scope, campaign) for campaign in scope.campaigns]
    return scope.said("\n\n".join(parts), question)


async def _runs(asker: Asker, question: Question, scope: Scope, campaign: Campaign) -> str:
    named = days_meant(campaign, question, asker.now) if question.days else ()
    over = tuple(day for day in campaign.days if campaign.due_at(day) <= asker.now)
    days = named if len(named) > 1 else tuple(day for day in over if not named or day <= named[0])
    rows = await overview.missing_days(asker.connection, campaign.code, days, scope.ids, now=asker.now)
    runs = []
    for (_, name), found in groupby(rows, key=lambda row: (row.organisation_id, row.name)):
        run = _last_run([row.day for row in found], days)
        if len(run) >= (len(days) if len(named) > 1 else RUN):
            runs.append(Run(name=name, days=run))
    return runs_text(RunsView(now=asker.now, days=days, named=len(named) > 1, runs=tuple(runs)))


def _last_run(missing: Sequence[date], days: Sequence[date]) -> tuple[date, ...]:
    """The days at the end of ``days`` that are all missing."""
    run: list[date] = []
    for day in reversed(days):
        if day not in missing:
            break
        run.insert(0, day)
    return tuple(run)
