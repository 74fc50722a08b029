"""The personal link to the upload page: made here, and whoever opens a page is asked for it here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.abilities import Abilities
from domain.events import EventVerb
from domain.findings import Level, remedies
from domain.organisation import Person
from domain.submission import State
from domain.upload import UploadProblem, UploadRefused
from formats.chat.receipt import ReceiptItem
from handlers.context import Context
from storage import events, links, people
from storage.engine.database import Connection
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


async def new_link(
    ctx: Context, connection: Connection, person_id: int, channel: str, account: str
) -> tuple[str, datetime]:
    """A new link's address and, in campaign time, its end."""
    real = ctx.clock.real()
    until = real + ctx.uploads.link_life
    token = await links.make(
        connection, person_id=person_id, channel=channel, account=account, now=real, expires_at=until
    )
    await events.record(connection, EventVerb.LINK_MADE, at=ctx.clock.now(), person_id=person_id)
    return f"{ctx.public_url}/u/{token}", ctx.clock.at(until)


def needs_upload_page(item: ReceiptItem, channel: Abilities) -> bool:
    """What is wrong with this one is the channel's doing: the upload page is where it goes through."""
    if item.state not in (State.REFUSED, State.INCOMPLETE, State.ACCEPTED, State.UNASSIGNED):
        return False
    way = item.channel_of(channel)
    told = item.findings if item.state is not State.REFUSED else [f for f in item.findings if f.level is Level.ERROR]
    return any(remedies.needs_upload_page(finding, way) for finding in told)
