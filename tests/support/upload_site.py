"""An upload site for tests: the web part on a real port, two liaisons with links, and a clock that obeys.

``another`` opens a second web process's worth of application on the same database and store.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from aiohttp import ClientResponse, ClientSession, web
from sqlalchemy import select

from domain.abilities import Abilities
from domain.organisation import Account, Role
from domain.roster.roster import OrganisationEntry
from domain.upload import UploadRules
from handlers.changes import Watch
from handlers.context import Context
from handlers.schedule import keeping
from handlers.uploads import cleaning
from storage import bindings, links, organisations, people, uploads
from storage.campaign_files import load
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from storage.tables import inbox as inbox_table
from storage.tables import uploads as uploads_table
from tests.support.clocks import FrozenClock
from tests.support.seals import SEAL
from web.app import build_app
from web.events import STREAMS, EventStreams
from web.tus.gathering import GATHERING, Gatherings

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {"Content-Type": "application/offset+octet-stream"}
UNITS = ("云麓一职", "云麓二职", "云麓三职")


def pattern(size: int, seed: int = 0) -> bytes:
    """Bytes no two places of which are alike for long."""
    block = b"".join(hashlib.sha256(f"{seed}:{n}".encode()).digest() for n in range(4096))
    return (block * (size // len(block) + 1))[:size]


def encoded(**metadata: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items())


@dataclass(kw_only=True)
class Site:
    """``people``: name → id, ``units``: name → id, ``tokens``: name → a good link's token."""

    ctx: Context
    clock: FrozenClock
    url: str
    app: web.Application
    client: ClientSession
    people: dict[str, int]
    units: dict[str, int]
    tokens: dict[str, str] = field(default_factory=dict)
    woken: list[int] = field(default_factory=list)
    _stack: AsyncExitStack

    @property
    def files(self) -> str:
        return f"{self.url}/files/"

    def bearer(self, who: str = "jia") -> dict[str, str]:
        return {**TUS, "Authorization": f"Bearer {self.tokens[who]}"}

    async def link(self, who: str, life: timedelta = timedelta(hours=12)) -> str:
        now = self.clock.real()
        async with self.ctx.database.write() as connection:
            return await links.make(
                connection,
                person_id=self.people[who],
                channel="tiny",
                account=who,
                now=now,
                expires_at=now + life,
            )

    async def create(
        self, length: int, name: str = "照片.jpg", *, who: str = "jia", headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        sent = {**self.bearer(who), "Upload-Length": str(length), "Upload-Metadata": encoded(filename=name)}
        return await self.client.post(self.files, headers={**sent, **(headers or {})})

    async def begun(self, length: int, name: str = "照片.jpg", *, who: str = "jia", **metadata: str) -> str:
        """The address of a new upload."""
        metadata_header = {"Upload-Metadata": encoded(filename=name, **metadata)}
        response = await self.create(length, who=who, headers=metadata_header)
        assert response.status == 201, await response.text()
        return self.url + response.headers["Location"]

    async def patch(
        self, url: str, offset: int, body: Any, *, who: str = "jia", headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        sent = {**self.bearer(who), **CHUNK, "Upload-Offset": str(offset), **(headers or {})}
        return await self.client.patch(url, data=body, headers=sent)

    async def offset(self, url: str, *, who: str = "jia") -> int:
        response = await self.client.head(url, headers=self.bearer(who))
        assert response.status == 200
        return int(response.headers["Upload-Offset"])

    async def finished(self, url: str) -> bytes:
        """The bytes of a finished upload as the story of files will get them."""
        upload_id = url.rpartition("/")[2]
        async with self.ctx.database.read() as connection:
            upload = await uploads.get(connection, upload_id)
            stored = await uploads.stored_segments(connection, upload_id)
        assert upload is not None and upload.state == "finished"
        return b"".join([chunk async for chunk in uploads.chunks(self.ctx.objects, stored)])

    async def messages(self) -> list[dict[str, Any]]:
        async with self.ctx.database.read() as connection:
            rows = await connection.execute(select(inbox_table).order_by(inbox_table.c.id))
            return [dict(row) for row in rows.mappings()]

    async def uploads(self) -> list[dict[str, Any]]:
        async with self.ctx.database.read() as connection:
            rows = await connection.execute(select(uploads_table).order_by(uploads_table.c.created_at))
            return [dict(row) for row in rows.mappings()]

    def objects(self) -> list[str]:
        """What lies in the store's folder of uploads."""
        folder = Path(self.ctx.objects.url) / "uploads"
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    async def look(self) -> None:
        """One look for all open pages."""
        await self.app[STREAMS].look()

    async def tidy(self) -> None:
        await cleaning.expire_uploads(self.ctx)
        while await cleaning.free_next(self.ctx):
            continue

    async def another(self) -> str:
        """The address of one more application on the same database and store."""
        return (await _serve(self._stack, self.ctx, self.woken))[0]


@asynccontextmanager
async def upload_site(
    database: Database,
    clock: FrozenClock,
    folder: Path,
    *,
    rules: UploadRules | None = None,
    objects: Objects | None = None,
) -> AsyncIterator[Site]:
    """甲 (jia) reports for two units, 乙 (yi) for one; both have an account on the channel ``tiny``."""
    async with AsyncExitStack() as stack:
        persons, units = await _roster(database)
        ctx = Context(
            campaigns={"nanchang-2020": load("nanchang-2020")},
            database=database,
            objects=objects or Objects(str(folder / "files")),
            checker=cast(Any, None),
            channels=cast(Any, {"tiny": SimpleNamespace(name="tiny", abilities=Abilities(files=False))}),
            clock=clock,
            scratch=folder / "scratch",
            public_url="http://127.0.0.1:8080",
            seal=SEAL,
            uploads=rules or UploadRules(keep_free_bytes=0),
        )
        await keeping.plan(ctx)
        woken: list[int] = []
        url, app = await _serve(stack, ctx, woken)
        client = await stack.enter_async_context(ClientSession())
        site = Site(
            ctx=ctx,
            clock=clock,
            url=url,
            app=app,
            client=client,
            people=persons,
            units=units,
            woken=woken,
            _stack=stack,
        )
        for who in persons:
            site.tokens[who] = await site.link(who)
        yield site


async def _serve(stack: AsyncExitStack, ctx: Context, woken: list[int]) -> tuple[str, web.Application]:
    writer = InboxWriter(ctx.database, ctx.clock)
    stack.push_async_callback(writer.close)
    app = build_app(ctx, writer, wake=lambda: woken.append(1))
    app[GATHERING] = Gatherings(patience=0.05, silence=60.0)
    # Looks come when a test says so (``Site.look``), never by themselves.
    app[STREAMS] = EventStreams(Watch(ctx), pause=asyncio.Event().wait)
    runner = web.AppRunner(app, shutdown_timeout=5.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}", app


async def _roster(database: Database) -> tuple[dict[str, int], dict[str, int]]:
    entries = [OrganisationEntry(code="b", name="云麓市教育局职成处", kind="受理单位", line="教育")]
    entries += [
        OrganisationEntry(code=f"s{n}", name=name, kind="中等职业学校", line="教育", parent_code="b")
        for n, name in enumerate(UNITS)
    ]
    async with database.write() as connection:
        ids = await organisations.save(connection, entries)
        jia, yi = await people.add(connection, "甲", ""), await people.add(connection, "乙", "")
        duties = {jia: [(ids["s0"], Role.LIAISON), (ids["s1"], Role.LIAISON)], yi: [(ids["s2"], Role.LIAISON)]}
        await people.replace_duties(connection, duties)
        accounts = [(person, Account(channel="tiny", account=name)) for person, name in ((jia, "jia"), (yi, "yi"))]
        await bindings.give(connection, accounts)
    return {"jia": jia, "yi": yi}, {name: ids[f"s{n}"] for n, name in enumerate(UNITS)}


class Raw:
    """One HTTP request written by hand, so that it can stop, break off or dawdle in the middle of its body."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def patch(cls, site: Site, url: str, offset: int, length: int | None, headers: Mapping[str, str]) -> Raw:
        """``length`` None: chunked."""
        host, port = url.split("/")[2].split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        size = {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
        sent = {"Host": host, **site.bearer(), **CHUNK, "Upload-Offset": str(offset), **size, **headers}
        path = "/" + url.split("/", 3)[3]
        head = f"PATCH {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        writer.write(head.encode() + b"\r\n")
        await writer.drain()
        return cls(reader, writer)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def status(self) -> int:
        return int((await self.reader.readline()).split()[1])

    async def close(self) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()

    def reset(self) -> None:
        """RST instead of FIN."""
        self.writer.transport.abort()
