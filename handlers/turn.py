"""One turn of a conversation: what every story that does something is handed, and what it returns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.campaigns.campaign import Campaign
from domain.conversation import Kept
from domain.language.acts import Act
from domain.obligation import Obligation
from domain.organisation import Organisation, Person
from handlers.context import Context
from storage import obligations
from storage.conversations import Conversation
from storage.engine.database import Connection
from storage.inbox import InboxMessage
from storage.recollections import Recollection


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One message that is an act, inside the transaction that will end it. ``said``: the words it was read from.

    ``now``: campaign time, the same for all that it writes.

    ``unit``: the one its sender reports for now, None while one who serves several has not said which.
    """

    ctx: Context
    connection: Connection
    message: InboxMessage
    person: Person
    conversation: Conversation
    recollection: Recollection
    unit: Organisation | None
    campaign: Campaign | None
    now: datetime
    said: str = ""
    _owed: dict[int, list[Obligation]] = field(default_factory=dict, init=False, repr=False)

    @property
    def own_units(self) -> frozenset[int]:
        return frozenset(unit.id for unit in self.person.reports_for)

    async def owed(self, organisation_id: int) -> list[Obligation]:
        """Everything this unit owes to the campaigns in force, as it was when the turn first asked."""
        if organisation_id not in self._owed:
            campaigns = list(self.ctx.campaigns)
            self._owed[organisation_id] = await obligations.of_organisation(self.connection, organisation_id, campaigns)
        return self._owed[organisation_id]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a story did: ``text`` to say, empty when a receipt will say it.

    ``undo``: what takes all of it back; empty when nothing can, None when nothing was done, so that 撤销 still means
    what was done before.
    ``asks``: ``text`` is a question, ``offered``: what each of its numbers stands for. ``kept``: what the next message
    may refer to.
    """

    text: str = ""
    undo: tuple[Act, ...] | None = None
    asks: bool = False
    offered: tuple[Act, ...] = ()
    kept: Kept | None = None


#: The act that a story is handed is of the type that it is listed under.
Story = Callable[[Turn, Any], Awaitable[Told]]
