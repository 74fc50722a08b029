"""空白统计表: the empty form, as a file where the channel brings one, else where it can be had."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from domain.abilities import AttachmentKind
from domain.campaigns.campaign import Campaign, Milestone
from domain.organisation import Person
from domain.precedence import Precedence
from formats.chat import blank_form as words
from formats.words.statistics import INSTRUCTIONS
from handlers.asker import Asker
from handlers.context import Context
from handlers.outbox import say
from handlers.upload_links import new_link
from storage.engine.database import Connection
from storage.engine.objects import ObjectGone, campaign_folder
from storage.inbox import InboxMessage
from storage.outbox import OutboxMessage
from storage.outbox_parts import StoredAttachment

#: More than it ever takes.
MOST_BYTES = 100_000


@dataclass(frozen=True, kw_only=True)
class BlankForm:
    """What is said, and what follows it: ``title`` is that of the form. ``linked``: a personal link says it instead."""

    text: str = ""
    attachment: StoredAttachment | None = None
    title: str = ""
    linked: bool = False


def blank_form(asker: Asker) -> BlankForm:
    """Of the campaign nearest in time that asks the units of who asks for it. What follows has to be ``made``."""
    found = _asked(asker)
    if found is None:
        return BlankForm(text=words.not_asked([unit.name for unit in asker.person.reports_for]))
    campaign, form = found
    if not campaign.rules.statistics.header:
        return BlankForm(text=words.handed_out_elsewhere(form.name, [line.receiver for line in campaign.lines]))
    stored = _stored(campaign, form)
    if asker.channel.brings(stored.kind, stored.size):
        return BlankForm(text=words.follows(form.name), attachment=stored, title=form.name)
    if asker.person.reports_for:
        return BlankForm(title=form.name, linked=True)
    return BlankForm(text=words.at_the_desk(form.name, f"{asker.ctx.public_url}/w/{campaign.code}/milestones"))


def _asked(asker: Asker) -> tuple[Campaign, Milestone] | None:
    kinds = {unit.kind for unit in asker.person.reports_for}
    found = [
        (campaign, campaign.form)
        for campaign in asker.campaigns
        if campaign.form is not None and (not kinds or kinds & set(campaign.owing(campaign.form.code)))
    ]
    return min(found, key=lambda one: one[0].distance(asker.now), default=None)


async def say_link(
    ctx: Context, message: InboxMessage, person: Person, form: BlankForm, connection: Connection
) -> None:
    """The person's own upload page, where the form can be filled in and had; said in the transaction that makes it.

    To the person alone, also when it was asked for in a group.
    """
    incoming, now = message.incoming, ctx.clock.now()
    url, until = await new_link(ctx, connection, person.id, incoming.channel, incoming.sender)
    said = OutboxMessage(
        channel=incoming.channel,
        account=incoming.sender,
        text=words.on_the_upload_page(form.title, url, until, now=now),
        key=f"blank:{message.id}",
        reply_to=None if incoming.group else message.id,
        precedence=Precedence.ANSWER,
    )
    await say(ctx, connection, [said])


async def made(ctx: Context, form: BlankForm) -> None:
    """Put it into the store, where it is not yet. It may wait: call it where no transaction is open."""
    if form.attachment is None:
        return
    try:
        await ctx.objects.size(form.attachment.key)
    except ObjectGone:
        # With openpyxl, which a running bot needs for nothing else.
        from formats.books.statistics import template_book

        await ctx.objects.put(form.attachment.key, await asyncio.to_thread(template_book, form.title))


def _stored(campaign: Campaign, form: Milestone) -> StoredAttachment:
    """Under a name that changes with what it says."""
    said = sha256(repr((form.name, INSTRUCTIONS)).encode()).hexdigest()[:16]
    key = f"{campaign_folder(campaign.code)}/blank/{said}.xlsx"
    return StoredAttachment(kind=AttachmentKind.FILE, key=key, name=f"{form.name}（空白）.xlsx", size=MOST_BYTES)
