"""要求 and its parts: the rules of the campaign that the asker reports to."""

from __future__ import annotations

from collections.abc import Callable

from domain.campaigns.campaign import Campaign
from domain.language.questions import Question
from formats.chat import requirements as words
from formats.words import questions as texts
from handlers.asker import Asker, Unanswerable, campaigns_meant
from handlers.submissions.owed_once import milestone_name, still_owed
from handlers.submissions.progress import progress
from storage import obligations


async def card(asker: Asker, question: Question) -> str:
    own = {unit.kind for unit in asker.person.reports_for}
    return _for_each(asker, question, lambda campaign: words.requirements_text(campaign, own or campaign.kinds))


async def photo_size(asker: Asker, question: Question) -> str:
    return _for_each(asker, question, lambda campaign: words.photo_size_text(campaign.rules.photo))


async def text_length(asker: Asker, question: Question) -> str:
    return _for_each(asker, question, lambda c: words.text_length_text(c.rules.text, c.rules.document))


async def video_rules(asker: Asker, question: Question) -> str:
    return _for_each(asker, question, lambda campaign: words.video_line(campaign.rules.video))


async def originals(asker: Asker, question: Question) -> str:
    """The way of the channel that the asker writes on."""
    return words.originals_text(shrinks_photos=asker.channel.shrinks_photos)


async def what_to_send(asker: Asker, question: Question) -> str:
    """What is owed every day, what one's units still miss today, what is owed once."""
    campaign = _campaigns(asker, question)[0]
    units = {unit.id: unit.name for unit in asker.person.reports_for if unit.kind in campaign.kinds}
    today = campaign.report_day(asker.now)
    owed = [
        obligation
        for unit_id in units
        for obligation in await obligations.of_organisation(asker.connection, unit_id, [campaign.code])
        if obligation.daily and obligation.day == today and not obligation.exempt
    ]
    so_far = await progress(asker.ctx, asker.connection, owed)
    missing = [(units[o.organisation_id], so_far[o.id].missing_kinds) for o in owed]
    once = await still_owed(asker.ctx, asker.connection, units, asker.now)
    milestones = [(milestone_name(asker.ctx, o), o.due_at) for o in once]
    return words.what_to_send_text(campaign, missing, milestones, asker.now)


def _for_each(asker: Asker, question: Question, worded: Callable[[Campaign], str]) -> str:
    """One answer for each campaign meant; those that are alike once."""
    return "\n\n".join(dict.fromkeys(worded(campaign) for campaign in _campaigns(asker, question)))


def _campaigns(asker: Asker, question: Question) -> tuple[Campaign, ...]:
    meant = campaigns_meant(asker.own_campaigns, question, asker.now)
    if not meant:
        raise Unanswerable(texts.NO_CAMPAIGN_OF_YOURS)
    return meant
