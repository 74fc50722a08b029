"""The fake 智能机器人 as a process: for a rehearsal at the keyboard, and for tests that kill whoever listens.

For a rehearsal, what is typed is said, and what the bot brings is shown (docs/channels.md)::

    python -m tests.support.fakes.wecom_bot_rehearsal --port 9902

    zhangsan 绑定 ABCD2345        says these words as zhangsan
    zhangsan < 照片.jpg           sends a file; pictures go as pictures
    zhangsan !                    opens the conversation

With ``--record FILE`` one JSON line is written for everything brought to anybody, and nothing is read from the
keyboard. ``POST /_fake/say`` takes ``{"account", "text"}``, ``POST /_fake/do`` ``{"what": …}`` of ``_TROUBLES``;
``GET /_fake/state`` answers what was written, lost and brought.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from tests.support.fakes.wecom_bot_platform import SECRET, FakeBot
from tests.support.fakes.wecom_bot_rooms import Brought

_PICTURES = frozenset({".jpg", ".jpeg", ".png"})
_VIDEOS = frozenset({".mp4", ".mov"})


async def _close_normally(bot: FakeBot) -> None:
    await bot.close(1000)


async def _go_away(bot: FakeBot) -> None:
    await bot.close(1001)


async def _vanish(bot: FakeBot) -> None:
    bot.vanish()


async def _mute(bot: FakeBot) -> None:
    if bot.holder is not None:
        bot.holder.mute = True


async def _change_secret(bot: FakeBot) -> None:
    bot.secret = f"{SECRET}-changed"
    await bot.close(1000)


async def _change_secret_back(bot: FakeBot) -> None:
    bot.secret = SECRET


_TROUBLES: Mapping[str, Callable[[FakeBot], Awaitable[None]]] = {
    "1000": _close_normally,
    "1001": _go_away,
    "vanish": _vanish,
    "mute": _mute,
    "secret": _change_secret,
    "secret back": _change_secret_back,
}


def _controls(bot: FakeBot) -> Callable[[web.Application], None]:
    async def say(request: web.Request) -> web.Response:
        told = await request.json()
        return web.json_response({"msgid": await bot.say(told["account"], told["text"])})

    async def trouble(request: web.Request) -> web.Response:
        await _TROUBLES[(await request.json())["what"]](bot)
        return web.json_response({})

    async def state(request: web.Request) -> web.Response:
        return web.json_response(
            {
                "written": bot.written,
                "lost": bot.lost,
                "brought": [[one.conversation, one.text] for one in bot.rooms.brought],
                "subscriptions": bot.subscriptions,
                "subscribed_at": bot.subscribed_at,
                "replaced": bot.replaced,
                "connections": sum(wire.subscribed for wire in bot.wires),
                "calls": dict(bot.calls),
            }
        )

    def add(app: web.Application) -> None:
        app.router.add_post("/_fake/say", say)
        app.router.add_post("/_fake/do", trouble)
        app.router.add_get("/_fake/state", state)

    return add


def _recording(path: Path) -> Callable[[Brought], None]:
    def told(brought: Brought) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(brought), ensure_ascii=False) + "\n")

    return told


def _shown(bot: FakeBot) -> Callable[[Brought], None]:
    def told(brought: Brought) -> None:
        words = brought.text
        if brought.media:
            kind, name, data = bot.shelf.taken[brought.media]
            words = f"[{kind}] {name}（{len(data)} 字节）"
        print(f"\n→ {brought.conversation}：{words}", flush=True)

    return told


async def typed(bot: FakeBot, line: str) -> str:
    """What became of one line: empty when it was said."""
    account, _, words = line.strip().partition(" ")
    if not account or not words:
        return "写法：账号 要说的话；账号 < 文件；账号 !"
    if bot.holder is None:
        return "机器人没有连上来。"
    if words == "!":
        await bot.enter(account)
    elif words.startswith("<"):
        path = Path(words[1:].strip())
        if not path.is_file():
            return f"没有这个文件：{path}"
        suffix = path.suffix.lower()
        kind = "image" if suffix in _PICTURES else "video" if suffix in _VIDEOS else "file"
        await bot.file(account, path.name, path.read_bytes(), kind=kind)
    else:
        await bot.say(account, words)
    return ""


async def _read_keyboard(bot: FakeBot, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        if answer := await typed(bot, line.decode("utf-8", "replace")):
            print(answer, flush=True)
    stop.set()


async def _main(options: argparse.Namespace) -> None:
    bot, stop = FakeBot(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await bot.start(options.port, _controls(bot))
    print(f"bot_id = {json.dumps(bot.bot_id)}\nsecret = {json.dumps(bot.secret)}")
    print(f"websocket_url = {json.dumps(bot.websocket_url)}", flush=True)
    try:
        if options.record:
            bot.rooms.told = _recording(Path(options.record))
            await stop.wait()
        else:
            bot.rooms.told = _shown(bot)
            keyboard = asyncio.create_task(_read_keyboard(bot, stop))
            await stop.wait()
            keyboard.cancel()
            with suppress(asyncio.CancelledError):
                await keyboard
    finally:
        await bot.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="一个假的企业微信智能机器人平台")
    parser.add_argument("--port", type=int, default=9902)
    parser.add_argument("--record", default="")
    asyncio.run(_main(parser.parse_args()))
