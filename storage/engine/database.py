"""The database: SQLite (WAL, ``synchronous=FULL``) by default, PostgreSQL by URL; the same functions on both.

``read()`` and ``write()`` yield a connection inside one transaction, which begins with its first statement. On SQLite
all writes of a process pass through one connection, and that statement takes the write lock: writers wait in line
instead of failing on each other.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import (
    ColumnElement,
    Dialect,
    ExceptionContext,
    Insert,
    Table,
    event,
    func,
    literal,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.similarity import fingerprint_distance
from storage.engine import private
from storage.engine.postgresql import Trust, postgresql_engine
from storage.engine.sqlite_driver import one_crossing, opened
from storage.engine.whole import Body, WholeTransactions, in_thread_of

T = TypeVar("T")

#: What storage functions are given: one transaction. Other rooms pass it on and never look inside.
Connection = AsyncConnection

#: What only one process may do at a time: bring in the roster, and derive what is owed from it.
ROSTER = "baosong roster"

#: How long one process waits for another's write on SQLite, in seconds.
BUSY_TIMEOUT = 30.0
#: SQLite counts no bits by itself; PostgreSQL has ``bit_count``.
BITS_APART = "bits_apart"
#: What is changed or deleted is overwritten where its page is written anyway: of a used code nothing is left.
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=FAST")
#: Under this name a connection keeps the tables that its transaction has put rows into.
_ROWS_OF = "rows_of"


#: What PostgreSQL's error codes begin with that say nothing about the data: connection, a server that only reads,
#: somebody else's prepared statements, who we are, conflict with another transaction, resources, locks, operator,
#: system, corruption.
_TROUBLE = ("08", "25006", "26", "28", "3D", "40", "42P05", "53", "55P", "57", "58", "XX")
#: Prepared statements that are somebody else's, or nobody's: our connection is not our own.
_NOT_OURS = ("26000", "42P05")
_PGBOUNCER = "PgBouncer in transaction mode needs database.pgbouncer = true"


class DatabaseUnavailable(Exception):
    """The database is in trouble (away, locked, disk full), the data is not bad; nothing was stored."""


class Database:
    """One database. ``url`` is SQLAlchemy's: ``sqlite+aiosqlite:///…`` or ``postgresql+asyncpg://…``.

    Raises ``DatabaseUnavailable`` when there can be no such file; so does everything that connects or executes, when
    the database is in trouble. What is wrong with a statement or its values stays SQLAlchemy's error.
    """

    def __init__(self, url: str, *, pool_size: int = 8, pgbouncer: bool = False, patient: bool = False) -> None:
        """``pgbouncer``: it stands before PostgreSQL. ``patient``: no statement has a limit of time."""
        self.url = make_url(url)
        self.pgbouncer = pgbouncer
        #: Told the names of the tables that a committed transaction of this process has put rows into.
        self.on_rows: Callable[[frozenset[str]], None] = lambda tables: None
        self._trust = Trust()
        self._beside: list[Callable[[], Awaitable[None]]] = []
        if self.sqlite:
            self._reader = _sqlite_engine(url, "BEGIN", pool_size=pool_size)
            self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE", pool_size=1)
            self._line: AbstractAsyncContextManager[object] = asyncio.Lock()
            self._whole_reads = WholeTransactions(self._reader, self._open, most=pool_size)
            self._whole_writes = WholeTransactions(self._writer, self._open, most=1)
        else:
            self._writer = postgresql_engine(
                url, pool_size=pool_size, pgbouncer=pgbouncer, patient=patient, trust=self._trust
            )
            event.listen(self._writer.sync_engine, "handle_error", self._tell_trouble)
            # Each statement sees what is committed either way; without BEGIN and ROLLBACK a read is two trips shorter.
            # (Behind PgBouncer only a transaction stays with one server process.)
            autocommit = self._writer.execution_options(isolation_level="AUTOCOMMIT")
            self._reader = self._writer if pgbouncer else autocommit
            self._line = nullcontext()
        event.listen(self._writer.sync_engine, "after_cursor_execute", _note_rows)

    @property
    def sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def dialect(self) -> Dialect:
        return self._writer.dialect

    @property
    def file(self) -> Path | None:
        return Path(self.url.database) if self.sqlite and self.url.database else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with _connected(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        rows_of: set[str] = set()
        async with self._written(rows_of) as connection:
            yield connection
        if rows_of:
            self.on_rows(frozenset(rows_of))

    @asynccontextmanager
    async def _written(self, rows_of: set[str]) -> AsyncIterator[AsyncConnection]:
        async with self._line, _connected(self._writer) as connection, connection.begin():
            notes = (await connection.get_raw_connection()).info
            notes[_ROWS_OF] = rows_of
            try:
                yield connection
            finally:
                notes.pop(_ROWS_OF, None)

    async def look(self, body: Body[T]) -> T:
        """``read()`` for a body that waits for nothing but its connection: on SQLite it crosses threads once."""
        if not self.sqlite:
            async with self.read() as connection:
                return await body(connection)
        return await self._whole_reads.run(body)

    async def transact(self, body: Body[T], *, committed: Callable[[T], None] | None = None) -> T:
        """``write()`` for a body that waits for nothing but its connection: on SQLite it crosses threads once.

        A caller that is cancelled does not undo it. ``committed`` is given what the body returns, once that stands and
        before anybody is told of its rows.
        """
        rows_of: set[str] = set()
        if self.sqlite:
            async with self._line:
                done = await self._whole_writes.run(body, notes={_ROWS_OF: rows_of})
        else:
            async with self._written(rows_of) as connection:
                done = await body(connection)
        if committed is not None:
            committed(done)
        if rows_of:
            self.on_rows(frozenset(rows_of))
        return done

    @asynccontextmanager
    async def in_line(self) -> AsyncIterator[None]:
        """Wait for this process's turn to write (SQLite; PostgreSQL has no line)."""
        async with self._line:
            yield

    async def check(self) -> None:
        """Raises ``DatabaseUnavailable`` when a write transaction cannot be opened."""
        async with self.write() as connection:
            if self.sqlite:
                await connection.execute(text("SELECT 1"))
            elif (await connection.execute(text("SHOW transaction_read_only"))).scalar_one() == "on":
                raise DatabaseUnavailable("the server only reads")

    async def _open(self) -> aiosqlite.Connection:
        try:
            connection = await opened(str(self.file), timeout=BUSY_TIMEOUT, isolation_level=None)
            try:
                await in_thread_of(connection, _configure, connection._conn)
            except BaseException:
                await connection.close()
                raise
        except sqlite3.Error as error:
            raise trouble(error) from error
        return connection

    def lost_connection(self) -> None:
        """A connection did not answer in time: none that is open now is used again (PostgreSQL)."""
        self._trust.lost()

    def _tell_trouble(self, context: ExceptionContext) -> DatabaseUnavailable | None:
        if isinstance(context.original_exception, TimeoutError):
            context.is_disconnect = True
        if context.is_disconnect and isinstance(context.original_exception, Exception):
            self.lost_connection()
            context.invalidate_pool_on_disconnect = False
        return _tell_trouble(context)

    def beside(self, close: Callable[[], Awaitable[None]]) -> None:
        """Something has a connection of its own to the same database: ``close`` ends it with this one, or before."""
        self._beside.append(close)

    async def close(self) -> None:
        for close in self._beside:
            await close()
        if self.sqlite:
            await self._whole_reads.close()
            await self._whole_writes.close()
        await self._reader.dispose()
        await self._writer.dispose()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except _connecting_errors(engine.dialect) as error:
            raise trouble(error) from error
        yield connection


def _connecting_errors(dialect: Dialect) -> tuple[type[Exception], ...]:
    """Whatever may be raised before there is a connection: SQLAlchemy does not translate all that a driver raises."""
    if dialect.name != "postgresql":
        return (SQLAlchemyError, OSError)
    # Who has SQLite does without the driver, which takes 3 MB.
    import asyncpg

    return (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def _note_rows(connection: Any, _cursor: object, _statement: str, _values: object, context: Any, _many: bool) -> None:
    """Listens to every statement: which tables a transaction puts rows into."""
    if context.isinsert and _ROWS_OF in connection.info:
        connection.info[_ROWS_OF].add(context.compiled.statement.table.name)


def _tell_trouble(context: ExceptionContext) -> DatabaseUnavailable | None:
    """Listens to every statement that fails; what is returned is raised instead of SQLAlchemy's own error."""
    error = context.original_exception
    if not isinstance(error, Exception):
        # Somebody was cancelled: their connection goes, and nothing else is wrong.
        context.invalidate_pool_on_disconnect = False
        return None
    code = getattr(error, "sqlstate", None) or ""
    unavailable = context.is_disconnect or code.startswith(_TROUBLE) or isinstance(error, OSError)
    if unavailable or isinstance(context.sqlalchemy_exception, OperationalError | InterfaceError):
        return trouble(error)
    return None


def trouble(error: BaseException) -> DatabaseUnavailable:
    """What a driver's error says, and the setting that mends it where there is one."""
    code = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
    said = f"{type(error).__name__}: {error}"
    return DatabaseUnavailable(f"{_PGBOUNCER}: {said}" if code in _NOT_OURS else said)


def _sqlite_engine(url: str, begin: str, *, pool_size: int) -> AsyncEngine:
    file = make_url(url).database
    if file:
        try:
            private.make_folder(Path(file).parent)
            private.make_file(Path(file))
        except OSError as error:
            raise DatabaseUnavailable(str(error)) from error
    engine = create_async_engine(
        url,
        module=one_crossing(),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=120,
        connect_args={"timeout": BUSY_TIMEOUT},
        hide_parameters=True,
    )

    event.listen(engine.sync_engine, "handle_error", _tell_trouble)

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        try:
            # The driver must not begin transactions by itself: the first statement decides which kind we need.
            connection.isolation_level = None
            _configure(connection)
        except BaseException:
            # The pool forgets what was cancelled here, and would leave it open.
            connection.terminate()
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        driver = connection.connection.dbapi_connection
        if isinstance(driver, sqlite3.Connection):
            try:
                driver.execute(begin)
            except sqlite3.Error as error:
                # What a listener raises is nobody's error to translate.
                raise trouble(error) from error
        else:
            driver.begin(begin)

    return engine


def _configure(connection: Any) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_function(BITS_APART, 2, fingerprint_distance, deterministic=True)


async def one_at_a_time(connection: AsyncConnection, what: str) -> None:
    """Wait until no other transaction does ``what``, and keep it so until this one ends (SQLite has but one writer)."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})


def json_object(connection: AsyncConnection, **values: ColumnElement[Any]) -> ColumnElement[Any]:
    """A JSON object of columns, by name."""
    make = func.json_build_object if connection.dialect.name == "postgresql" else func.json_object
    return make(*(part for name, value in values.items() for part in (literal(name), value)))


def upsert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of the connection's own dialect, for ``on_conflict_…``, which both spell alike."""
    return upsert_of(connection.dialect.name, table)


def upsert_of(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The same by the dialect's name."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


async def insert_new(
    connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]], unique: Sequence[str]
) -> None:
    """Insert the rows that are not there yet, by the ``unique`` columns; the others stay as they are."""
    if rows:
        statement: Insert = upsert(connection, table).on_conflict_do_nothing(index_elements=list(unique))
        await connection.execute(statement, list(rows))
