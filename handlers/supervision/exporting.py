"""导出 11月9日 in chat: how much there is, and the page of the desk that has it; never the files themselves.

The page asks for a session: a day of pupils' photos is no open link.
"""

from __future__ import annotations

from urllib.parse import urlencode

from domain.language.questions import Question
from formats.chat import answers
from formats.chat import exporting as said
from formats.words import chat as texts
from handlers.asker import Asker, campaigns_meant, days_meant
from handlers.desk.reach import reach_of
from handlers.supervision.scope import visible, within
from storage.desk import exports
from storage.desk.exports import ExportFilter, ExportMark


async def where(asker: Asker, question: Question) -> str:
    reach = await reach_of(asker.ctx, asker.connection, asker.person)
    campaigns = campaigns_meant(asker.campaigns, question, asker.now)
    if reach is None or not campaigns:
        return texts.NO_CAMPAIGN
    campaign = campaigns[0]
    days = days_meant(campaign, question, asker.now)
    if question.no_day or not days:
        return answers.not_a_day(campaign.first_day, campaign.last_day)
    unit = within(question.where, await visible(asker))[0] if question.where.units else None
    mark = ExportMark(question.chosen) if question.chosen else ExportMark.ALL
    asked = ExportFilter(campaign=campaign.code, days=frozenset(days), unit=unit.code if unit else "", mark=mark)
    number, size = await exports.sums(asker.connection, reach, asked)
    query = [("day", day.isoformat()) for day in days]
    query += [("unit", unit.code)] if unit else []
    query += [("mark", mark.value)] if question.chosen else []
    url = f"{asker.ctx.public_url}/w/{campaign.code}/exports?{urlencode(query)}"
    return said.where(url, days, unit.name if unit else "", mark=mark.value, number=number, size=size)


async def picture(asker: Asker, question: Question) -> str:
    """图片: where the day's picture is, which a leader may be sent."""
    campaigns = campaigns_meant(asker.campaigns, question, asker.now)
    if not campaigns:
        return texts.NO_CAMPAIGN
    campaign = campaigns[0]
    days = days_meant(campaign, question, asker.now)
    if question.no_day or not days:
        return answers.not_a_day(campaign.first_day, campaign.last_day)
    url = f"{asker.ctx.public_url}/w/{campaign.code}/{days[-1].isoformat()}.png"
    return said.picture(url, days[-1])
