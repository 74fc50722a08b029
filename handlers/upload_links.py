"""The personal upload link: 上传 brings one, 作废链接 revokes all, and whoever opens a page is asked for it here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.findings import Level
from domain.messages import Abilities
from domain.organisation import Person
from domain.submission import State
from domain.upload import UploadProblem, UploadRefused
from formats import upload as words
from formats.chat.receipt import ReceiptItem
from formats.findings.finding import leads_to_page
from handlers.context import Context
from handlers.conversation.turn import Turn
from handlers.outbox import reply
from storage import events, inbox, links, people
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.links import Link


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A link that opens, and whose it is."""

    link: Link
    person: Person


async def holder(ctx: Context, token: str) -> Holder:
    """Whose page a token opens. Raises ``UploadRefused``."""
    async with ctx.database.read() as connection:
        link = await links.find(connection, token)
        if link is None:
            raise UploadRefused(UploadProblem.LINK_UNKNOWN)
        if link.revoked_at is not None:
            raise UploadRefused(UploadProblem.LINK_REVOKED)
        if link.expires_at <= ctx.clock.real():
            raise UploadRefused(UploadProblem.LINK_EXPIRED)
        person = await people.by_account(connection, link.channel, link.account)
    # The account may have changed hands, its owner may report for nobody any more: then it opens nothing.
    if person is None or person.id != link.person_id or not person.reports_for:
        raise UploadRefused(UploadProblem.LINK_UNKNOWN)
    return Holder(link=link, person=person)


async def asked(turn: Turn) -> str | None:
    """``上传``: the link, whose it is, how long it is good."""
    incoming = turn.message.incoming
    url, until = await new_link(turn.ctx, turn.connection, turn.person.id, incoming.channel, incoming.sender)
    return words.link_text(url, turn.person.name, until, now=turn.ctx.clock.now())


async def instead_of_a_file(ctx: Context, message: InboxMessage, person: Person) -> None:
    """The platform told of a file and kept it: say so, with the way on which it will come."""
    incoming = message.incoming
    async with ctx.database.write() as connection:
        url, until = await new_link(ctx, connection, person.id, incoming.channel, incoming.sender)
        said = words.file_not_here(incoming.file_name, url, until, now=ctx.clock.now())
        await reply(ctx, connection, message, said)
        await inbox.finish(connection, message)


async def revoked(turn: Turn) -> str | None:
    """``作废链接``: every link of this person, at once."""
    number = await links.revoke(turn.connection, turn.person.id, turn.ctx.clock.real())
    if number:
        at = turn.ctx.clock.now()
        await events.record(turn.connection, "links_revoked", at=at, person_id=turn.person.id, number=number)
    return words.revoked_text(number)


async def new_link(
    ctx: Context, connection: Connection, person_id: int, channel: str, account: str
) -> tuple[str, datetime]:
    """A new link's address and, in campaign time, its end."""
    real = ctx.clock.real()
    until = real + ctx.uploads.link_life
    token = await links.make(
        connection, person_id=person_id, channel=channel, account=account, now=real, expires_at=until
    )
    await events.record(connection, "link_made", at=ctx.clock.now(), person_id=person_id)
    return f"{ctx.public_url}/u/{token}", ctx.clock.at(until)


def needs_upload_page(item: ReceiptItem, channel: Abilities) -> bool:
    """What is wrong with this one is the channel's doing: the upload page is where it goes through."""
    if item.state not in (State.REFUSED, State.INCOMPLETE, State.ACCEPTED, State.UNASSIGNED):
        return False
    way = item.channel_of(channel)
    told = item.findings if item.state is not State.REFUSED else [f for f in item.findings if f.level is Level.ERROR]
    return any(leads_to_page(finding, way) for finding in told)
