"""One turn of a conversation: what every story about words is handed."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.campaigns.campaign import Campaign
from domain.language.phrases import Phrase
from domain.obligation import Obligation
from domain.organisation import Organisation, Person
from handlers.context import Context
from storage import obligations
from storage.conversations import Conversation
from storage.engine.database import Connection
from storage.inbox import InboxMessage

#: What a story returns when it took the message and a receipt will answer.
HANDLED = ""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One message in words, inside the transaction that will end it.

    ``unit``: the one its sender reports for now, None while one who serves several has not said which.
    """

    ctx: Context
    connection: Connection
    message: InboxMessage
    person: Person
    conversation: Conversation
    unit: Organisation | None
    campaign: Campaign | None
    phrase: Phrase
    _owed: dict[int, list[Obligation]] = field(default_factory=dict, init=False, repr=False)

    async def owed(self, organisation_id: int) -> list[Obligation]:
        """Everything this unit owes to the campaigns in force, as it was when the turn first asked."""
        if organisation_id not in self._owed:
            campaigns = list(self.ctx.campaigns)
            self._owed[organisation_id] = await obligations.of_organisation(self.connection, organisation_id, campaigns)
        return self._owed[organisation_id]
