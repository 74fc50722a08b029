"""Whatever a body is, every page answers it: never a 500, and nothing is reserved for what does not come."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from channels.simulator import SimulatorChannel, SimulatorPage
from domain.clock import Rehearsal, RehearsalClock
from storage import simulator, uploads
from storage.inbox import InboxWriter
from storage.simulator import SIMULATOR
from tests.support.upload_site import Site
from web.app import build_app

#: Content type → bodies of it that no page can use.
BODIES: list[tuple[str, bytes]] = [
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"text":' * 50_000),
    ("application/json", b'{"text": ' + b"9" * 100_000 + b"}"),
    ("application/json", b'{"text": 1e999999}'),
    ("application/json", b'{"text": "\\ud83d", "values": {"\\ud83d": "\\ud83d"}}'),
    ("application/json", b'{"text": "\\u0000"}'),
    ("application/json", b"\xff\xfe"),
    ("application/json; charset=klingon", b'{"text": "a"}'),
    ("application/json; charset=utf-16", '{"text": "a"}'.encode("utf-16")),
    ("text/plain; charset=klingon", b"a"),
    ("application/x-www-form-urlencoded; charset=klingon", b"a=%ff"),
    ("application/x-www-form-urlencoded", b"to=%ff%00&by=" + b"9" * 5000),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\n\xff\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: text/plain; charset=klingon\r\n\r\na\r\n--x--\r\n"),
    ("application/offset+octet-stream", b"a"),
]


@asynccontextmanager
async def whole(site: Site, folder: Path) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """All pages there are: the upload page, and the simulator of a rehearsal."""

    async def nobody(account: str, text: str) -> None: ...

    page = SimulatorPage(deliver=nobody, read=cast(Any, None))
    clock = RehearsalClock(Rehearsal(real=site.clock.real(), rehearsed=site.clock.now()))
    channels = {**site.ctx.channels, SIMULATOR: SimulatorChannel(page)}
    ctx = replace(site.ctx, channels=channels, clock=clock, scratch=folder)
    writer = InboxWriter(site.ctx.database, clock)
    async with TestClient(TestServer(build_app(ctx, writer, wake=lambda: None))) as client:
        yield client
    await writer.close()


def _addresses(site: Site, app: web.Application) -> list[tuple[str, str]]:
    values = {"token": site.tokens["jia"], "upload": "0" * 32, "account": f"person-{site.people['jia']}"}
    values["unit"] = str(min(site.units.values()))
    found = []
    for route in app.router.routes():
        resource = route.resource
        # What platforms send to a callback has its own tests.
        if route.method in ("POST", "PUT", "PATCH", "DELETE") and resource is not None:
            path = re.sub(r"{(\w+)[^}]*}", lambda match: values.get(match[1], "1"), resource.canonical)
            if not path.startswith("/callback/"):
                found.append((route.method, path))
    return found


async def test_no_body_makes_a_page_fail(site: Site, tmp_path: Path) -> None:
    async with site.ctx.database.write() as connection:
        await simulator.bind_everybody(connection)
    failed = []
    async with whole(site, tmp_path / "scratch") as client:
        asked = _addresses(site, client.app)
        assert len(asked) >= 8
        for method, path in asked:
            for content_type, body in BODIES:
                headers = {"Content-Type": content_type, "Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
                headers |= {"Authorization": f"Bearer {site.tokens['jia']}", "Upload-Length": "9" * 18}
                async with client.request(method, path, data=body, headers=headers) as answer:
                    said = await answer.text()
                    if answer.status >= 500:
                        failed.append((method, path, content_type, body[:30], answer.status))
                    assert "Traceback" not in said
    assert failed == []


async def test_who_only_announces_bytes_takes_no_room_from_others(site: Site) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(100 * 2**20)}
    headers |= {"Authorization": f"Bearer {site.tokens['jia']}"}
    for _ in range(10):
        async with site.client.post(f"{site.url}/files/", headers=headers) as answer:
            assert answer.status == 201
    async with site.ctx.database.read() as connection:
        assert (await uploads.coming(connection), await uploads.kept(connection)) == (0, 0)
