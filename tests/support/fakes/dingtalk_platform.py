"""A DingTalk with one app's robot on a free port, as ``docs/platform.md`` describes it.

In a test::

    async with FakeDingTalk() as platform:
        settings = DingTalkSettings(**platform.credentials)
        await platform.say("0123", "今天谁没交")
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

from tests.support.fakes import dingtalk_bodies as bodies
from tests.support.fakes.dingtalk_bodies import CARD_TOPIC, CLIENT_ID, ROBOT, ROBOT_TOPIC, Body
from tests.support.fakes.dingtalk_calls import Calls

#: Seconds that a ticket is good for, and that a connection stays open after it was told to go.
TICKET_SECONDS, LEAVE_SECONDS = 90.0, 10.0


class Wire:
    """One socket of a client. ``leaving``: it was told to go, and gets nothing new."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.leaving = False

    async def write(self, frame: Body) -> bool:
        try:
            await self.socket.send_str(json.dumps(frame, ensure_ascii=False))
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True

    def vanish(self) -> None:
        """Gone without a word: not even the closing of the connection is announced."""
        if self.request.transport is not None:
            self.request.transport.abort()


class FakeDingTalk:
    """``clock`` gives Unix seconds: rates, addresses and answers go by it. ``choice`` picks who gets a message."""

    def __init__(self, *, clock: Callable[[], float] = time.time, choice: random.Random | None = None) -> None:
        self.clock = clock
        self.calls = Calls(clock)
        self.base_url = ""
        self.wires: list[Wire] = []
        #: Bodies of openings; answers of clients by the id of the frame; ids of frames written, and lost.
        self.opened: list[Body] = []
        self.acknowledged: dict[str, Body] = {}
        self.written: list[str] = []
        self.lost: list[str] = []
        #: Whether it answers those who ask if it is there, and how often it has.
        self.mute = False
        self.pongs = 0
        #: Id of a frame → of the message in it.
        self.messages: dict[str, str] = {}
        self._frames: dict[str, Body] = {}
        self._tickets: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._prefix = secrets.token_hex(3)
        self._changed = asyncio.Condition()
        self._choice = choice or random.Random(7)
        self._runner: web.AppRunner | None = None

    # Life

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1.0/gateway/connections/open", self._open)
        app.router.add_get("/connect", self._connect)
        self.calls.add_to(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.base_url = self.calls.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        for wire in self.wires:
            wire.vanish()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> FakeDingTalk:
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.stop()

    @property
    def credentials(self) -> dict[str, Any]:
        """What the console shows, by the names of ``DingTalkSettings``."""
        return {
            "client_id": CLIENT_ID,
            "client_secret": bodies.SECRET,
            "robot_code": ROBOT,
            "api_base_url": self.base_url,
            "old_api_base_url": self.base_url,
        }

    # People

    async def say(self, account: str, words: str, *, group: str = "") -> str:
        return await self.bring(account, "text", group=group, text={"content": words})

    async def photo(self, account: str, data: bytes) -> str:
        return await self.file(account, "", data, kind="picture")

    async def voice(self, account: str, words: str) -> str:
        return await self.bring(account, "audio", content={**bodies.content("audio", "dc"), "recognition": words})

    async def file(self, account: str, name: str, data: bytes, *, kind: str = "file") -> str:
        code = self.calls.lay(data, name)
        return await self.bring(account, kind, content=bodies.content(kind, code, name))

    async def press(self, account: str, says: str) -> str:
        return await self._deliver(CARD_TOPIC, bodies.pressed(account, says))

    async def bring(self, account: str, kind: str, *, group: str = "", **more: Any) -> str:
        """Hand a message to one of those connected; without anybody it is lost. Its msgId."""
        msgid = f"msg{self._prefix}{next(self._numbers)}=="
        session = self.calls.session_of(group or account or "stranger")
        at = int(self.clock() * 1000)
        body = bodies.message(account, msgid, at, kind, group=group, session=session, **more)
        self.messages[await self._deliver(ROBOT_TOPIC, body)] = msgid
        return msgid

    async def again(self) -> None:
        """Bring everything once more that nobody has acknowledged."""
        for id_, frame in self._frames.items():
            if id_ not in self.acknowledged and (wire := self._holder()) is not None:
                await wire.write(frame)

    async def ping(self) -> str:
        """Ask every connection whether it is there; the id of the question."""
        id_ = f"sys-{next(self._numbers)}"
        for wire in self.wires:
            await wire.write(bodies.frame("SYSTEM", "ping", id_, int(self.clock() * 1000), {"opaque": id_}))
        return id_

    async def dismiss(self, *, after: float = LEAVE_SECONDS) -> None:
        """Tell those connected to go: they get nothing more and are closed ``after`` seconds."""
        for wire in [one for one in self.wires if not one.leaving]:
            wire.leaving = True
            frame = bodies.frame("SYSTEM", "disconnect", f"sys-{next(self._numbers)}", 0, {"reason": "expired"})
            await wire.write(frame)
            asyncio.get_running_loop().call_later(after, wire.vanish)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something about this platform is so."""
        async with self._changed:
            await self._changed.wait_for(true)

    def heard(self, conversation: str) -> list[str]:
        """The texts that one conversation shows, in order."""
        return [one.text for one in self.calls.brought if one.conversation == conversation and one.text]

    @property
    def connected(self) -> int:
        return sum(not wire.socket.closed for wire in self.wires)

    # The Stream

    def _holder(self) -> Wire | None:
        there = [wire for wire in self.wires if not wire.leaving and not wire.socket.closed]
        return self._choice.choice(there) if there else None

    async def _deliver(self, topic: str, data: Body) -> str:
        id_ = f"cb-{self._prefix}-{next(self._numbers)}"
        frame = self._frames[id_] = bodies.frame("CALLBACK", topic, id_, int(self.clock() * 1000), data)
        wire = self._holder()
        there = wire is not None and await wire.write(frame)
        (self.written if there else self.lost).append(id_)
        return id_

    async def _open(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.opened.append(body)
        if not self.calls.credentials_good(body.get("clientId"), body.get("clientSecret")):
            return web.json_response({"code": "authFailed", "message": "wrong"}, status=401)
        ticket = f"ticket+{self._prefix}/{next(self._numbers)}=="
        self._tickets[ticket] = self.clock() + TICKET_SECONDS
        return web.json_response({"endpoint": f"{self.base_url.replace('http', 'ws', 1)}/connect", "ticket": ticket})

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if self._tickets.pop(request.query.get("ticket", ""), 0.0) <= self.clock():
            return web.Response(status=401)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        wire = Wire(socket, request)
        self.wires.append(wire)
        await self._tell()
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.PING and not self.mute:
                    await socket.pong(message.data)
                    self.pongs += 1
                    await self._tell()
                elif message.type is aiohttp.WSMsgType.TEXT:
                    answer = json.loads(message.data)
                    self.acknowledged[answer["headers"]["messageId"]] = answer
                    await self._tell()
        finally:
            self.wires.remove(wire)
            await self._tell()
        return socket

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
