"""What every channel can do. A new platform is one file here and one row in ``registry``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.messages import Abilities, Incoming, Outgoing, Sent


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A webhook call as HTTP brought it. ``at`` is the real time of arrival (signatures are judged by it)."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file brought from the platform to ``path``; ``file_name`` is what the platform called it, if it did."""

    path: Path
    file_name: str
    size: int


class Channel(Protocol):
    """One platform. Raises ``SendError`` and ``CallbackError`` and nothing else."""

    name: str
    abilities: Abilities

    def verify(self, callback: Callback) -> str:
        """Answer the console's URL check (GET): the text to send back. Raises ``CallbackError``."""

    def receive(self, callback: Callback) -> Sequence[Incoming]:
        """Verify first, then decrypt and parse one POST.

        Raises ``Forged``, or ``Malformed`` when the envelope cannot be opened. Whatever was in a good envelope is an
        ``Incoming``: as ``UNREAD`` or ``OTHER``, with ``raw``, when it cannot be read.
        """

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Stream one media item into the folder ``into``. Raises ``SendError``."""

    async def send(self, outgoing: Outgoing) -> Sent:
        """Hand one text to the platform. Raises ``SendError``."""

    async def probe(self) -> None:
        """Prove credentials and reachability, cheaply, and without naming a receiver. Raises ``SendError``.

        The platform is asked even when it has refused the same just now: callers see to it that this is not too often.
        """

    async def close(self) -> None:
        """Let connections go."""
