"""One turn of a conversation: what every story about words is handed."""

from __future__ import annotations

from dataclasses import dataclass

from domain.campaigns.campaign import Campaign
from domain.language.phrases import Phrase
from domain.organisation import Person
from handlers.context import Context
from storage.conversations import Conversation
from storage.engine.database import Connection
from storage.inbox import InboxMessage

#: What a story returns when it took the message and a receipt will answer.
HANDLED = ""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One message in words, inside the transaction that will end it."""

    ctx: Context
    connection: Connection
    message: InboxMessage
    person: Person
    conversation: Conversation
    campaign: Campaign | None
    phrase: Phrase
