"""A real PgBouncer in transaction mode between: with the setting everything works, without it the setting is named."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy import text

from domain.clock import RealClock
from domain.messages import Incoming, MessageKind
from storage import inbox
from storage.engine.database import Database, DatabaseUnavailable
from storage.inbox import InboxWriter
from tests.support.databases import ready_database
from tests.support.patience import PATIENCE

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [pytest.mark.long, pytest.mark.skipif(PGBOUNCER is None, reason="needs pgbouncer")]

#: Fewer than work at a time: every transaction may meet another server process.
SERVERS = 3
SETTINGS = """
[databases]
{name} = host={host} dbname={name} user=postgres
[pgbouncer]
unix_socket_dir = {folder}
listen_port = 5432
auth_type = any
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = 400
"""


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """The address of PgBouncer."""
    async with ready_database("postgresql", tmp_path) as behind:
        parts = urlsplit(behind)
        host, name = parse_qs(parts.query)["host"][0], parts.path.lstrip("/")
        # Sockets have short names, and whose PostgreSQL it is must get at this one.
        folder = Path(host) / "pgbouncer"
        folder.mkdir(exist_ok=True)
        owner = pwd.getpwuid(Path(host).stat().st_uid)
        shutil.chown(folder, owner.pw_uid)
        settings = folder / "pgbouncer.ini"
        settings.write_text(SETTINGS.format(name=name, host=host, folder=folder, servers=SERVERS))
        command = [str(PGBOUNCER), *(["-u", owner.pw_name] if os.getuid() == 0 else []), str(settings)]
        process = await asyncio.to_thread(_started, command, folder / ".s.PGSQL.5432")
        try:
            yield behind.partition("?")[0] + f"?host={quote(str(folder), safe='/')}"
        finally:
            process.terminate()
            process.wait()
            shutil.rmtree(folder)


def _started(command: list[str], path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as asked, suppress(OSError):
            asked.connect(str(path))
            break
        time.sleep(0.05)
    return process


async def work(url: str, *, pgbouncer: bool) -> list[str]:
    """Several processes' worth of work at a time; what went wrong."""
    databases = [Database(url, pgbouncer=pgbouncer) for _ in range(SERVERS)]
    problems: list[str] = []

    async def one(number: int, database: Database) -> None:
        writer, now = InboxWriter(database, RealClock()), datetime.now(UTC)
        for turn in range(20):
            name = f"{number}-{turn}"
            message = Incoming(channel="wecom", external_id=name, sender=name, kind=MessageKind.TEXT, sent_at=now)
            try:
                await writer.put([message], arrived=now)
                async with database.read() as connection:
                    await connection.execute(text(f"SELECT {turn % 7}"))
                async with database.write() as connection:
                    claimed = await inbox.claim_next(connection, now=now, lease=timedelta(seconds=20))
                    if claimed is not None:
                        await inbox.finish(connection, claimed)
            except DatabaseUnavailable as error:
                problems.append(str(error))
        await writer.close()

    await asyncio.gather(*(one(number, database) for number, database in enumerate(databases * 3)))
    for database in databases:
        await database.close()
    return problems


async def test_with_the_setting_nothing_goes_wrong(url: str) -> None:
    assert await work(url, pgbouncer=True) == []


async def test_without_it_the_setting_is_named(url: str) -> None:
    problems = await work(url, pgbouncer=False)
    assert any("database.pgbouncer = true" in problem for problem in problems), sorted(set(problems))[:3]
