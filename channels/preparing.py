"""Channels that must know something of their platform before what it posts can be read."""

from __future__ import annotations

from typing import Protocol, cast

from channels.contract import Channel


class Preparing(Protocol):
    """A channel that asks once."""

    async def prepare(self) -> None:
        """Costs nothing once it is known; within a second at most. Never raises."""


def preparing(channel: Channel) -> Preparing | None:
    """None: it reads what comes as it is."""
    found = cast(Preparing, channel)
    return found if hasattr(channel, "prepare") else None
