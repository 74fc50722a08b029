"""Who of the roster has not arrived, for the operator: no account yet, never wrote, an account that waits for a yes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from domain.campaigns.campaign import Campaign
from storage import bindings, contacts, people
from storage.contacts import UnitContact
from storage.engine.database import Connection


@dataclass(frozen=True, kw_only=True)
class PendingBinding:
    """An account that used somebody's code and waits. ``asked_at``: campaign time."""

    person: str
    units: tuple[str, ...]
    channel: str
    account: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class MissingContacts:
    """``unregistered``: liaisons without an account on a channel in force, and units with nobody; in roster order."""

    unregistered: list[UnitContact] = field(default_factory=list)
    silent: list[UnitContact] = field(default_factory=list)
    asking: list[PendingBinding] = field(default_factory=list)


async def not_arrived(
    connection: Connection, campaigns: Iterable[Campaign], channels: Collection[str]
) -> MissingContacts:
    """Of all units that owe something in any campaign."""
    kinds = {kind for campaign in campaigns for kind in campaign.kinds}
    return MissingContacts(
        unregistered=await contacts.unreachable(connection, kinds, channels, None),
        silent=await contacts.silent(connection, kinds, channels, None),
        asking=await _asking(connection),
    )


async def _asking(connection: Connection) -> list[PendingBinding]:
    waiting = await bindings.pending(connection)
    known = {person.id: person for person in await people.all(connection)} if waiting else {}
    return [
        PendingBinding(
            person=known[one.person_id].name,
            units=tuple(dict.fromkeys(duty.organisation.name for duty in known[one.person_id].duties)),
            channel=one.account.channel,
            account=one.account.account,
            asked_at=one.asked_at,
        )
        for one in waiting
    ]
