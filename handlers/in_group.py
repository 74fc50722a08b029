"""Answering in a group, where everybody hears it: only what may be heard (``domain.audience``) is said aloud.

Whatever else is asked is answered to the person alone; that is the way of ``handlers.outbox.reply`` by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.audience import Aloud, Audience, aloud
from domain.language.questions import Question
from formats.chat.aloud import counts_aloud, missing_aloud
from handlers.asker import Asker, Unanswerable
from handlers.context import Context
from handlers.questions import answer_question
from handlers.supervision import lists
from storage.inbox import InboxMessage


def audience_of(ctx: Context, message: InboxMessage) -> Audience:
    """Who hears what is said where the message was said."""
    incoming = message.incoming
    if not incoming.group:
        return Audience.ALONE
    known = ctx.configured.get(incoming.channel)
    return Audience.OFFICE if known is not None and incoming.group in known.groups else Audience.GROUP


async def said_aloud(asker: Asker, questions: Sequence[Question], audience: Audience) -> str | None:
    """What the group hears; None when any of it is for the person alone."""
    shares = [aloud(question, audience) for question in questions]
    if Aloud.NOTHING in shares or not asker.person.duties:
        return None
    # Whose area is not theirs to ask about is told so alone, as everywhere.
    if any(share is not Aloud.WHOLE for share in shares) and not asker.offices:
        return None
    parts = [await _part(asker, question, share) for question, share in zip(questions, shares, strict=True)]
    return "\n\n".join(dict.fromkeys(filter(None, parts)))


async def _part(asker: Asker, question: Question, share: Aloud) -> str:
    if share is Aloud.WHOLE:
        return await answer_question(asker, question)
    try:
        return await lists.worded(asker, question, missing_aloud if share is Aloud.MISSING else counts_aloud)
    except Unanswerable as refusal:
        return refusal.said
