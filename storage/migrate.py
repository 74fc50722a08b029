"""Bringing a database to this version, and telling which version it has. Migrations are numbered files of Alembic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import text

from storage.database import Database

#: Any number, as long as nobody else of the database uses it.
_LOCK = 0x62616F73
_SCRIPTS = Path(__file__).with_name("migrations")


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


async def state(database: Database) -> SchemaState:
    """Raises SQLAlchemy's errors when the database cannot be reached."""
    scripts = ScriptDirectory.from_config(_config())
    head = scripts.get_current_head() or ""
    async with database.read() as connection:
        current = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    known = current is None or any(script.revision == current for script in scripts.walk_revisions())
    return SchemaState(current=current, head=head, known=known)


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
        await connection.run_sync(_run(lambda config: command.upgrade(config, "head")))
    return await state(database)


def _run(action: Callable[[Config], None]) -> Callable[[SyncConnection], None]:
    def on_connection(connection: SyncConnection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        action(config)

    return on_connection


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
