"""The bot's web part over an export of many files, which it has made itself.

    python -m benchmarks.servers.export fill FOLDER ITEMS BYTES
    python -m benchmarks.servers.export serve FOLDER

The first fills an SQLite database and a store of ITEMS sparse files with BYTES in all. The second makes one export of
one zip, prints one line of JSON (``benchmarks.export.Served``) and serves until it is ended.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import sys
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from aiohttp import web
from sqlalchemy import bindparam, select, update

from benchmarks.measuring import province
from domain.campaigns.campaign import Campaign
from domain.clock import Rehearsal, RehearsalClock
from domain.organisation import Role
from handlers.context import Context
from handlers.desk import export_making, exports
from handlers.desk.entering import LIFE
from handlers.desk.exports import ExportQuestion
from handlers.desk.reach import reach_as
from storage import organisations, sessions
from storage.campaign_files import load_campaigns
from storage.desk.exports import ExportFilter
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.inbox import InboxWriter
from storage.tables import submissions
from tests.support.seals import SEAL
from web.app import build_app
from web.desk.access import COOKIE

CAMPAIGN = "nanchang-2020"
UNITS = 300
#: Who supervises all of it, and the office of the same number.
PERSON = 1
#: Of each file so many bytes are its own; the others are a hole.
HEAD = 4096


async def fill(folder: Path, items: int, total: int) -> None:
    database, campaign, now = _opened(folder)
    await migrate.upgrade(database)
    assert await province.build(database, campaign, now, units=UNITS, items=items) == PERSON
    await _write_files(database, folder / "files", total)
    await database.close()


def _opened(folder: Path) -> tuple[Database, Campaign, datetime]:
    (campaign,) = load_campaigns([CAMPAIGN]).values()
    now = campaign.due_at(campaign.days[-1]) + timedelta(minutes=10)
    return Database(f"sqlite+aiosqlite:///{folder / 'export.db'}"), campaign, now


async def serve(folder: Path) -> None:
    database, campaign, now = _opened(folder)
    objects = Objects(str(folder / "files"))
    clock = RehearsalClock(Rehearsal(real=datetime.now(UTC), rehearsed=now))
    ctx = Context(
        campaigns={campaign.code: campaign},
        database=database,
        objects=objects,
        # Nothing is sent in, so nothing is checked.
        checker=cast(Any, None),
        channels={},
        clock=clock,
        scratch=folder,
        public_url="http://127.0.0.1",
        seal=SEAL,
    )
    begun = time.perf_counter()
    number = await _made(ctx)
    made = time.perf_counter() - begun
    async with database.write() as connection:
        real = datetime.now(UTC)
        session = await sessions.make(
            connection, person_id=PERSON, agent="", address="", now=real, expires_at=real + LIFE
        )
    runner = web.AppRunner(build_app(ctx, InboxWriter(database, clock), wake=lambda: None), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/exports/{number}/1.zip"
    print(json.dumps({"url": url, "cookie": f"{COOKIE}={session}", "pid": os.getpid(), "made": made}), flush=True)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    await runner.cleanup()
    await database.close()


async def _made(ctx: Context) -> int:
    async with ctx.database.read() as connection:
        office = await organisations.get(connection, PERSON)
        assert office is not None
        reach = await reach_as(ctx.campaigns, connection, PERSON, office, Role.SUPERVISOR)
    asked = ExportFilter(campaign=CAMPAIGN)
    question = ExportQuestion(campaign=ctx.campaigns[CAMPAIGN], asked=asked, part_bytes=10**15)
    number = await exports.ask(ctx, reach, question)
    assert isinstance(number, int), number
    assert await export_making.make_next(ctx)
    return number


async def _write_files(database: Database, folder: Path, total: int) -> None:
    async with database.read() as connection:
        numbers = list(await connection.scalars(select(submissions.c.id)))
    rows = await asyncio.to_thread(lambda: [_write(folder, number, total // len(numbers)) for number in numbers])
    s = submissions.c
    written = update(submissions).where(s.id == bindparam("of"))
    values = {name: bindparam(f"new_{name}") for name in ("key", "size", "sha256", "crc32")}
    async with database.write() as connection:
        await connection.execute(written.values(kind="photo", **values), rows)


def _write(folder: Path, number: int, size: int) -> dict[str, Any]:
    key = f"export/{number % 100}/{number}.jpg"
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    head = os.urandom(HEAD)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    body = head + bytes(size - HEAD)
    sums = {"new_sha256": hashlib.sha256(body).hexdigest(), "new_crc32": zlib.crc32(body)}
    return {"of": number, "new_key": key, "new_size": size, **sums}


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        asyncio.run(fill(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
    else:
        asyncio.run(serve(Path(sys.argv[2])))
