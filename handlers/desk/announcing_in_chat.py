"""公告 文字 in chat: whom it would go to, and said only after 确认."""

from __future__ import annotations

from dataclasses import dataclass

from domain.conversation import AnnouncementProposed
from domain.language.acts import ConfirmAnnouncement
from domain.language.questions import Question
from formats.chat import announcing as said
from formats.words import announcing as words
from formats.words import chat as texts
from handlers.asker import Asker
from handlers.desk import announcing
from handlers.desk.in_chat import Writes
from handlers.desk.reach import reach_of
from handlers.turn import Told, Turn
from storage import announcements, conversations
from storage.engine.database import Connection


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """``writes`` keeps what 确认 will say."""

    text: str
    proposed: AnnouncementProposed | None = None
    writes: Writes | None = None


async def propose(asker: Asker, question: Question, *, message: int) -> Proposal:
    """``message``: the number of the one that asks for it. Nothing is written here."""
    ctx, text = asker.ctx, question.text.strip()
    reach = await reach_of(ctx, asker.connection, asker.person)
    if reach is None:
        return Proposal(text=texts.NOTHING_TO_CONFIRM)
    if why := announcing.refused(text):
        return Proposal(text=why)
    whom = await announcing.receivers(ctx, asker.connection, reach)
    if not whom.accounts:
        return Proposal(text=words.NOBODY.format(office=reach.office.name))
    key = f"chat:{message}"

    async def keep(connection: Connection) -> None:
        await announcements.draft(connection, reach, key, text, at=asker.now)

    asked = said.ask(text, reach.office.name, units=whom.units, persons=len(whom.accounts), unbound=whom.unbound)
    return Proposal(text=asked, proposed=AnnouncementProposed(key), writes=keep)


async def described(asker: Asker, question: Question) -> str:
    """How it is said."""
    return words.HOW


async def confirm(turn: Turn, act: ConfirmAnnouncement) -> Told:
    """Said once, to whoever is a liaison of the area by now."""
    proposed, ctx = turn.conversation.awaiting, turn.ctx
    reach = await reach_of(ctx, turn.connection, turn.person)
    if not isinstance(proposed, AnnouncementProposed) or reach is None:
        return Told(text=texts.NOTHING_TO_CONFIRM)
    await conversations.save(turn.connection, turn.person.id, conversations.Change(awaiting=None), now=turn.now)
    found = await announcements.confirm(turn.connection, reach, proposed.key, at=turn.now)
    if found is None:
        return Told(text=texts.NOTHING_TO_CONFIRM)
    whom = await announcing.announce(ctx, turn.connection, reach, found.id, found.text)
    url = f"{ctx.public_url}/announcements/{found.id}"
    return Told(text=said.sent(url, persons=len(whom.accounts), unbound=whom.unbound), undo=())
