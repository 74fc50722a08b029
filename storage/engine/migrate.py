"""Bringing a database to this version, and telling which version it has. Migrations are numbered files of Alembic."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import inspect, text

from storage.engine.database import Database

#: Any number, as long as nobody else of the database uses it.
_LOCK = 0x62616F73
_SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


class SchemaTooNew(Exception):
    """The database was made by a newer version of this program; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class SchemaState:
    """``current`` is the database's revision (None: empty), ``head`` this program's."""

    current: str | None
    head: str
    known: bool

    @property
    def ready(self) -> bool:
        return self.current == self.head


async def is_ready(database: Database) -> bool:
    """Whether it has this version's tables. Raises ``SchemaTooNew`` when it has those of a newer one."""
    found = await state(database)
    if not found.known:
        raise SchemaTooNew(found.current)
    return found.ready


async def state(database: Database) -> SchemaState:
    """Raises SQLAlchemy's errors when the database cannot be reached."""
    async with database.read() as connection:
        current = await connection.run_sync(_current)
    revisions = _revisions()
    return SchemaState(current=current, head=revisions[-1], known=current is None or current in revisions)


def newest() -> str:
    """This program's revision."""
    return _revisions()[-1]


def is_known(revision: str) -> bool:
    """Whether this program has that revision: an unknown one is of a newer program."""
    return revision in _revisions()


def _revisions() -> list[str]:
    """Every revision of this program, oldest first: they are numbers, and their files begin with them."""
    return sorted(path.name.partition("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def _current(connection: SyncConnection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


async def upgrade(database: Database) -> SchemaState:
    """Run what is missing, all in one transaction. Raises ``SchemaTooNew``."""
    before = await state(database)
    if not before.known:
        raise SchemaTooNew(before.current)
    if before.ready:
        return before
    async with database.write() as connection:
        if not database.sqlite:
            # Several processes may be started at once; the first migrates, the others find it done.
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await connection.run_sync(upgrade_to, "head")
    return await state(database)


def upgrade_to(connection: SyncConnection, revision: str) -> None:
    """Run the migrations up to ``revision``, in the transaction of ``connection``."""
    # Only who migrates needs it; /readyz of every web process asks for the state.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
