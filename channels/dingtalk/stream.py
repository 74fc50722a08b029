"""DingTalk's Stream: a ticket is asked for, and with it one connection is opened, over which everything comes.

Nothing is said over it but acknowledgements. docs/platform.md, DingTalk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from channels.dingtalk import cards, frames
from channels.dingtalk.calls import Calls
from channels.dingtalk.frames import Frame
from channels.dingtalk.message import understand
from channels.dingtalk.settings import DingTalkSettings
from channels.json_fields import json_object, text_of
from channels.long_connection import Line, LongConnection
from domain.messages import Incoming, Malformed, Problem, SendError

log = structlog.get_logger()

_SUBSCRIPTIONS = [{"type": "CALLBACK", "topic": topic} for topic in (frames.ROBOT, frames.CARD)]


#: Real time.
Clock = Callable[[], datetime]


class StreamConnection(LongConnection[Frame]):
    """One connection. ``name``: the channel's."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, settings: DingTalkSettings, *, name: str, clock: Clock
    ) -> None:
        super().__init__(socket, silence=settings.silence)
        self._settings = settings
        self._name = name
        self._clock = clock

    async def take(self, message: aiohttp.WSMessage) -> Frame | None:
        if message.type is not aiohttp.WSMsgType.TEXT:
            return None
        try:
            frame = frames.read(message.data)
        except Malformed as error:
            log.warning("connection.frame_unread", reason=str(error), length=len(message.data))
            return None
        if not frame.system:
            return frame
        if frame.topic == frames.DISCONNECT:
            # It closes in ten seconds: the next connection is opened meanwhile.
            self._leaving = True
        await self.say(frames.answer(frame, frame.data))
        return None

    def means(self, frame: Frame) -> Sequence[Incoming]:
        if frame.topic == frames.ROBOT:
            told = text_of(json_object(frame.data), "robotCode")
            if told not in ("", self._settings.robot):
                # It is heard, and answered where it was said; nothing can be said unasked by the wrong code.
                log.warning("robot_code_differs", channel=self._name, told=told[:128])
            return understand(frame.data.encode("utf-8", "surrogatepass"), self._settings, self._name, self._clock())
        return [cards.pressed(frame, self._name, self._clock())] if frame.topic == frames.CARD else []

    async def stored(self, frame: Frame) -> None:
        await self.say(frames.taken(frame, cards.answered(frame) if frame.topic == frames.CARD else None))


class Stream(Line[StreamConnection]):
    """The ``channels.connecting.Connector`` of a robot. What is said goes by calls, whoever holds the connection."""

    speaks = False

    def __init__(self, settings: DingTalkSettings, calls: Calls, *, name: str, clock: Clock) -> None:
        super().__init__()
        self._settings = settings
        self._calls = calls
        self._name = name
        self._clock = clock

    async def connect(self) -> StreamConnection:
        """Raises ``SendError``."""
        address = _address(await self._ticket())
        socket = await self._socket(address, timeout=self._settings.call_timeout)
        self._connection = StreamConnection(socket, self._settings, name=self._name, clock=self._clock)
        return self._connection

    async def _ticket(self) -> Mapping[str, Any]:
        body = {
            "clientId": self._settings.client_id,
            "clientSecret": self._settings.client_secret,
            "subscriptions": _SUBSCRIPTIONS,
            "ua": "baosong/1",
        }
        return await self._calls.introduced("/v1.0/gateway/connections/open", body)


def _address(answer: Mapping[str, Any]) -> str:
    endpoint, ticket = answer.get("endpoint"), answer.get("ticket")
    if not isinstance(endpoint, str) or not isinstance(ticket, str) or not endpoint.startswith(("wss://", "ws://")):
        raise SendError(Problem.BUSY, permanent=False, retry_after=5.0, detail="no address of a connection")
    return f"{endpoint}?ticket={quote(ticket, safe='')}"
