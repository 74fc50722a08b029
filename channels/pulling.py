"""Platforms that only say that there is something: what they have is pulled page by page.

The channel asks for a page; who may ask, when, and how pages are stored with their place is for ``listening``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from channels.contract import Channel
from domain.messages import Incoming, Unreachable


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """A message that was taken and has not been delivered after all, by the platform's id of it.

    ``reason``: why this receiver is not reached; None: the channel is at fault, for which ``detail`` says more.
    """

    account: str
    message_id: str
    reason: Unreachable | None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """``cursor``: where the next begins. ``more``: it is there already, even after a page that holds nothing."""

    messages: Sequence[Incoming] = ()
    came_back: Sequence[CameBack] = ()
    cursor: str
    more: bool = False


class Puller(Protocol):
    """What a channel has from which messages are pulled."""

    async def prove(self) -> None:
        """Raises ``SendError``: ``CREDENTIALS`` when it is us whom the platform does not want."""

    async def pull(self, cursor: str, hint: str) -> Page:
        """The page at ``cursor``, empty for the first there is. ``hint``: the last callback's (``Received.hint``).

        Asked again for the same place it answers the same messages. Raises ``SendError``.
        """


def puller_of(channel: Channel) -> Puller | None:
    """None: what people send comes by itself."""
    found: Puller | None = getattr(channel, "puller", None)
    return found
