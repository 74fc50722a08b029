"""Platforms that make an address for one person at a time, which carries what is given to it, and for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, cast

from channels.contract import Channel


@dataclass(frozen=True, kw_only=True)
class PersonalLink:
    """``good_for``: from when it was made."""

    address: str
    good_for: timedelta


class Inviting(Protocol):
    """What a channel of a kind with ``personal_links`` has."""

    async def personal_link(self, carried: str) -> PersonalLink:
        """An address; ``carried``, at most 64 characters, comes in with whoever opens it. Raises ``SendError``."""


def inviting(channel: Channel) -> Inviting:
    """``channel``: of a kind with ``personal_links``."""
    return cast(Inviting, channel)
