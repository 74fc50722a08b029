"""Connections that die without a word, servers that only read, and PgBouncer between: none of it costs a message."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DisconnectionError

from domain.clock import RealClock
from domain.messages import Incoming, MessageKind
from storage.engine import bulk
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.postgresql import GOODBYE_TIMEOUT, Trust
from storage.inbox import InboxWriter
from storage.tables import inbox, people
from tests.support.databases import ready_database
from tests.support.patience import PATIENCE

AT = datetime(2020, 11, 9, 1, 59, tzinfo=UTC)


def message(number: int) -> Incoming:
    return Incoming(channel="wecom", external_id=str(number), sender="alice", kind=MessageKind.TEXT, sent_at=AT)


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with ready_database("postgresql", tmp_path) as ready:
        yield ready


async def test_who_is_cancelled_costs_nobody_else_their_connection(url: str) -> None:
    database = Database(url)
    backend = text("SELECT pg_backend_pid()")

    async def sleep(begun: asyncio.Event) -> None:
        async with database.write() as connection:
            await connection.execute(text("SELECT 1"))
            begun.set()
            await connection.execute(text("SELECT pg_sleep(60)"))

    try:
        async with database.write() as connection:
            before = (await connection.execute(backend)).scalar_one()
            begun = asyncio.Event()
            sleeping = asyncio.create_task(sleep(begun))
            await begun.wait()
            await asyncio.sleep(0)
            sleeping.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sleeping
        async with database.write() as connection:
            assert (await connection.execute(backend)).scalar_one() == before
    finally:
        await database.close()


class Firewall:
    """Between us and the server. What was open when it forgets is answered no more; what is opened later is."""

    def __init__(self, behind: str, folder: Path) -> None:
        self._behind = f"{parse_qs(urlsplit(behind).query)['host'][0]}/.s.PGSQL.5432"
        self._folder = folder
        self.url = behind.partition("?")[0] + f"?host={quote(str(folder), safe='/')}"
        self.passed: list[asyncio.Event] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    def forget(self) -> None:
        for passing in self.passed:
            passing.clear()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Firewall]:
        server = await asyncio.start_unix_server(self._connected, self._folder / ".s.PGSQL.5432")
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for writer in self._writers:
                writer.close()
            await asyncio.gather(*(writer.wait_closed() for writer in self._writers), return_exceptions=True)

    async def _connected(self, ours: asyncio.StreamReader, to_us: asyncio.StreamWriter) -> None:
        theirs, to_them = await asyncio.open_unix_connection(self._behind)
        self._writers += (to_us, to_them)
        passing = asyncio.Event()
        passing.set()
        self.passed.append(passing)
        for reader, writer in ((ours, to_them), (theirs, to_us)):
            task = asyncio.create_task(self._pass(reader, writer, passing))
            self._tasks.add(task)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, passing: asyncio.Event) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await passing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


async def test_connections_that_die_without_a_word_are_given_up_together(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever waited for an answer that does not come would wait too long.
    monkeypatch.setattr("storage.engine.postgresql.COMMAND_TIMEOUT", 2 * PATIENCE)
    async with Firewall(url, tmp_path).open() as firewall:
        database = Database(firewall.url)
        writer = InboxWriter(database, RealClock())
        # Several connections lie in the pool.
        gate = asyncio.Barrier(4)

        async def read() -> None:
            async with database.read() as connection:
                await connection.execute(text("SELECT 1"))
                await gate.wait()

        await asyncio.gather(*(read() for _ in range(4)))
        firewall.forget()
        with monkeypatch.context() as impatient, pytest.raises(DatabaseUnavailable):
            impatient.setattr(bulk, "INSERT_TIMEOUT", 0.3)
            await writer.put([message(1)], arrived=AT)
        monkeypatch.setattr(bulk, "INSERT_TIMEOUT", 2 * PATIENCE)
        # The next comes through, whichever connection it is given, and whoever asks next.
        for number in range(2, 8):
            await asyncio.wait_for(writer.put([message(number)], arrived=AT), PATIENCE)
        async with database.read() as connection:
            stored = set((await connection.execute(select(inbox.c.external_id))).scalars())
        assert stored >= {str(number) for number in range(2, 8)}
        await writer.close()
        await asyncio.wait_for(database.close(), PATIENCE)


async def test_connections_that_died_unseen_hold_up_nobody_who_ends(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.postgresql.COMMAND_TIMEOUT", 2 * PATIENCE)
    async with Firewall(url, tmp_path).open() as firewall:
        database = Database(firewall.url)
        async with database.read() as one, database.read() as other:
            for connection in (one, other):
                await connection.execute(text("SELECT 1"))
        firewall.forget()
        await asyncio.wait_for(database.close(), PATIENCE)


async def test_a_statement_without_an_answer_ends_and_its_connection_with_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.postgresql.COMMAND_TIMEOUT", 2.0)
    async with Firewall(url, tmp_path).open() as firewall:
        database = Database(firewall.url, pool_size=1)
        await database.check()
        firewall.forget()
        with pytest.raises(DatabaseUnavailable):
            await asyncio.wait_for(database.check(), PATIENCE)
        await asyncio.wait_for(database.check(), PATIENCE)
        await database.close()


async def test_a_server_that_accepts_and_says_nothing_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.postgresql.CONNECT_TIMEOUT", 0.3)
    gone = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    server = await asyncio.start_unix_server(silent, tmp_path / ".s.PGSQL.5432")
    database = Database(f"postgresql+asyncpg://postgres@/any?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable):
        await asyncio.wait_for(database.check(), PATIENCE)
    gone.set()
    server.close()
    await database.close()


@pytest.mark.parametrize("refusal", ["no such database", "too many"])
async def test_a_server_that_refuses_to_be_connected_to_is_in_trouble(url: str, refusal: str) -> None:
    if refusal == "too many":
        name = url.rpartition("/")[2] and urlsplit(url).path.lstrip("/")
        database = Database(url)
        async with database.write() as connection:
            await connection.execute(text(f"ALTER DATABASE {name} CONNECTION LIMIT 0"))
            await connection.execute(text("CREATE ROLE somebody LOGIN"))
        await database.close()
        refused = Database(url.replace("postgres@", "somebody@"))
    else:
        refused = Database(url.replace(urlsplit(url).path, "/no_such_database"))
    with pytest.raises(DatabaseUnavailable):
        async with refused.write():
            pytest.fail("it was to be refused")
    await refused.close()
    if refusal == "too many":
        database = Database(url)
        async with database.write() as connection:
            await connection.execute(text(f"ALTER DATABASE {name} CONNECTION LIMIT -1"))
            await connection.execute(text("DROP ROLE somebody"))
        await database.close()


async def test_a_server_that_only_reads_is_not_writable_and_its_refusal_is_trouble(url: str) -> None:
    database = Database(url, pool_size=1)
    async with database.write() as connection:
        await connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
    with pytest.raises(DatabaseUnavailable, match="only reads"):
        await database.check()
    with pytest.raises(DatabaseUnavailable):
        async with database.write() as connection:
            await connection.execute(insert(people).values(name="甲", phone=""))
    writer = InboxWriter(database, RealClock())
    with pytest.raises(DatabaseUnavailable):
        await writer.check()
    with pytest.raises(DatabaseUnavailable):
        await writer.put([message(1)], arrived=AT)
    await writer.close()
    await database.close()


async def test_whoever_asks_one_thing_after_another_stays_with_one_connection(url: str) -> None:
    """Every other one would have each statement to prepare for itself."""
    database = Database(url)

    async def process() -> int:
        async with database.read() as connection:
            return int(await connection.scalar(text("SELECT pg_backend_pid()")) or 0)

    async with database.read() as one, database.read() as other:
        for connection in (one, other):
            await connection.execute(text("SELECT 1"))
    assert len({await process() for _ in range(4)}) == 1
    await database.close()


def test_only_what_was_opened_since_one_was_lost_is_trusted() -> None:
    now = 100.0
    ended: list[str] = []
    trust = Trust(monotonic=lambda: now)

    def opened(name: str) -> tuple[SimpleNamespace, SimpleNamespace]:
        driver = SimpleNamespace(terminate=lambda: ended.append(name))
        connection, record = SimpleNamespace(driver_connection=driver), SimpleNamespace(info={})
        trust.opened(connection, record)
        return connection, record

    old = opened("old")
    trust.checked_out(*old, None)
    now = 101.0
    trust.lost()
    with pytest.raises(DisconnectionError):
        trust.checked_out(*old, None)
    now = 102.0
    new = opened("new")
    trust.checked_out(*new, None)
    trust.closing(*new)
    assert ended == ["old"]
    trust.closing(*old)
    assert ended == ["old", "old"]


def test_who_does_not_answer_a_goodbye_is_the_last_that_is_waited_for() -> None:
    now = 100.0
    trust = Trust(monotonic=lambda: now)
    ended: list[str] = []
    driver = SimpleNamespace(terminate=lambda: ended.append("without a goodbye"))
    record = SimpleNamespace(info={})
    trust.opened(SimpleNamespace(driver_connection=driver), record)

    def answered(after: float) -> SimpleNamespace:
        def terminate() -> None:
            nonlocal now
            now += after

        return SimpleNamespace(terminate=terminate)

    trust.close(answered(0.1))
    trust.closing(SimpleNamespace(driver_connection=driver), record)
    assert ended == []
    trust.close(answered(GOODBYE_TIMEOUT))
    trust.closing(SimpleNamespace(driver_connection=driver), record)
    assert ended == ["without a goodbye"]


def test_a_socket_is_kept_alive() -> None:
    ours = socket.socket()
    transport = SimpleNamespace(get_extra_info=lambda name: ours)
    Trust().opened(SimpleNamespace(driver_connection=SimpleNamespace(_transport=transport)), SimpleNamespace(info={}))
    assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
    ours.close()
