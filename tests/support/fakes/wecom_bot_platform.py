"""A platform with one 智能机器人 on a free port, as ``docs/platform.md`` describes it; also a process of its own.

In a test::

    async with FakeBot() as bot:
        settings = WecomBotSettings(**bot.credentials)
        await bot.say("zhangsan", "今天谁没交")

``wecom_bot_rehearsal`` makes it a process of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from tests.support.fakes import wecom_bot_bodies as bodies
from tests.support.fakes.wecom_bot_bodies import BOT_ID, Body
from tests.support.fakes.wecom_bot_rooms import Refusal, Rooms
from tests.support.fakes.wecom_bot_shelf import Shelf

SECRET = "fake-secret-of-the-bot-0123456789"


class Wire:
    """One socket of a client. ``deaf``: heartbeats are answered, nothing comes. ``mute``: nothing is answered."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.subscribed = False
        self.deaf = False
        self.mute = False

    async def write(self, frame: dict[str, Any]) -> bool:
        try:
            await self.socket.send_str(json.dumps(frame, ensure_ascii=False))
        except (ConnectionError, aiohttp.ClientError):
            return False
        return True

    def vanish(self) -> None:
        """Gone without a word: not even the closing of the connection is announced."""
        if self.request.transport is not None:
            self.request.transport.abort()


class FakeBot:
    """``clock`` gives Unix seconds: rates, addresses and answers go by it."""

    def __init__(self, *, clock: Callable[[], float] = time.time, bot_id: str = BOT_ID, secret: str = SECRET) -> None:
        self.clock = clock
        self.bot_id = bot_id
        #: What a client must say; changing it makes the next subscription fail.
        self.secret = secret
        self.rooms = Rooms(clock)
        self.shelf = Shelf(clock)
        self.base_url = ""
        #: Every frame of clients, in order, with the number of its connection.
        self.frames: list[tuple[int, dict[str, Any]]] = []
        self.calls: Counter[str] = Counter()
        #: msgids written to a socket; those that came while nobody was there.
        self.written: list[str] = []
        self.lost: list[str] = []
        #: A replaced connection stays half alive instead of being closed.
        self.half_dead = False
        #: Answers for the next questions of a command, before it is looked at.
        self.refusals: dict[str, list[Refusal]] = {}
        #: The next so many questions are carried out, and their answers lost with the connection.
        self.swallow: Counter[str] = Counter()
        self.wires: list[Wire] = []
        self.subscriptions = 0
        #: Connections that stood when another one was subscribed.
        self.replaced = 0
        #: When each connection was subscribed (``clock``).
        self.subscribed_at: list[float] = []
        self._numbers = itertools.count(1)
        self._prefix = secrets.token_hex(3)
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    # Life

    async def start(self, port: int = 0, extra: Callable[[web.Application], None] = lambda app: None) -> None:
        app = web.Application()
        app.router.add_get("/", self._connect)
        app.router.add_get("/media/{number}", self.shelf.get)
        extra(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        for wire in self.wires:
            wire.vanish()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> FakeBot:
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.stop()

    @property
    def websocket_url(self) -> str:
        return self.base_url.replace("http", "ws", 1)

    @property
    def credentials(self) -> dict[str, Any]:
        """What the console shows, by the names of ``WecomBotSettings``."""
        return {"bot_id": self.bot_id, "secret": self.secret, "websocket_url": self.websocket_url}

    # People

    async def say(self, account: str, words: str, *, group: str = "") -> str:
        return await self.bring(bodies.text(account, words, self.number(), self._now(), group=group))

    async def voice(self, account: str, words: str) -> str:
        return await self.bring(bodies.voice(account, words, self.number(), self._now()))

    async def photo(self, account: str, data: bytes, name: str = "") -> str:
        return await self.file(account, name, data, kind="image")

    async def file(self, account: str, name: str, data: bytes, *, kind: str = "file") -> str:
        item = self.shelf.lay(data, name, self.base_url)
        return await self.bring(bodies.file(account, kind, item, self.number(), self._now()))

    async def mixed(self, account: str, words: str, *photos: bytes) -> str:
        items = [bodies.part("text", {"content": words})]
        items += [bodies.part("image", dict(self.shelf.lay(data, "", self.base_url))) for data in photos]
        return await self.bring(bodies.mixed(account, items, self.number(), self._now()))

    async def enter(self, account: str) -> str:
        return await self.bring(bodies.event(account, "enter_chat", self.number(), self._now()))

    async def press(self, account: str, key: str, task: str) -> str:
        return await self.bring(bodies.pressed(account, key, task, self.number(), self._now()))

    async def bring(self, body: Body) -> str:
        """Hand a body to whoever is connected; without anybody it is lost. Its msgid."""
        msgid, account = body["msgid"], body["from"]["userid"]
        event = body.get("event", {}).get("eventtype", "")
        req_id = f"cb-{self._prefix}-{msgid}"
        self.rooms.came(req_id, body.get("chatid") or account, event)
        command = "aibot_event_callback" if event else "aibot_msg_callback"
        frame = {"cmd": command, "headers": {"req_id": req_id}, "body": body}
        wire = self.holder
        there = wire is not None and (wire.deaf or await wire.write(frame))
        (self.written if there and wire is not None and not wire.deaf else self.lost).append(msgid)
        return str(msgid)

    def number(self) -> str:
        return f"m{self._prefix}{next(self._numbers)}"

    def heard(self, conversation: str) -> list[str]:
        return self.rooms.of(conversation)

    # Trouble

    @property
    def holder(self) -> Wire | None:
        """The connection that gets what comes."""
        return next((wire for wire in reversed(self.wires) if wire.subscribed and not wire.socket.closed), None)

    async def close(self, code: int) -> None:
        """Take the connection away, with a closing frame."""
        if self.holder is not None:
            await self.holder.socket.close(code=code)

    def vanish(self) -> None:
        if self.holder is not None:
            self.holder.vanish()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something about this platform is so."""
        async with self._changed:
            await self._changed.wait_for(true)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # The connection

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=4 * 1024 * 1024)
        await socket.prepare(request)
        wire = Wire(socket, request)
        self.wires.append(wire)
        number = len(self.wires)
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._take(wire, number, json.loads(message.data))
        finally:
            wire.subscribed = False
            await self._tell()
        return socket

    async def _take(self, wire: Wire, number: int, frame: dict[str, Any]) -> None:
        self.frames.append((number, frame))
        command, req_id, body = frame["cmd"], frame["headers"]["req_id"], frame.get("body") or {}
        self.calls[command] += 1
        if not wire.mute:
            queue = self.refusals.get(command)
            code, told, answer = (*queue.pop(0), {}) if queue else await self._answer(wire, command, req_id, body)
            if self.swallow[command]:
                self.swallow[command] -= 1
                wire.vanish()
            reply = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": told}
            await wire.write({**reply, "body": answer} if answer else reply)
        await self._tell()

    async def _answer(self, wire: Wire, command: str, req_id: str, body: Body) -> tuple[int, str, Body]:
        if command == "aibot_subscribe":
            return await self._subscribe(wire, body)
        if command == "ping":
            return 0, "ok", {}
        if not wire.subscribed:
            return 846600, "not subscribed", {}
        if command.startswith("aibot_upload_media_"):
            step = getattr(self.shelf, command.rpartition("_")[2])
            answer: tuple[int, str, Body] = step(body)
            return answer
        told = {
            "aibot_respond_msg": lambda: self.rooms.answer(req_id, body),
            "aibot_respond_welcome_msg": lambda: self.rooms.welcome(req_id, body),
            "aibot_respond_update_msg": lambda: self.rooms.update(req_id, body),
            "aibot_send_msg": lambda: self._send(body),
        }[command]()
        return (*told, {})

    def _send(self, body: Body) -> Refusal:
        media = (body.get(str(body.get("msgtype"))) or {}).get("media_id")
        if media is not None and media not in self.shelf.taken:
            return 40058, "invalid media_id"
        return self.rooms.send(body)

    async def _subscribe(self, wire: Wire, body: Body) -> tuple[int, str, Body]:
        if (body.get("bot_id"), body.get("secret")) != (self.bot_id, self.secret):
            return 853000, f"invalid bot_id or secret {body.get('secret')}", {}
        before = [other for other in self.wires if other.subscribed and other is not wire]
        wire.subscribed = True
        self.subscriptions += 1
        self.subscribed_at.append(self.clock())
        for other in before:
            await self._replace(other)
        return 0, "ok", {}

    async def _replace(self, other: Wire) -> None:
        other.subscribed = False
        self.replaced += 1
        kicked = bodies.event("", "disconnected_event", self.number(), self._now())
        del kicked["from"], kicked["chattype"]
        await other.write({"cmd": "aibot_event_callback", "headers": {"req_id": "kick"}, "body": kicked})
        if not self.half_dead:
            # Not waited for: a client that has gone would hold the new one up.
            asyncio.get_running_loop().create_task(other.socket.close()).add_done_callback(
                lambda task: task.exception()
            )

    def _now(self) -> int:
        return int(self.clock())
