"""通报 in chat: of an issued one its words, picture and Word; else what it would say now, and a link to go on with."""

from __future__ import annotations

from urllib.parse import urlencode

from domain.bulletin import Block, Bulletin, BulletinKind
from domain.campaigns.campaign import Campaign
from domain.language.questions import Question, Topic
from domain.precedence import Precedence
from domain.reach import Reach
from formats.bulletin.lines import three_lines
from formats.bulletin.text import written
from formats.chat import answers
from formats.spoken import moment_text
from formats.words import bulletins as words
from formats.words import chat as texts
from handlers.asker import Asker, campaigns_meant, days_meant
from handlers.desk import bulletin_papers as papers
from handlers.desk import entering
from handlers.desk.bulletin_sending import brought, said
from handlers.desk.bulletin_view import BulletinQuestion, gather, proposed
from handlers.desk.in_chat import Answer
from handlers.desk.reach import reach_of
from handlers.outbox import address, say
from storage import bulletins
from storage.engine.database import Connection


async def open_bulletin(asker: Asker, question: Question) -> Answer:
    """Of the day asked about, or the final one. Nothing is drafted by asking."""
    ctx, connection = asker.ctx, asker.connection
    reach = await reach_of(ctx, connection, asker.person)
    campaigns = campaigns_meant(asker.campaigns, question, asker.now)
    if reach is None or not campaigns:
        return Answer(text=texts.NO_CAMPAIGN)
    campaign = campaigns[0]
    days = days_meant(campaign, question, asker.now)
    if question.no_day or not days:
        return Answer(text=answers.not_a_day(campaign.first_day, campaign.last_day))
    final = question.topic is Topic.FINAL_BULLETIN
    kind = BulletinKind.FINAL if final else BulletinKind.DAILY
    newest = await bulletins.newest(connection, reach, campaign.code, kind, None if final else days[-1])
    if newest is not None and newest.issued:
        return await _issued(asker, reach, newest)
    blocks = await proposed(connection, reach, campaign, kind, days[-1])
    if newest is not None:
        blocks |= {block: one.text for block, one in (await bulletins.blocks(connection, reach, newest.id)).items()}
    asked = BulletinQuestion(
        kind=kind,
        day=days[-1],
        blocks=blocks,
        names_missing=newest is None or newest.names_missing,
        by_kind=newest is None or newest.by_kind,
    )
    return await _draft(asker, reach, campaign, asked, newest)


async def _draft(
    asker: Asker, reach: Reach, campaign: Campaign, asked: BulletinQuestion, newest: Bulletin | None
) -> Answer:
    ctx = asker.ctx
    now = written(await gather(asker.connection, reach, campaign, asked, now=asker.now))
    query = urlencode({"kind": asked.kind.value, "day": asked.day.isoformat()})
    leads_to = f"/bulletins/{newest.id}" if newest else f"/w/{campaign.code}/bulletins?{query}"
    token, url = entering.new_link(ctx, leads_to)
    title = words.DRAFT.format(kind=words.KINDS[asked.kind], title=asked.blocks[Block.TITLE])
    how = words.AND_LINK if reach.acts else words.LOOK_LINK

    async def keep(connection: Connection) -> None:
        await entering.keep_link(ctx, connection, asker.person, token)

    return Answer(text="\n".join([title, *three_lines(now)[1:], how.format(url=url)]), writes=keep)


async def _issued(asker: Asker, reach: Reach, found: Bulletin) -> Answer:
    """Its picture and Word follow the words."""
    ctx, person = asker.ctx, asker.person
    snapshot = papers.snapshot_of(await bulletins.snapshot(asker.connection, reach, found.id))
    told = words.IS_ISSUED.format(
        kind=snapshot.written.kind,
        number=snapshot.written.number,
        moment=moment_text(found.issued_at or found.made_at),
    )
    account = address(ctx, person)

    async def keep(connection: Connection) -> None:
        if account is not None:
            key = f"bulletin-asked:{found.id}:{person.id}:{asker.now:%Y%m%d%H%M%S}"
            first = Precedence.ANSWER
            said_now = brought(ctx, account.channel, account.account, told, key, snapshot, first)
            await say(ctx, connection, said_now)

    return Answer(text=said(reach, snapshot.written), writes=keep)
