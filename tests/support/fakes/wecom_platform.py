"""A WeCom platform on a free port, as page by page ``platform.md`` describes it; also a process of its own.

In a test::

    async with FakeWecom() as wecom:
        channel = WecomChannel(WecomSettings(**wecom.credentials))
        query, body = wecom.encrypt_callback(text_xml("zhangsan", "今天谁没交", created))

As a process, appending one JSON line per delivery to FILE and serving the files of a folder under their names::

    python -m tests.support.fakes.wecom_platform --port 9901 --record FILE --media FOLDER

``GET /_fake/state`` answers ``{"calls": {…}, "delivered": n, "swallowed": n, "dropped": n}``; ``POST /_fake/trouble``
takes the fields of a ``Fault``, by which every call goes wrong until ``{}`` is posted.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import signal
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from email.utils import formatdate
from pathlib import Path
from typing import Any, TextIO

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.support.fakes.wecom_crypto import CallbackCrypto
from tests.support.fakes.wecom_faults import Fault
from tests.support.fakes.wecom_media import Media, MediaShelf
from tests.support.fakes.wecom_messages import AGENT_ID, CORP_ID, envelope
from tests.support.fakes.wecom_sending import Delivery, Mailboxes, refusal

SECRET = "fake-secret-of-the-app-0123456789abcdefghij"
TOKEN = "FakeCallbackToken0123456789"
ENCODING_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeWecom:
    """One corporation with one app. ``clock`` gives Unix seconds: tokens, rates and duplicate checks go by it."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        media_folder: Path | None = None,
        middlewares: Sequence[Middleware] = (),
    ) -> None:
        self.clock = clock
        self.crypto = CallbackCrypto(TOKEN, ENCODING_AES_KEY, CORP_ID)
        self.mailboxes = Mailboxes(AGENT_ID, clock)
        self.shelf = MediaShelf(media_folder, clock=clock)
        self.mailboxes.uploaded = self.shelf.knows
        #: Calls by path: ``gettoken``, ``message/send``, ``media/get``, ``media/upload``, ``agent/get``.
        self.calls: Counter[str] = Counter()
        #: False: our address is not among the app's 企业可信IP, every call but gettoken answers 60020.
        self.trusted = True
        self.token_lifetime = 7200
        #: What goes wrong with every call for which nothing else was ordered.
        self.trouble = Fault()
        #: Seconds by which the dates of its answers differ from this machine's.
        self.apart = 0.0
        self.base_url = ""
        #: As the app has set it.
        self.menu: list[dict[str, Any]] = []
        self._tokens: dict[str, float] = {}
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._numbers = itertools.count(1)
        self._record: TextIO | None = None
        self._runner: web.AppRunner | None = None
        self._middlewares = middlewares

    # Life

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; ``base_url`` is good from here on."""
        app = web.Application(client_max_size=32 * 1024 * 1024, middlewares=self._middlewares)
        app.router.add_get("/cgi-bin/gettoken", self._wrapped("gettoken", self._gettoken, needs_token=False))
        app.router.add_post("/cgi-bin/message/send", self._wrapped("message/send", self._send))
        app.router.add_get("/cgi-bin/media/get", self._wrapped("media/get", self.shelf.get))
        app.router.add_post("/cgi-bin/media/upload", self._wrapped("media/upload", self.shelf.upload))
        app.router.add_get("/cgi-bin/agent/get", self._wrapped("agent/get", self._agent))
        app.router.add_post("/cgi-bin/menu/create", self._wrapped("menu/create", self._menu))
        app.router.add_get("/_fake/state", self._state)
        app.router.add_post("/_fake/trouble", self._be_in_trouble)
        app.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._record is not None:
            self._record.close()

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = formatdate(time.time() + self.apart, usegmt=True)

    async def __aenter__(self) -> FakeWecom:
        await self.start()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.stop()

    @property
    def credentials(self) -> dict[str, Any]:
        """What the app's console shows, by the names of ``WecomSettings``."""
        return {
            "corp_id": CORP_ID,
            "agent_id": AGENT_ID,
            "secret": SECRET,
            "token": TOKEN,
            "encoding_aes_key": ENCODING_AES_KEY,
            "api_base_url": self.base_url,
        }

    # What a test looks at and turns

    @property
    def delivered(self) -> list[Delivery]:
        return self.mailboxes.delivered

    def inbox_of(self, account: str) -> list[str]:
        """The texts one member sees, in order."""
        return self.mailboxes.of(account)

    def expire_tokens(self) -> None:
        """Every token given so far answers 42001 from now on."""
        self._tokens = dict.fromkeys(self._tokens, float("-inf"))

    def forget_tokens(self) -> None:
        """Every token given so far answers 40014 from now on (the platform may do so early)."""
        self._tokens.clear()

    def fail_next(self, path: str, errcode: int = 0, *, times: int = 1, **how: Any) -> None:
        """The next calls of ``path`` go wrong; ``how`` are the other fields of ``Fault``."""
        self._faults[path].extend([Fault(errcode=errcode, **how)] * times)

    def refuse(self, account: str, errcode: int) -> None:
        """From now on a message that names this member is refused whole; 0: it is not any more."""
        self.mailboxes.refused[account.lower()] = errcode

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()

    def add_media(self, media_id: str, data: bytes, **how: Any) -> Media:
        """Register a file for ``media/get``; ``how`` are fields of ``Media``."""
        return self.shelf.add(media_id, data, **how)

    def record_to(self, path: Path) -> None:
        """Append every delivery to ``path`` as a JSON line, flushed at once."""
        self._record = path.open("a", encoding="utf-8")
        self.mailboxes.on_delivery = self._write_record

    # Callbacks

    def encrypt_callback(self, xml: str, *, timestamp: int | None = None) -> tuple[dict[str, str], bytes]:
        """Query and body of the POST that carries ``xml``."""
        encrypted = self.crypto.encrypt(xml)
        return self.sign(encrypted, timestamp=timestamp), envelope(encrypted)

    def encrypt_echo(self, text: str, *, timestamp: int | None = None) -> dict[str, str]:
        """Query of the GET by which the console checks an address."""
        encrypted = self.crypto.encrypt(text)
        return {**self.sign(encrypted, timestamp=timestamp), "echostr": encrypted}

    def sign(self, encrypted: str, *, timestamp: int | None = None) -> dict[str, str]:
        """The query that vouches for any cipher text."""
        stamp = str(int(self.clock()) if timestamp is None else timestamp)
        nonce = str(1604888880 + next(self._numbers))
        return {"msg_signature": self.crypto.sign(stamp, nonce, encrypted), "timestamp": stamp, "nonce": nonce}

    async def push(self, url: str, xml: str) -> list[int]:
        """Post one callback as the platform does: up to three times, until the answer is 200. The statuses."""
        statuses: list[int] = []
        query, body = self.encrypt_callback(xml)
        while len(statuses) < 3 and 200 not in statuses:
            statuses += await self.post(url, query, body)
        return statuses

    async def redeliver(self, url: str, xml: str, *, times: int = 3, together: bool = False) -> list[int]:
        """Post the very same callback ``times`` over, in turn or all together, whatever is answered. The statuses."""
        query, body = self.encrypt_callback(xml)
        if not together:
            return [status for _ in range(times) for status in await self.post(url, query, body)]
        answers = await asyncio.gather(*(self.post(url, query, body) for _ in range(times)))
        return [status for answer in answers for status in answer]

    async def post(self, url: str, query: dict[str, str], body: bytes) -> list[int]:
        """One POST; its status, in a list."""
        headers = {"Content-Type": "text/xml"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, params=query, data=body, headers=headers) as response,
        ):
            return [response.status]

    # The API

    def _wrapped(self, path: str, handler: Handler, *, needs_token: bool = True) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.calls[path] += 1
            fault = self._faults[path].popleft() if self._faults[path] else self.trouble
            if fault.body is not None or fault.status != 200:
                return web.Response(
                    status=fault.status,
                    text=fault.body or "",
                    content_type=fault.content_type,
                    headers=dict(fault.headers),
                )
            if fault.errcode:
                return web.json_response(refusal(fault.errcode, "injected"))
            refused = self._token_refusal(request) if needs_token else None
            if refused is not None:
                return web.json_response(refused)
            answer = await handler(request)
            if fault.lose_answer and request.transport is not None:
                request.transport.close()
            return answer

        return handle

    def _token_refusal(self, request: web.Request) -> dict[str, Any] | None:
        token = request.query.get("access_token", "")
        if not token:
            return refusal(41001, "access_token missing")
        if token not in self._tokens:
            return refusal(40014, "invalid access_token")
        if self._tokens[token] <= self.clock():
            return refusal(42001, "access_token expired")
        if not self.trusted:
            return refusal(60020, "not allow to access from your ip")
        return None

    async def _gettoken(self, request: web.Request) -> web.Response:
        if request.query.get("corpid") != CORP_ID:
            return web.json_response(refusal(40013, "invalid corpid"))
        if request.query.get("corpsecret") != SECRET:
            return web.json_response(refusal(40001, "invalid credential"))
        token = f"access-token-{next(self._numbers)}-" + "x" * 480
        self._tokens[token] = self.clock() + self.token_lifetime
        answer = {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": self.token_lifetime}
        return web.json_response(answer)

    async def _send(self, request: web.Request) -> web.Response:
        return web.json_response(self.mailboxes.send(await request.json()))

    async def _agent(self, request: web.Request) -> web.Response:
        if request.query.get("agentid") != str(AGENT_ID):
            return web.json_response(refusal(301002, "not allow operate another agent with this accesstoken"))
        return web.json_response({"errcode": 0, "errmsg": "ok", "agentid": AGENT_ID, "name": "报送", "close": 0})

    async def _menu(self, request: web.Request) -> web.Response:
        """Three titles of 16 bytes, five entries of each of 40 (page 90231)."""
        groups = (await request.json())["button"]
        entries = [entry for group in groups for entry in group["sub_button"]]
        fits = len(groups) <= 3 and all(len(one["name"].encode()) <= 16 for one in groups)
        fits &= all(0 < len(one["sub_button"]) <= 5 for one in groups)
        fits &= all(one["type"] == "click" and len(one["name"].encode()) <= 40 for one in entries)
        fits &= all(len(one["key"].encode()) <= 128 for one in entries)
        if request.query.get("agentid") != str(AGENT_ID) or not fits:
            return web.json_response(refusal(40016, "invalid button size"))
        self.menu = groups
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _state(self, request: web.Request) -> web.Response:
        boxes = self.mailboxes
        counts = {name: len(getattr(boxes, name)) for name in ("delivered", "swallowed", "dropped")}
        return web.json_response({"calls": dict(self.calls), **counts})

    async def _be_in_trouble(self, request: web.Request) -> web.Response:
        self.trouble = Fault(**await request.json())
        return web.Response()

    def _write_record(self, delivery: Delivery) -> None:
        assert self._record is not None
        self._record.write(json.dumps(asdict(delivery), ensure_ascii=False) + "\n")
        self._record.flush()


async def _serve(port: int, record: Path | None, media: Path | None, per_minute: int) -> None:
    fake = FakeWecom(media_folder=media)
    fake.mailboxes.per_minute = per_minute
    if record is not None:
        fake.record_to(record)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await fake.start(port)
    print(fake.base_url, flush=True)
    await stopped.wait()
    await fake.stop()


def main() -> None:
    """Run the platform until it is told to stop; prints its base address first."""
    parser = argparse.ArgumentParser(description="A WeCom platform for tests.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--media", type=Path)
    parser.add_argument("--per-minute", type=int, default=30, help="messages a member takes a minute")
    options = parser.parse_args()
    asyncio.run(_serve(options.port, options.record, options.media, options.per_minute))


if __name__ == "__main__":
    main()
