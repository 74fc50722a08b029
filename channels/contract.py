"""What every channel can do. A new platform is one file here and one row in ``registry``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.abilities import Abilities
from domain.messages import Incoming, Outgoing, Sent


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A webhook call as HTTP brought it. ``at`` is the real time of arrival (signatures are judged by it)."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CallbackAnswer:
    """What the platform wants to hear once everything it brought is stored."""

    body: bytes = b""
    content_type: str = "text/plain"


#: Nearly every platform's: an empty 200.
EMPTY = CallbackAnswer()


@dataclass(frozen=True, kw_only=True)
class Received:
    """What one callback brought, and its answer, which is written after the messages are on disk.

    ``hint``: what the platform has is to be pulled with this (``channels.pulling``), a secret for some minutes.
    """

    messages: Sequence[Incoming] = ()
    hint: str = field(default="", repr=False)
    answer: CallbackAnswer = EMPTY


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file brought from the platform to ``path``; ``file_name`` is what the platform called it, if it did."""

    path: Path
    file_name: str
    size: int


class Channel(Protocol):
    """One platform. Raises ``SendError`` and ``CallbackError`` and nothing else.

    ``name`` is its own, given by the settings: there may be several of a kind.
    """

    name: str
    abilities: Abilities

    def verify(self, callback: Callback) -> str:
        """Answer the console's URL check (GET): the text to send back. Raises ``CallbackError``."""

    def receive(self, callback: Callback) -> Received:
        """Verify first, then decrypt and parse one POST. One message of several parts becomes several (``numbered``).

        Raises ``Forged``, or ``Malformed`` when the envelope cannot be opened. Whatever was in a good envelope is an
        ``Incoming``: as ``UNREAD`` or ``OTHER``, with ``raw``, when it cannot be read.
        """

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Stream one media item into the folder ``into``. Raises ``SendError``."""

    async def send(self, outgoing: Outgoing) -> Sent:
        """Hand one message to the platform; of what it cannot carry (``abilities``) it is handed none.

        Raises ``SendError``: ``Problem.UNCERTAIN`` when it may have been carried out and making the same call again
        would do it twice.
        """

    async def probe(self) -> None:
        """Prove credentials and reachability, cheaply, and without naming a receiver. Raises ``SendError``.

        The platform is asked even when it has refused the same just now: callers see to it that this is not too often.
        """

    async def close(self) -> None:
        """Let connections go."""
