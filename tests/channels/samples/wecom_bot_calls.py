"""What is asked of WeCom on a bot's long connection and what it answers, errcode by errcode; files over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.connecting import Ended
from channels.contract import Fetched
from channels.wecom_bot.connected import ConnectedBot
from channels.wecom_bot.settings import WecomBotSettings
from domain.messages import Incoming, Outgoing, Problem, Sent
from tests.channels.harness import Answer, Asked, Calling, Failure, Fetch, Probe, Send
from tests.support.fakes.wecom_bot_bodies import BOT_ID
from tests.support.fakes.wecom_bot_platform import SECRET
from tests.support.fakes.wecom_bot_shelf import sealed

#: Nobody listens there.
NOWHERE = "ws://127.0.0.1:9"
KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY"
#: Stands for the platform's address in a file's handle.
PLATFORM = "http://platform.invalid"


def settings_at(url: str) -> WecomBotSettings:
    return WecomBotSettings(bot_id=BOT_ID, secret=SECRET, websocket_url=url)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the platform answers on the connection."""

    errcode: int = 0
    errmsg: str = "ok"


class _Elsewhere(ConnectedBot):
    """Fetches from the platform of the test what a sample says lies at ``PLATFORM``."""

    base_url = ""

    async def fetch(self, media: str, into: Path) -> Fetched:
        return await super().fetch(media.replace(PLATFORM, self.base_url), into)


class ScriptedBot:
    """A platform that takes every subscription, and else gives ``answers`` in order."""

    def __init__(self, answers: Sequence[Any]) -> None:
        self.asked: list[Asked] = []
        self.answers = list(answers)
        self.channel: ConnectedBot

    async def connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            frame = json.loads(message.data)
            told = Told() if frame["cmd"] == "aibot_subscribe" else self._told(frame)
            await socket.send_str(
                json.dumps({"headers": frame["headers"], "errcode": told.errcode, "errmsg": told.errmsg})
            )
        return socket

    def _told(self, frame: dict[str, Any]) -> Told:
        self.asked.append(Asked(line=frame["cmd"], body=frame.get("body")))
        told: Told = self.answers.pop(0)
        return told

    async def media(self, request: web.Request) -> web.Response:
        self.asked.append(Asked(line=f"GET {request.path_qs}"))
        told: Answer = self.answers.pop(0)
        return web.Response(body=told.body, status=told.status, headers=told.headers)


async def _heard(messages: Sequence[Incoming]) -> None:
    return None


@asynccontextmanager
async def platform(answers: Sequence[Any]) -> AsyncIterator[ScriptedBot]:
    scripted = ScriptedBot(answers)
    app = web.Application()
    app.router.add_get("/", scripted.connect)
    app.router.add_get("/media/{number}", scripted.media)
    server = TestServer(app)
    await server.start_server(access_log=None)
    base_url = str(server.make_url("")).rstrip("/")
    channel = _Elsewhere(settings_at(base_url.replace("http", "ws", 1)), name="wecom-bot")
    channel.base_url, scripted.channel = base_url, channel
    reading: asyncio.Task[Ended] = asyncio.create_task((await channel.connect()).listen(_heard))
    try:
        yield scripted
    finally:
        await channel.close()
        await asyncio.gather(reading, return_exceptions=True)
        await server.close()


def text(words: str, *receivers: str, reply: str = "") -> Outgoing:
    return Outgoing(channel="wecom-bot", receivers=receivers or ("zhangsan",), text=words, key="k1", reply=reply)


def asked_to_send(content: str = "你好", to: str = "zhangsan") -> Asked:
    return Asked(line="aibot_send_msg", body={"chatid": to, "msgtype": "markdown", "markdown": {"content": content}})


#: errcode → problem, permanent, wait in seconds.
ERRCODES: dict[int, tuple[Problem, bool, tuple[float, float] | None]] = {
    -1: (Problem.BUSY, False, (2, 2)),
    40058: (Problem.REFUSED, True, None),
    45009: (Problem.BUSY, False, (60, 60)),
    93006: (Problem.RECEIVER, True, None),
    846605: (Problem.REFUSED, True, None),
    853006: (Problem.CONFIGURATION, False, (60, 60)),
    99999: (Problem.UNCLEAR, False, (60, 60)),
}


def ends(errcode: int) -> Failure:
    code, permanent, wait = ERRCODES[errcode]
    return Failure(code=code, permanent=permanent, wait=wait, says=str(errcode))


def _sends() -> Iterator[tuple[str, Send]]:
    yield "text", Send(outgoing=text("你好"), answers=[Told()], asked=[asked_to_send()], ends=Sent())
    longest = "交" * 3413
    yield (
        "the longest text",
        Send(outgoing=text(longest), answers=[Told()], asked=[asked_to_send(longest)], ends=Sent()),
    )
    yield (
        "markup",
        Send(outgoing=text("a_b.jpg"), answers=[Told()], asked=[asked_to_send(r"a\_b.jpg")], ends=Sent()),
    )
    # A group's id, and a ciphertext, keep their capitals.
    yield (
        "text to a group",
        Send(outgoing=text("你好", "wrGroup"), answers=[Told()], asked=[asked_to_send(to="wrGroup")], ends=Sent()),
    )
    for errcode in ERRCODES:
        yield (
            f"errcode {errcode}",
            Send(outgoing=text("你好"), answers=[Told(errcode=errcode)], asked=[asked_to_send()], ends=ends(errcode)),
        )


def _fetches() -> Iterator[tuple[str, Fetch]]:
    handle = f"{KEY}@{PLATFORM}/media/1?sign=a%2Bb%3D"
    asked = [Asked(line="GET /media/1?sign=a%2Bb%3D")]
    file = Answer(body=sealed(b"photo", KEY), headers={"Content-Disposition": 'attachment; filename="a.jpg"'})
    yield "photo", Fetch(media=handle, answers=[file], asked=asked, ends=(b"photo", "a.jpg"))
    nameless = Answer(body=sealed(b"", KEY))
    yield "an empty file without a name", Fetch(media=handle, answers=[nameless], asked=asked, ends=(b"", ""))
    gone = Failure(code=Problem.MEDIA_GONE, permanent=True)
    yield "another handle", Fetch(media="m1", answers=[], asked=[], ends=gone)
    for status in (403, 404, 410):
        yield f"{status}", Fetch(media=handle, answers=[Answer(body=b"", status=status)], asked=asked, ends=gone)
    busy: dict[str, tuple[Answer, float]] = {
        "502": (Answer(body=b"x", status=502), 5),
        "redirect": (Answer(body=b"", status=302, headers={"Location": "/elsewhere"}), 60),
        "cut short": (Answer(body=sealed(b"photo" * 20, KEY)[:-5]), 5),
        "sealed otherwise": (Answer(body=sealed(b"photo" * 20, "x" * 42 + "A")), 5),
        "a page": (Answer(body=b"<html>please log in</html>"), 5),
        "nothing": (Answer(body=b""), 5),
    }
    for name, (answer, wait) in busy.items():
        failure = Failure(code=Problem.BUSY, wait=(wait, wait))
        yield name, Fetch(media=handle, answers=[answer], asked=asked, ends=failure)


def _probes() -> Iterator[tuple[str, Probe]]:
    asked = [Asked(line="ping")]
    yield "good", Probe(answers=[Told()], asked=asked)
    for errcode in (-1, 853006):
        yield f"errcode {errcode}", Probe(answers=[Told(errcode=errcode)], asked=asked, ends=ends(errcode))


CALLING = Calling(
    platform=platform,
    unreachable=lambda: ConnectedBot(settings_at(NOWHERE), name="wecom-bot"),
    unreachable_media=f"{KEY}@http://127.0.0.1:9/media/1",
    sends=dict(_sends()),
    fetches=dict(_fetches()),
    probes=dict(_probes()),
    secrets=(SECRET,),
    settings=settings_at(NOWHERE),
    repeating=lambda words: [Told(errcode=45009, errmsg=words)],
)
