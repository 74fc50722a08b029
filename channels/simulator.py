"""The chat page's channel: JSON in, a callable out, so that a newcomer can walk through everything at once.

It knows neither the page nor the database; ``SimulatorPage`` carries the two things it needs from them. There is
nothing to forge: whoever sees the page may be anybody on it, which is what it is for.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from channels.contract import Callback, Fetched, Received
from domain.abilities import Abilities
from domain.messages import Incoming, Malformed, MessageKind, Outgoing, Problem, SendError, Sent, storable

CHANNEL = "simulator"
_MAX_ID = 128


@dataclass(frozen=True, kw_only=True)
class SimulatorSettings:
    """Whether the chat page is there."""

    enabled: bool = False


@dataclass(frozen=True, kw_only=True)
class SimulatorPage:
    """What the page offers: ``deliver(account, text)`` shows a message, ``read(media, into)`` copies a file."""

    deliver: Callable[[str, str], Awaitable[None]]
    read: Callable[[str, Path], Awaitable[Fetched]]


class SimulatorChannel:
    """A channel like any other, with a platform that never fails unless the page does."""

    name = CHANNEL
    abilities = Abilities(
        max_text_bytes=2048,
        # One at a time: what a page's trouble keeps from one is not shown to another twice.
        max_receivers=1,
        pace=900,
        # It swallows nothing; a rehearsal shall read like the platform that is rehearsed.
        swallows_repeats_for=timedelta(minutes=31),
        files=True,
        shrinks_photos=False,
    )

    def __init__(self, page: SimulatorPage) -> None:
        self._page = page

    def verify(self, callback: Callback) -> str:
        """The page has no console to answer. Raises ``Malformed``."""
        raise Malformed("the simulator has no address check")

    def receive(self, callback: Callback) -> Received:
        """One message as the page posts it. Raises ``Malformed``.

        The body is a JSON object of strings: ``id``, ``account``, ``kind`` (a ``MessageKind``), ``sent_at``
        (ISO 8601 with offset), and where they apply ``text``, ``media``, ``file_name``.
        """
        fields = _fields(callback.body)
        try:
            kind = MessageKind(_text(fields, "kind"))
            sent_at = datetime.fromisoformat(_text(fields, "sent_at"))
            if sent_at.tzinfo is not None:
                sent_at = sent_at.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise Malformed("no such kind, or not a time") from error
        if sent_at.tzinfo is None:
            raise Malformed("sent_at without an offset")
        message = Incoming(
            channel=CHANNEL,
            external_id=_identifier(fields, "id"),
            sender=_identifier(fields, "account"),
            kind=kind,
            sent_at=sent_at,
            text=_text(fields, "text"),
            media=_text(fields, "media"),
            file_name=_text(fields, "file_name"),
        )
        return Received(messages=(message,))

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Copy a file the page has stored. Raises ``SendError``."""
        try:
            return await self._page.read(media, into)
        except (FileNotFoundError, KeyError) as error:
            raise SendError(Problem.MEDIA_GONE, permanent=True, detail="no such file on the page") from error
        except OSError as error:
            raise SendError(Problem.BUSY, permanent=False, detail=type(error).__name__) from error

    async def send(self, outgoing: Outgoing) -> Sent:
        """Show the text to every receiver. Raises ``SendError``."""
        for account in outgoing.receivers:
            try:
                await self._page.deliver(account, outgoing.text)
            except OSError as error:
                raise SendError(Problem.BUSY, permanent=False, detail=type(error).__name__) from error
        return Sent()

    async def probe(self) -> None:
        """Nothing can be wrong with it."""

    async def close(self) -> None:
        """Nothing is held."""


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(fields, dict):
        raise Malformed("not a JSON object")
    return fields


def _identifier(fields: dict[str, Any], name: str) -> str:
    value = _text(fields, name).strip()
    if not 0 < len(value) <= _MAX_ID:
        raise Malformed(f"no usable {name}")
    return value


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name) or ""
    if not isinstance(value, str) or not storable(value):
        raise Malformed(f"{name} is not text")
    return value
