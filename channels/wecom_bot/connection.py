"""One long connection to the platform: subscribed, kept alive, questions answered by number, callbacks in order.

Nothing of it outlives the socket. ``listen`` reads until the end, and says why it came; meanwhile anybody may ``ask``.
Source: docs/platform.md, 智能机器人.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
import structlog

from channels.connecting import Ended, Heard
from channels.long_connection import LongConnection
from channels.wecom_bot import frames
from channels.wecom_bot.errors import error_of, subscription_error
from channels.wecom_bot.frames import Command, Frame, Numbers
from channels.wecom_bot.settings import WecomBotSettings
from domain.messages import Incoming, Malformed, Problem, SendError

log = structlog.get_logger()

#: The platform has closed the connection that another one has replaced, or we do.
DISCONNECTED = "disconnected_event"
#: So many heartbeats without an answer in so many seconds mean that nobody is there.
_UNANSWERED = 2
_PONG = 5.0

#: What a callback means; never raises.
Understood = Callable[[Frame], Sequence[Incoming]]
#: What is said to a callback once it is stored, if anything.
Answered = Callable[[Frame], tuple[Command, Mapping[str, Any]] | None]


class BotConnection(LongConnection[Frame]):
    """``understood`` reads a callback; ``answered`` says what it hears at once when it is stored.

    ``redact`` takes secrets out of what the platform says.
    """

    def __init__(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        settings: WecomBotSettings,
        *,
        numbers: Numbers,
        understood: Understood,
        answered: Answered,
        redact: Callable[[str], str],
    ) -> None:
        super().__init__(socket, silence=settings.heartbeat)
        self._settings = settings
        self._numbers = numbers
        self._understood = understood
        self._at_once = answered
        self._answering: set[asyncio.Task[None]] = set()
        self._redact = redact
        self._answers: dict[str, asyncio.Future[Frame]] = {}
        #: Questions about one message wait for each other.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def subscribe(self) -> None:
        """Say who we are. Raises ``SendError``."""
        body = {"bot_id": self._settings.bot_id, "secret": self._settings.secret}
        answer = await self._answered(Command.SUBSCRIBE, body, self._numbers.next(Command.SUBSCRIBE))
        if answer.errcode:
            raise subscription_error(answer.errcode, self._redact(answer.errmsg))

    async def ask(self, command: Command, body: Mapping[str, Any] | None, *, about: str = "") -> Mapping[str, Any]:
        """The body of the answer. ``about``: the ``req_id`` of a callback. Raises ``SendError``.

        ``UNCERTAIN``: the question left, and no answer came.
        """
        req_id = about or self._numbers.next(command)
        turn = self._turns.setdefault(req_id, asyncio.Lock())
        async with turn:
            answer = await self._answered(command, body, req_id)
        if answer.errcode:
            raise error_of(answer.errcode, self._redact(answer.errmsg))
        return answer.body

    async def listen(self, heard: Heard) -> Ended:
        try:
            return await super().listen(heard)
        finally:
            await asyncio.gather(*self._answering, return_exceptions=True)

    async def take(self, message: aiohttp.WSMessage) -> Frame | None:
        if message.type is not aiohttp.WSMsgType.TEXT:
            return None
        try:
            frame = frames.read(message.data)
        except Malformed as error:
            log.warning("connection.frame_unread", reason=str(error), length=len(message.data))
            return None
        waiting = self._answers.get(frame.req_id) if not frame.command else None
        if waiting is not None and not waiting.done():
            waiting.set_result(frame)
        elif frame.event == DISCONNECTED:
            # It may stay half alive, answering heartbeats and bringing nothing.
            await self.shut(Ended.REPLACED)
        elif frame.calls:
            return frame
        return None

    def means(self, frame: Frame) -> Sequence[Incoming]:
        return self._understood(frame)

    async def stored(self, frame: Frame) -> None:
        """Nobody waits for it: what comes next must be stored, whatever the platform makes of this."""
        if (answer := self._at_once(frame)) is not None:
            task = asyncio.create_task(self._told(*answer, frame.req_id))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    def gone(self) -> None:
        for waiting in self._answers.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("closed before it was answered"))

    async def watch(self) -> None:
        """Say that we are there; when nobody answers, ask once more at once, and then end it."""
        missed = 0
        while missed < _UNANSWERED:
            await asyncio.sleep(0 if missed else self._settings.heartbeat)
            missed = 0 if await self._alive() else missed + 1
        await self.shut(Ended.SILENT)

    async def _told(self, command: Command, body: Mapping[str, Any], req_id: str) -> None:
        try:
            await self.ask(command, body, about=req_id)
        except SendError as error:
            log.info("connection.answer_not_taken", command=command.value, code=error.code.value)

    async def _answered(self, command: Command, body: Mapping[str, Any] | None, req_id: str) -> Frame:
        if not self.open:
            raise _lost("not connected")
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._answers[req_id] = waiting
        try:
            await self.say(frames.written(command, req_id, body))
            async with asyncio.timeout(self._settings.call_timeout):
                return await waiting
        except TimeoutError as error:
            raise _uncertain(f"{command}: no answer in time") from error
        except (ConnectionError, aiohttp.ClientError) as error:
            raise _uncertain(f"{command}: {type(error).__name__}") from error
        finally:
            self._answers.pop(req_id, None)

    async def _alive(self) -> bool:
        try:
            async with asyncio.timeout(_PONG):
                answer = await self._answered(Command.PING, None, self._numbers.next(Command.PING))
        except (SendError, TimeoutError):
            return False
        return not answer.errcode


def _lost(detail: str) -> SendError:
    return SendError(Problem.BUSY, permanent=False, retry_after=2.0, detail=detail)


def _uncertain(detail: str) -> SendError:
    return SendError(Problem.UNCERTAIN, permanent=False, retry_after=2.0, detail=detail)
