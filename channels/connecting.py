"""Platforms to which we open a connection, instead of them calling us: what the listening role asks of such a channel.

The channel opens and reads; who may hold a connection, when it is opened again and where messages are stored is for
``listening``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import Protocol

from channels.contract import Channel
from domain.messages import Incoming


class Ended(StrEnum):
    """Why a connection is no more."""

    #: By the platform or the network, with or without a word.
    CLOSED = "closed"
    #: Nobody answered any more.
    SILENT = "silent"
    #: The platform gives what comes to another connection of the same bot.
    REPLACED = "replaced"
    #: We closed it.
    LEFT = "left"


#: Stores what came together, in its order; returns when it is durable.
Heard = Callable[[Sequence[Incoming]], Awaitable[None]]


class Connection(Protocol):
    """One connection that the platform has accepted.

    ``leaving``: the platform has said that it will close it soon.
    """

    @property
    def leaving(self) -> bool: ...

    async def listen(self, heard: Heard) -> Ended:
        """Hand on what comes until it ends, and whatever had come by then."""

    async def close(self) -> None:
        """End it; what has come is still handed on by ``listen``."""


class Connector(Protocol):
    """What a channel has that is spoken to over a connection of ours.

    ``connected``: there is one in this process. ``speaks``: what is said goes over it, too; else by calls, which any
    process may make.
    """

    speaks: bool

    @property
    def connected(self) -> bool: ...

    async def connect(self) -> Connection:
        """Open one more. Raises ``SendError``: ``CREDENTIALS`` when it is us whom the platform does not want.

        From here on the channel sends over this one; one that is open already goes on being read until it ends.
        """


def connector_of(channel: Channel) -> Connector | None:
    """None: the platform calls us."""
    found: Connector | None = getattr(channel, "connector", None)
    return found
