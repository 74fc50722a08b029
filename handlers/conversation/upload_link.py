"""The upload link in chat: 上传 brings one, 作废链接 revokes all, a file that did not come is answered with one."""

from __future__ import annotations

from domain.events import EventVerb
from domain.language.acts import MakeLink, RevokeLinks
from domain.organisation import Person
from formats.chat import upload_link as words
from handlers.context import Context
from handlers.outbox import reply
from handlers.turn import Told, Turn
from handlers.upload_links import new_link
from storage import events, inbox, links
from storage.inbox import InboxMessage


async def make(turn: Turn, act: MakeLink) -> Told:
    """``上传``: the link, whose it is, how long it is good."""
    incoming = turn.message.incoming
    url, until = await new_link(turn.ctx, turn.connection, turn.person.id, incoming.channel, incoming.sender)
    return Told(text=words.link_text(url, turn.person.name, until, now=turn.now), undo=())


async def instead_of_a_file(ctx: Context, message: InboxMessage, person: Person) -> None:
    """The platform told of a file and kept it: say so, with the way on which it will come."""
    incoming = message.incoming
    async with ctx.database.write() as connection:
        url, until = await new_link(ctx, connection, person.id, incoming.channel, incoming.sender)
        said = words.file_not_here(incoming.file_name, url, until, now=ctx.clock.now())
        await reply(ctx, connection, message, said)
        await inbox.finish(connection, message)


async def revoke(turn: Turn, act: RevokeLinks) -> Told:
    """``作废链接``: every link of this person, at once."""
    number = await links.revoke(turn.connection, turn.person.id, turn.ctx.clock.real())
    if number:
        await events.record(
            turn.connection, EventVerb.LINKS_REVOKED, at=turn.now, person_id=turn.person.id, details={"number": number}
        )
    return Told(text=words.revoked_text(number), undo=())
