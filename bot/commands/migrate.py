"""``baosong migrate``: brings the database to this version."""

from __future__ import annotations

import asyncio

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import LISTED
from bot.commands.options import Config, settings_of
from bot.settings.tables import Settings
from formats.words import operator as texts
from storage.engine import migrate as migration
from storage.engine.database import Database, DatabaseUnavailable


def register(app: typer.Typer) -> None:
    app.command("migrate", help=LISTED["migrate"].help)(migrate)


def migrate(config: Config = None) -> None:
    print(asyncio.run(_migrate(settings_of(config))))


async def _migrate(settings: Settings) -> str:
    database = Database(settings.database.url, pool_size=1, pgbouncer=settings.database.pgbouncer, patient=True)
    try:
        before = await migration.state(database)
        after = await migration.upgrade(database)
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseUnavailable(str(error)) from error
    finally:
        await database.close()
    return (texts.MIGRATED_ALREADY if before.ready else texts.MIGRATED).format(head=after.head)
