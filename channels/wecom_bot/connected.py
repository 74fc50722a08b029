"""A bot spoken to over a long connection: the contract, put together from connection, message, downloads and uploads.

Only the process that holds the connection can say anything; others fetch files, which needs none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from channels import buttons
from channels.contract import Callback, Fetched, Received
from channels.http import Redaction
from channels.long_connection import Line
from channels.wecom_bot import saying
from channels.wecom_bot.connection import BotConnection
from channels.wecom_bot.errors import CANNOT_ANSWER, Refused
from channels.wecom_bot.frames import Command, Frame, Numbers
from channels.wecom_bot.media import Downloads
from channels.wecom_bot.message import Reader, card_pressed
from channels.wecom_bot.settings import WecomBotSettings
from channels.wecom_bot.uploading import upload
from domain.abilities import Abilities, AttachmentKind, Replies, Unasked
from domain.messages import Incoming, Malformed, MessageKind, Outgoing, Problem, SendError, Sent

#: Messages a minute and an hour to one conversation: what the platform lets through, and what is sent of it.
PER_MINUTE, PER_HOUR = 30, 1000
PACE, HOURLY = 27, 950
#: Messages on their way at once. Of a process that is killed nobody knows what became of them, and they are said again.
MOST_IN_FLIGHT = 3
#: An answer finds its message for so long; a welcome its event.
ANSWERED_FOR = timedelta(seconds=330)
WELCOMED_FOR = timedelta(seconds=4.5)
#: The platform's words for what is attached.
_KINDS: Mapping[AttachmentKind, str] = {AttachmentKind.PICTURE: "image", AttachmentKind.FILE: "file"}

_ABILITIES = Abilities(
    max_text_bytes=saying.MAX_TEXT_BYTES,
    max_receivers=1,
    pace=PACE,
    hourly=HOURLY,
    files=True,
    shrinks_photos=True,
    unasked=Unasked.SPOKEN,
    replies=Replies.ONCE,
    repeatable=False,
    markdown=True,
    sends=frozenset(_KINDS),
    max_picture_bytes=10 * 1024 * 1024,
    max_file_bytes=20 * 1024 * 1024,
    buttons=buttons.MOST,
    group=True,
)


def _real() -> datetime:
    return datetime.now(UTC)


class ConnectedBot(Line[BotConnection]):
    """``clock``: real time. It is its own ``channels.connecting.Connector``."""

    abilities = _ABILITIES
    speaks = True

    def __init__(self, settings: WecomBotSettings, *, name: str, clock: Callable[[], datetime] = _real) -> None:
        super().__init__()
        self.name = name
        self.connector = self
        self._settings = settings
        self._clock = clock
        self._reader = Reader(channel=name, bot_name=settings.bot_name)
        self._downloads = Downloads(settings)
        self._redact = Redaction((settings.secret,))
        self._numbers = Numbers()
        self._in_flight = asyncio.Semaphore(MOST_IN_FLIGHT)

    # The connection

    async def connect(self) -> BotConnection:
        """Open one and say who we are. Raises ``SendError``."""
        connection = await self._opened()
        try:
            await connection.subscribe()
        except BaseException:
            await connection.close()
            raise
        self._connection = connection
        return connection

    async def probe(self) -> None:
        """Ask whether the connection stands; without one open one for a moment. Raises ``SendError``.

        The second takes the connection away from whoever else holds it: callers see to it that nobody does.
        """
        if self._connection is not None and self._connection.open:
            await self._connection.ask(Command.PING, None)
            return
        connection = await self._opened()
        try:
            await connection.subscribe()
        finally:
            await connection.close()

    async def close(self) -> None:
        await super().close()
        await self._downloads.close()

    # What comes

    def verify(self, callback: Callback) -> str:
        """There is no address to check. Raises ``Malformed``."""
        raise Malformed("this bot is spoken to over a long connection")

    def receive(self, callback: Callback) -> Received:
        """Nobody calls. Raises ``Malformed``."""
        raise Malformed("this bot is spoken to over a long connection")

    def understood(self, frame: Frame) -> Sequence[Incoming]:
        """The messages of one callback, with what it takes to answer it."""
        at = self._clock()
        messages = self._reader.understood(frame.body, text=frame.text, at=at)
        return [_answerable(message, frame.req_id, at) for message in messages]

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Bring one file, and open it. Raises ``SendError``."""
        return await self._downloads.fetch(media, into)

    # What is said

    async def send(self, outgoing: Outgoing) -> Sent:
        """One message to one conversation, as an answer where it is one. Raises ``SendError``."""
        async with self._in_flight:
            return await self._send(outgoing)

    async def _send(self, outgoing: Outgoing) -> Sent:
        saying.check_receivers(outgoing)
        if outgoing.attachment is not None:
            await self._send_attached(outgoing, outgoing.attachment.kind)
            return Sent()
        saying.check_length(outgoing)
        if not (outgoing.reply and await self._answer(outgoing)):
            await self._push(outgoing)
        return Sent()

    async def _answer(self, outgoing: Outgoing) -> bool:
        """False: the platform does not know any more what this answers."""
        how, _, req_id = outgoing.reply.partition(":")
        try:
            if how == _WELCOME:
                await self._ask(Command.WELCOME, saying.welcome(outgoing), about=req_id)
            else:
                await self._ask(Command.RESPOND, saying.stream(outgoing), about=req_id)
        except Refused as error:
            if error.errcode in CANNOT_ANSWER:
                return False
            raise
        return True

    async def _push(self, outgoing: Outgoing) -> None:
        await self._say(outgoing, saying.markdown(outgoing))
        if outgoing.choices:
            await self._say(outgoing, {"msgtype": "template_card", "template_card": buttons.card(outgoing)})

    async def _send_attached(self, outgoing: Outgoing, kind: AttachmentKind) -> None:
        attachment = outgoing.attachment
        assert attachment is not None
        word = _KINDS[kind]
        media_id = await upload(self._ask, attachment.path, kind=word, name=attachment.name)
        await self._say(outgoing, {"msgtype": word, word: {"media_id": media_id}})

    async def _say(self, outgoing: Outgoing, body: saying.Body) -> None:
        await self._ask(Command.SEND, {"chatid": outgoing.receivers[0], **body})

    async def _ask(self, command: Command, body: Mapping[str, Any], about: str = "") -> Mapping[str, Any]:
        if self._connection is None:
            raise SendError(Problem.BUSY, permanent=False, retry_after=2.0, detail="not connected")
        return await self._connection.ask(command, body, about=about)

    async def _opened(self) -> BotConnection:
        return BotConnection(
            await self._socket(self._settings.websocket_url, timeout=self._settings.call_timeout),
            self._settings,
            numbers=self._numbers,
            understood=self.understood,
            answered=_at_once,
            redact=self._redact,
        )


_MESSAGE, _WELCOME = "m", "w"


def _at_once(frame: Frame) -> tuple[Command, Mapping[str, Any]] | None:
    """A card whose button was pressed offers nothing any more; the platform waits for that 5 seconds."""
    if frame.event != "template_card_event":
        return None
    key, task = card_pressed(frame.body)
    return (Command.UPDATE_CARD, saying.pressed(key, task)) if key and task else None


def _answerable(message: Incoming, req_id: str, at: datetime) -> Incoming:
    if not req_id or message.kind in (MessageKind.OTHER, MessageKind.BUTTON):
        return message
    if message.kind is MessageKind.ENTER:
        return replace(message, reply=f"{_WELCOME}:{req_id}", reply_until=at + WELCOMED_FOR)
    return replace(message, reply=f"{_MESSAGE}:{req_id}", reply_until=at + ANSWERED_FOR)
