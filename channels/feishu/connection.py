"""Feishu's long connection: an address is asked for, opened, and over it everything comes in frames.

Nothing is said over it but acknowledgements. docs/platform.md, Feishu.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import aiohttp
import structlog

from channels.feishu import frames, saying
from channels.feishu.calls import Calls
from channels.feishu.frames import Frame
from channels.feishu.itself import Itself
from channels.feishu.message import understand
from channels.feishu.settings import FeishuSettings
from channels.long_connection import Line, LongConnection
from domain.messages import Incoming, Malformed, MessageKind, Problem, SendError

log = structlog.get_logger()

#: Events of which a part is still missing, at a time.
_MOST_IN_PARTS = 100

#: Real time.
Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A whole one, joined of its parts: the frame of the last, when it came (monotonic), what all of them hold."""

    frame: Frame
    came: float
    document: bytes


class FeishuConnection(LongConnection[Event]):
    """One connection. ``name``: the channel's; ``service``: by which the platform knows the connection."""

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        settings: FeishuSettings,
        *,
        name: str,
        itself: Itself,
        service: int,
        ping_every: float,
        clock: Clock,
    ) -> None:
        super().__init__(socket, silence=settings.silence)
        self._name = name
        self._itself = itself
        self._service = service
        self._ping_every = ping_every
        self._clock = clock
        self._pinged = float("-inf")
        self._parts: dict[str, dict[int, bytes]] = {}

    async def take(self, message: aiohttp.WSMessage) -> Event | None:
        if message.type is not aiohttp.WSMsgType.BINARY:
            return None
        try:
            frame = frames.read(message.data)
            if frame.method != frames.DATA:
                self._told(frame)
                return None
            return self._joined(frame)
        except Malformed as error:
            log.warning("connection.frame_unread", reason=str(error), length=len(message.data))
            return None

    def means(self, frame: Event) -> Sequence[Incoming]:
        return understand(frame.document, self._name, self._clock(), bot=self._itself.account)

    async def stored(self, frame: Event) -> None:
        answer: dict[str, object] = {"code": 200}
        (first, *_) = self.means(frame)
        if first.kind is MessageKind.BUTTON:
            shown = json.dumps(saying.pressed(first.text), ensure_ascii=False).encode()
            answer["data"] = base64.b64encode(shown).decode()
        took = int(1000 * (asyncio.get_running_loop().time() - frame.came))
        await self.say(frames.written(frame.frame.answered(json.dumps(answer).encode(), took)))

    async def look(self) -> None:
        await super().look()
        await self._itself.learn()
        now = asyncio.get_running_loop().time()
        if now - self._pinged >= self._ping_every:
            self._pinged = now
            await self.say(frames.written(frames.ping(self._service)))

    def _told(self, frame: Frame) -> None:
        """An answer to our ping may say how often it wants to be asked."""
        self._ping_every = _ping_every(_config(frame.payload), self._ping_every)

    def _joined(self, frame: Frame) -> Event | None:
        """Raises ``Malformed``."""
        seq, total = frame.part
        document = frame.payload
        if total > 1:
            id_ = frame.headers.get("message_id", "")
            if not id_:
                raise Malformed("a part of nothing")
            parts = self._parts.setdefault(id_, {})
            parts[seq] = frame.payload
            while len(self._parts) > _MOST_IN_PARTS:
                self._parts.pop(next(iter(self._parts)))
            if len(parts) < total:
                return None
            self._parts.pop(id_, None)
            document = b"".join(parts[number] for number in sorted(parts))
        return Event(frame=frame, came=asyncio.get_running_loop().time(), document=document)


class FeishuLine(Line[FeishuConnection]):
    """The ``channels.connecting.Connector`` of a bot. What is said goes by calls, whoever holds the connection."""

    speaks = False

    def __init__(self, settings: FeishuSettings, calls: Calls, itself: Itself, *, name: str, clock: Clock) -> None:
        super().__init__()
        self._settings = settings
        self._calls = calls
        self._itself = itself
        self._name = name
        self._clock = clock

    async def connect(self) -> FeishuConnection:
        """Raises ``SendError``."""
        body = {"AppID": self._settings.app_id, "AppSecret": self._settings.app_secret}
        answer = (await self._calls.introduced("/callback/ws/endpoint", body)).get("data")
        address = answer.get("URL") if isinstance(answer, dict) else None
        if not isinstance(answer, dict) or not isinstance(address, str) or not address.startswith(("wss://", "ws://")):
            raise SendError(Problem.BUSY, permanent=False, retry_after=5.0, detail="no address of a connection")
        await self._itself.learn(self._settings.call_timeout)
        socket = await self._socket(address, timeout=self._settings.call_timeout)
        self._connection = FeishuConnection(
            socket,
            self._settings,
            name=self._name,
            itself=self._itself,
            service=_service(address),
            ping_every=_ping_every(answer.get("ClientConfig"), 120.0),
            clock=self._clock,
        )
        return self._connection


def _service(address: str) -> int:
    told = parse_qs(urlsplit(address).query).get("service_id", ["0"])[0]
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0


def _config(payload: bytes) -> object:
    try:
        return json.loads(payload) if payload else None
    except (ValueError, RecursionError):
        return None


def _ping_every(config: object, before: float) -> float:
    """Seconds."""
    told = config.get("PingInterval") if isinstance(config, dict) else None
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) and told > 0 else before
