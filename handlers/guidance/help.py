"""帮助: the few things this person can do, with days of the campaign in force and what is still owed once."""

from __future__ import annotations

from domain.language.questions import Question
from formats.chat import answers
from handlers.asker import Asker, campaigns_meant
from handlers.submissions.owed_once import milestone_name, still_owed


async def show_help(asker: Asker, question: Question) -> str:
    meant = campaigns_meant(asker.own_campaigns, question, asker.now)
    campaign = meant[0] if meant else None
    owed = await still_owed(asker.ctx, asker.connection, [u.id for u in asker.person.reports_for], asker.now)
    names = dict.fromkeys(milestone_name(asker.ctx, obligation) for obligation in owed)
    today = asker.now.date()
    return answers.help_text(
        liaison=bool(asker.person.reports_for),
        supervisor=bool(asker.person.supervises),
        reader=bool(asker.person.reads_for),
        day=campaign.report_day(asker.now) if campaign else today,
        other_day=campaign.another_day(asker.now) if campaign else today,
        deadline=f"{campaign.daily.deadline:%H:%M}" if campaign else "10:00",
        milestones=[(name, name) for name in names],
    )
