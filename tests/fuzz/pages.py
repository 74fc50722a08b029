"""Every page that takes something, over a real connection: headers and bodies of any kind.

The input is a JSON object: ``route`` (a number), ``more`` (behind the path), ``headers``, ``body`` (Latin-1). Only the
statuses of ``STATUSES`` may come back, and a server that answers goes on answering.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from domain.clock import CHINA
from domain.upload import UploadRules
from storage import simulator
from storage.engine.database import Database
from tests.fuzz.mutation import mutate, mutate_json
from tests.support.all_pages import addresses, all_pages
from tests.support.clocks import FrozenClock
from tests.support.databases import create_schema
from tests.support.upload_site import CHUNK, TUS, encoded, upload_site
from web.tus.answers import STATUS as REFUSALS

#: Done, looked elsewhere, and every refusal but those that say something is wrong with us.
STATUSES = {200, 201, 202, 204, 303, 400, 404, 405, *REFUSALS.values()} - {503, 507}
#: Of the upload: bytes have come, or it was broken off.
_CHANGED = 204
#: How long an answer may take, in seconds.
PATIENCE = 20.0
#: The connection's own: with these a request is another than was meant, or never ends.
_FRAMING = {"content-length", "transfer-encoding", "connection", "expect", "upgrade", "host", ""}


class Server:
    """The pages on a port of this machine, and one upload that is never finished."""

    def __init__(self, folder: Path) -> None:
        self._stack = AsyncExitStack()
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._open(folder))

    async def _open(self, folder: Path) -> None:
        url = f"sqlite+aiosqlite:///{folder / 'fuzz.db'}"
        await asyncio.to_thread(create_schema_now, url)
        database = Database(url)
        self._stack.push_async_callback(database.close)
        clock = FrozenClock(datetime(2020, 11, 9, 9, 0, tzinfo=CHINA))
        rules = UploadRules(keep_free_bytes=0, daily_count=10**9, daily_bytes=10**15)
        site = await self._stack.enter_async_context(upload_site(database, clock, folder, rules=rules))
        async with database.write() as connection:
            await simulator.bind_everybody(connection)
        client = await self._stack.enter_async_context(all_pages(site, folder / "scratch"))
        assert isinstance(client.server, TestServer)
        self._address = (client.server.host, client.server.port)
        self._client, self._site = client, site
        await self._begin()

    async def _begin(self) -> None:
        """An upload that is to be filled, or broken off."""
        self._token = self._site.tokens["jia"]
        sent = {**self._site.bearer(), "Upload-Length": str(10**6), "Upload-Metadata": encoded(filename="照片.jpg")}
        async with self._client.post("/files/", headers=sent) as answer:
            assert answer.status == 201
            upload = answer.headers["Location"].rpartition("/")[2]
        self._routes = addresses(self._site, self._client.app, upload)

    def answers(self, data: bytes) -> int:
        """The status of one request."""
        status = self._loop.run_until_complete(asyncio.wait_for(self._ask(self._request(data)), PATIENCE))
        if status == _CHANGED:
            self._loop.run_until_complete(self._begin())
        return status

    def _request(self, data: bytes) -> bytes:
        try:
            asked = json.loads(data)
        except (ValueError, RecursionError):
            asked = {"body": data.decode("latin-1")}
        asked = asked if isinstance(asked, dict) else {}
        number = asked.get("route")
        method, path = self._routes[number % len(self._routes) if isinstance(number, int) else 0]
        body = _bytes(asked.get("body"))
        head = f"{method} {path}".encode() + _one_line(asked.get("more")).replace(b" ", b"%20")
        lines = [head + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close", b"Content-Length: %d" % len(body)]
        lines.append(f"Authorization: Bearer {self._token}".encode())
        headers = asked.get("headers")
        for name, value in headers.items() if isinstance(headers, dict) else ():
            if name.strip().lower() not in _FRAMING:
                lines.append(_one_line(name) + b": " + _one_line(value))
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    async def _ask(self, request: bytes) -> int:
        reader, writer = await asyncio.open_connection(*self._address)
        try:
            writer.write(request)
            line = await reader.readline()
            await reader.read()
        finally:
            writer.close()
        return int(line.split()[1])

    def close(self) -> None:
        self._loop.run_until_complete(self._stack.aclose())
        self._loop.close()


def create_schema_now(url: str) -> None:
    """For a thread without a loop of its own."""
    asyncio.run(create_schema(url))


def _bytes(value: Any) -> bytes:
    return value.encode("latin-1", "replace") if isinstance(value, str) else b""


def _one_line(value: Any) -> bytes:
    return _bytes(value).replace(b"\r", b"").replace(b"\n", b"")


_servers: list[Server] = []


@contextmanager
def server() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="baosong-fuzz-") as folder:
        _servers.append(Server(Path(folder)))
        try:
            yield
        finally:
            _servers.pop().close()


def asked(data: bytes) -> None:
    (here,) = _servers
    status = here.answers(data)
    assert status in STATUSES, status


def mutate_request(data: bytes, change: random.Random) -> bytes:
    """A change of the request's body as JSON, or of anything."""
    try:
        request = json.loads(data)
        body = request["body"].encode("latin-1")
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return mutate_json(data, change)
    if change.random() < 0.2:
        return json.dumps({**request, "route": change.randrange(64)}).encode()
    if change.random() < 0.4:
        return mutate_json(data, change)
    changed = mutate_json(body, change) if change.random() < 0.7 else mutate(body, change)
    return json.dumps({**request, "body": changed.decode("latin-1")}).encode()


def requests() -> list[bytes]:
    """One of each kind, for every route: what fits none is refused."""
    typed = {"values": {"schools": "1", "teachers": "20", "students": "1.2万", "coverage": "85%"}}
    said = {"text": "说明 1 学生展示焊接技能", "id": "0f0f0f0f-0f0f"}
    field = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    form = field.format("id", "", "0f0f0f0f") + field.format("text", "", "anybody") + "--x--\r\n"
    file = field.format("kind", "", "photo") + field.format("file", '; filename="a.jpg"', "bytes") + "--x--\r\n"
    chunk = {**CHUNK, "Upload-Offset": "0", "Upload-Checksum": "md5 1B2M2Y8AsgTpgAmY7PhCfg=="}
    begun = {"Upload-Length": "4", "Upload-Metadata": encoded(filename="照片.jpg", organisation="2", item="daily")}
    kinds: list[tuple[dict[str, str], str]] = [
        ({"Content-Type": "application/json"}, json.dumps(typed)),
        ({"Content-Type": "application/json", "Origin": "http://127.0.0.1:8080"}, json.dumps(said)),
        ({"Content-Type": "multipart/form-data; boundary=x"}, form),
        ({"Content-Type": "multipart/form-data; boundary=x"}, file),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "to=2020-11-09T10:00&by=3600&account=a"),
        ({**TUS, **begun}, ""),
        ({**TUS, **begun, **CHUNK}, "abcd"),
        ({**TUS, **chunk, "X-HTTP-Method-Override": "PATCH"}, ""),
    ]
    return [
        json.dumps({"route": route, "more": "", "headers": headers, "body": body}).encode()
        for headers, body in kinds
        for route in range(16)
    ]
