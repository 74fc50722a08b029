"""A bot that posts to us: the contract, put together from envelope, message, downloads and one answer for each message.

Nothing can be said unasked; ``response_url`` of a message takes one answer within an hour.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from channels.contract import EMPTY, Callback, CallbackAnswer, Fetched, Received
from channels.http import Http
from channels.platform_time import PlatformTime
from channels.sealed_json import Envelope
from channels.wecom_bot import saying
from channels.wecom_bot.errors import error_of
from channels.wecom_bot.media import Downloads
from channels.wecom_bot.message import Body, Reader, body_of
from channels.wecom_bot.settings import WecomBotSettings
from domain.abilities import Abilities, Replies, Unasked
from domain.messages import Forged, Incoming, MessageKind, Outgoing, Problem, SendError, Sent, Unreachable, as_text

#: The platform takes an answer for an hour; ours must have come by then.
ANSWERED_FOR = timedelta(minutes=58)

_ABILITIES = Abilities(
    max_text_bytes=saying.MAX_TEXT_BYTES,
    max_receivers=1,
    files=True,
    shrinks_photos=True,
    unasked=Unasked.NEVER,
    replies=Replies.ONCE,
    repeatable=False,
    markdown=True,
    group=True,
)
_QUERY = re.compile(r"\?[^\s'\"]*")


class WebhookBot:
    """``welcome``: said to whoever opens the conversation, which can be answered only at once."""

    abilities = _ABILITIES

    def __init__(
        self,
        settings: WecomBotSettings,
        *,
        name: str,
        platform_time: PlatformTime | None = None,
        welcome: str = "",
    ) -> None:
        self.name = name
        self._settings = settings
        self._welcome = welcome
        self._envelope = envelope_of(settings, platform_time or PlatformTime())
        self._reader = Reader(channel=name, bot_name=settings.bot_name)
        self._downloads = Downloads(settings)
        # Whoever has such an address may speak for the bot.
        self._http = Http("", timeout=settings.call_timeout, redact=lambda text: _QUERY.sub("?***", text)[:300])

    def verify(self, callback: Callback) -> str:
        """The decrypted ``echostr``, to be sent back bare. Raises ``Forged`` or ``Malformed``."""
        return self._envelope.echo(callback)

    def receive(self, callback: Callback) -> Received:
        """One POST. Raises ``Forged``, or ``Malformed`` when the envelope cannot be opened."""
        document = self._envelope.open(callback)
        body = body_of(document)
        if body is None:
            return Received(messages=(self._reader.unread(as_text(document), callback.at),))
        if body.get("aibotid") not in (None, self._settings.bot_id):
            raise Forged("for another bot")
        if body.get("msgtype") == "stream":
            # It asks for the rest of an answer; ours are whole.
            return Received()
        messages = self._reader.understood(body, text=as_text(document), at=callback.at)
        handle = body.get("response_url")
        reply = handle if isinstance(handle, str) and handle.startswith(("https://", "http://")) else ""
        # One answer: the last part has it.
        answerable = (*messages[:-1], _answerable(messages[-1], reply, callback.at))
        return Received(messages=answerable, answer=self._answer(messages[0], callback))

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Bring one file, and open it. Raises ``SendError``."""
        return await self._downloads.fetch(media, into)

    async def send(self, outgoing: Outgoing) -> Sent:
        """The one answer to a message. Raises ``SendError``."""
        saying.check_receivers(outgoing)
        if not outgoing.reply or outgoing.attachment is not None:
            raise SendError(
                Problem.REFUSED, permanent=True, detail="no answer to anything", unreachable=Unreachable.WINDOW
            )
        saying.check_length(outgoing)
        try:
            answer = await self._http.json("POST", outgoing.reply, {}, body=saying.markdown(outgoing))
        except SendError as error:
            if error.code is Problem.BUSY:
                raise SendError(
                    Problem.UNCERTAIN, permanent=False, retry_after=error.retry_after, detail=error.detail
                ) from error
            raise
        _refuse(answer)
        return Sent()

    async def probe(self) -> None:
        """There is nobody to ask: what is wrong shows when the platform posts."""

    async def close(self) -> None:
        await self._http.close()
        await self._downloads.close()

    def _answer(self, message: Incoming, callback: Callback) -> CallbackAnswer:
        if message.kind is not MessageKind.ENTER or not self._welcome:
            return EMPTY
        welcome: Body = {"msgtype": "text", "text": {"content": self._welcome}}
        body = sealed_answer(self._envelope, welcome, int(callback.at.timestamp()), callback.query.get("nonce", ""))
        return CallbackAnswer(body=body, content_type="application/json")


def envelope_of(settings: WecomBotSettings, platform_time: PlatformTime) -> Envelope:
    """It is sealed for nobody in particular."""
    return Envelope(
        token=settings.token,
        key=settings.encoding_aes_key,
        receiver="",
        max_age=settings.max_callback_age,
        max_bytes=settings.max_callback_bytes,
        platform_time=platform_time,
    )


def sealed_answer(envelope: Envelope, answer: Body, timestamp: int, nonce: str) -> bytes:
    """The platform wants ``timestamp``, Unix seconds, as a number."""
    sealed = envelope.seal(json.dumps(answer, ensure_ascii=False).encode(), timestamp=str(timestamp), nonce=nonce)
    body = {
        "encrypt": sealed.encrypt,
        "msgsignature": sealed.signature,
        "timestamp": timestamp,
        "nonce": nonce,
    }
    return json.dumps(body).encode()


def _answerable(message: Incoming, reply: str, at: datetime) -> Incoming:
    if not reply or message.kind is MessageKind.OTHER:
        return message
    return replace(message, reply=reply, reply_until=at + ANSWERED_FOR)


def _refuse(answer: dict[str, Any]) -> None:
    errcode = answer.get("errcode", 0)
    if errcode != 0:
        code = errcode if isinstance(errcode, int) else -1
        raise error_of(code, str(answer.get("errmsg", ""))[:300])
