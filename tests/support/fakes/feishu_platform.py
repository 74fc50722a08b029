"""A Feishu with one app's bot on a free port, as ``docs/platform.md`` describes it.

In a test::

    async with FakeFeishu() as platform:
        settings = FeishuSettings(**platform.credentials)
        await platform.say("ou_1", "今天谁没交")
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import secrets
import time
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from channels.feishu import frames
from channels.feishu.frames import DATA, Frame
from tests.support.fakes import feishu_bodies as bodies
from tests.support.fakes.feishu_bodies import APP_ID, Body
from tests.support.fakes.feishu_calls import Calls

#: Connections of an app.
MOST_CONNECTIONS = 50


class Wire:
    """One socket of a client."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request

    def vanish(self) -> None:
        """Gone without a word: not even the closing of the connection is announced."""
        if self.request.transport is not None:
            self.request.transport.abort()


class FakeFeishu:
    """``clock`` gives Unix seconds; ``part``: bytes of an event that are brought in one frame."""

    def __init__(self, *, clock: Callable[[], float] = time.time, part: int = 100_000) -> None:
        self.clock = clock
        self.part = part
        self.calls = Calls(clock)
        self.base_url = ""
        self.ping_every = 120.0
        self.wires: list[Wire] = []
        #: What clients acknowledged, by the number of the frame; numbers of frames written, and lost; pings.
        self.acknowledged: dict[str, Frame] = {}
        self.written: list[str] = []
        self.lost: list[str] = []
        self.pings = 0
        #: Whether it answers those who ask if it is there.
        self.mute = False
        #: Number of an event → id of the message in it.
        self.messages: dict[str, str] = {}
        self._events: dict[str, Body] = {}
        self._numbers = itertools.count(1)
        self._prefix = secrets.token_hex(3)
        self._changed = asyncio.Condition()
        self._choice = random.Random(7)
        self._runner: web.AppRunner | None = None

    # Life

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/callback/ws/endpoint", self._endpoint)
        app.router.add_get("/ws/v2", self._connect)
        self.calls.add_to(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        for wire in list(self.wires):
            wire.vanish()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> FakeFeishu:
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.stop()

    @property
    def credentials(self) -> dict[str, Any]:
        """What the console shows, by the names of ``FeishuSettings``."""
        return {"app_id": APP_ID, "app_secret": bodies.SECRET, "api_base_url": self.base_url}

    @property
    def connected(self) -> int:
        return sum(not wire.socket.closed for wire in self.wires)

    # People

    async def say(
        self, account: str, words: str, *, group: str = "", addressed: bool = True, mentions: list[Body] | None = None
    ) -> str:
        """``addressed``: in a group the bot is named; one that may read all of it is brought the rest, too.

        ``mentions``: who is named instead, before the words.
        """
        if group and (mentions is not None or not addressed):
            named = "".join(f"{one['key']} " for one in mentions or ())
            content = {"text": f"{named}{words}"}
            return await self._bring(
                bodies.message(account, self._number(), self._now(), "text", content, group=group, mentions=mentions)
            )
        return await self._bring(bodies.text(account, words, self._number(), self._now(), group=group))

    async def photo(self, account: str, data: bytes) -> str:
        return await self._file(account, "image", "image_key", data, "")

    async def file(self, account: str, name: str, data: bytes) -> str:
        return await self._file(account, "file", "file_key", data, name)

    async def voice(self, account: str, data: bytes) -> str:
        return await self._file(account, "audio", "file_key", data, "")

    async def press(self, account: str, says: str) -> str:
        return await self._bring(bodies.pressed(account, says, self._number(), self._now()))

    def heard(self, conversation: str) -> list[str]:
        return self.calls.of(conversation)

    async def again(self) -> None:
        """Bring everything once more that nobody has acknowledged."""
        for number, body in list(self._events.items()):
            if number not in self.acknowledged:
                await self._write(number, body)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something about this platform is so."""
        async with self._changed:
            await self._changed.wait_for(true)

    async def _file(self, account: str, kind: str, key: str, data: bytes, name: str) -> str:
        number = self._number()
        body = bodies.message(
            account, number, self._now(), kind, {key: f"key_{number}", **({"file_name": name} if name else {})}
        )
        asked_as = "image" if kind == "image" else "file"
        self.calls.files[(f"om_{number}", f"key_{number}")] = (data, "", asked_as)
        return await self._bring(body)

    async def _bring(self, body: Body) -> str:
        """The id that the message is stored under."""
        number = f"wsm-{self._prefix}-{next(self._numbers)}"
        self._events[number] = body
        (self.written if await self._write(number, body) else self.lost).append(number)
        told = body["event"].get("message")
        self.messages[number] = str(told["message_id"] if told else body["header"]["event_id"])
        return self.messages[number]

    async def _write(self, number: str, body: Body) -> bool:
        document = json.dumps(body, ensure_ascii=False).encode()
        parts = [document[at : at + self.part] for at in range(0, len(document), self.part)]
        there = [wire for wire in self.wires if not wire.socket.closed]
        if not there:
            return False
        wire = self._choice.choice(there)
        for seq, part in enumerate(parts):
            headers = {"type": "event", "message_id": number, "sum": str(len(parts)), "seq": str(seq), "trace_id": "tr"}
            frame = Frame(seq=1, log=1, service=1, method=DATA, headers=headers, payload=part)
            try:
                await wire.socket.send_bytes(frames.written(frame))
            except (ConnectionError, aiohttp.ClientError):
                return False
        return True

    def _number(self) -> str:
        return f"{self._prefix}{next(self._numbers)}"

    def _now(self) -> int:
        return int(self.clock() * 1000)

    # The connection

    async def _endpoint(self, request: web.Request) -> web.Response:
        body = await request.json()
        if (body.get("AppID"), body.get("AppSecret")) != (APP_ID, self.calls.secret):
            return web.json_response({"code": 514, "msg": "invalid app"})
        if self.connected >= MOST_CONNECTIONS:
            return web.json_response({"code": 1000040350, "msg": "too many"})
        address = f"{self.base_url.replace('http', 'ws', 1)}/ws/v2?device_id=dev-fake&service_id=1"
        return web.json_response({"code": 0, "msg": "ok", "data": {"URL": address, "ClientConfig": self._config()}})

    def _config(self) -> Body:
        return {"ReconnectCount": -1, "ReconnectInterval": 120, "ReconnectNonce": 30, "PingInterval": self.ping_every}

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        wire = Wire(socket, request)
        self.wires.append(wire)
        await self._tell()
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.PING and not self.mute:
                    await socket.pong(message.data)
                elif message.type is aiohttp.WSMsgType.BINARY:
                    await self._take(socket, frames.read(message.data))
        finally:
            self.wires.remove(wire)
            await self._tell()
        return socket

    async def _take(self, socket: web.WebSocketResponse, frame: Frame) -> None:
        if frame.type == "ping":
            self.pings += 1
            if not self.mute:
                pong = Frame(
                    seq=1, log=1, service=1, headers={"type": "pong"}, payload=json.dumps(self._config()).encode()
                )
                await socket.send_bytes(frames.written(pong))
        else:
            self.acknowledged[frame.headers["message_id"]] = frame
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
