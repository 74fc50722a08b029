"""``baosong move``: the whole installation to another database, and to another store when one is named."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands import LISTED
from bot.commands.backup import store_of
from bot.commands.failure import BROKEN, Failure
from bot.commands.options import Config, settings_of
from bot.settings.tables import Database as DatabaseSettings
from bot.settings.tables import Files, Settings
from domain.processes import GONE_AFTER
from formats.words import move as texts
from formats.words.operator import PROBLEMS
from storage import processes
from storage.backup import loading
from storage.backup.place import StoreTrouble
from storage.engine import migrate, private
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.objects import Objects
from storage.moving import files as moving_files
from storage.moving import rows
from storage.states import OutboxState
from storage.tables import outbox

To = Annotated[str, typer.Option("--to", metavar="数据库", help="搬到哪个数据库，写法同 database.url；要是空的")]
FilesTo = Annotated[
    str, typer.Option("--files", metavar="位置", help="材料也搬：文件夹，或 s3://桶名/前缀；不写就不搬")
]


def register(app: typer.Typer) -> None:
    app.command("move", help=LISTED["move"].help)(move)


def move(to: To, files: FilesTo = "", config: Config = None) -> None:
    settings = settings_of(config)
    wanted = _database_settings(settings, to)
    store = _files_settings(settings, files) if files.strip() else None
    with _said():
        print(asyncio.run(_move(settings, wanted, store)))


async def _move(settings: Settings, wanted: DatabaseSettings, store: Files | None) -> str:
    source = _opened(settings.database)
    target = _opened(wanted)
    try:
        await _check_source(source)
        await _check_target(target)
        moved = await _move_files(settings, store) if store is not None else None
        async with source.read() as connection:
            if await _running(connection):
                raise Failure(texts.ERRORS["started"], BROKEN)
        await migrate.upgrade(target)
        copied = await rows.copy(source, target)
        async with target.read() as connection:
            unsent = select(func.count()).where(outbox.c.state == OutboxState.NEW)
            waiting = (await connection.execute(unsent)).scalar_one()
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(str(error)) from error
    finally:
        await source.close()
        await target.close()
    return texts.moved_text(
        tables=len(copied),
        rows=sum(one.rows for one in copied.values()),
        files=(moved.files, moved.bytes, moved.copied) if moved else None,
        waiting=waiting,
    )


def _opened(wanted: DatabaseSettings) -> Database:
    return Database(wanted.url, pool_size=2, pgbouncer=wanted.pgbouncer, patient=True)


async def _check_source(source: Database) -> None:
    state = await migrate.state(source)
    if state.current is None:
        raise Failure(texts.ERRORS["nothing"], BROKEN)
    if not state.known:
        raise migrate.SchemaTooNew(state.current)
    if not state.ready:
        raise Failure(texts.ERRORS["behind"], BROKEN)
    async with source.read() as connection:
        if parts := await _running(connection):
            raise Failure(texts.ERRORS["running"].format(parts="、".join(parts)), BROKEN)


async def _running(connection: AsyncConnection) -> list[str]:
    """The parts of the program that have been seen lately."""
    now = datetime.now(UTC)
    return [one.part.value for one in await processes.all(connection) if now - one.seen_at < GONE_AFTER]


async def _check_target(target: Database) -> None:
    """Without tables, or with this version's and no rows, as a move that was cut off leaves it."""
    state = await migrate.state(target)
    if state.current is None:
        empty = await loading.is_empty(target)
    else:
        async with target.read() as connection:
            empty = state.ready and await rows.is_empty(connection)
    if not empty:
        raise Failure(texts.ERRORS["database_full"].format(at=target.file or target.url.database), BROKEN)


async def _move_files(settings: Settings, wanted: Files) -> moving_files.MovedFiles:
    source, target = store_of(settings), Objects(wanted.url, **wanted.options())
    private.make_folder(settings.data_folder)
    for left in settings.data_folder.glob(".move-*"):
        # Of a move that was killed.
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".move-", dir=settings.data_folder) as scratch:
        return await moving_files.copy(source, target, scratch=Path(scratch))


def _database_settings(settings: Settings, to: str) -> DatabaseSettings:
    try:
        return DatabaseSettings(**{**settings.database.model_dump(), "url": to.strip()})
    except ValidationError as error:
        raise Failure(f"--to：{PROBLEMS['bad_database_url']}", BROKEN) from error


def _files_settings(settings: Settings, url: str) -> Files:
    """An S3 is reached as that of ``[files]`` is."""
    try:
        wanted = Files(**{**settings.files.model_dump(), "url": url.strip()})
    except ValidationError as error:
        raise Failure(f"--files：{PROBLEMS['bad_files_url']}", BROKEN) from error
    old, new = settings.files.folder, wanted.folder
    inside = old and new and (old.resolve() in (new := new.resolve(), *new.parents) or new in old.resolve().parents)
    if inside or wanted.url == settings.files.url:
        raise Failure(texts.ERRORS["same_files"].format(folder=settings.files.url), BROKEN)
    return wanted


@contextmanager
def _said() -> Iterator[None]:
    """What goes wrong, as a sentence."""
    try:
        yield
    except StoreTrouble as error:
        raise Failure(texts.trouble_text(error.side.value, error.why.value), BROKEN) from error
    except moving_files.StoreNotEmpty as error:
        raise Failure(texts.ERRORS["files_full"].format(key=error.key), BROKEN) from error
    except moving_files.FileDiffers as error:
        raise Failure(texts.ERRORS["file_differs"].format(key=error.key), BROKEN) from error
    except rows.RowRefused as error:
        raise Failure(texts.ERRORS["row"].format(table=error.table), BROKEN) from error
    except rows.Differs as error:
        raise Failure(texts.ERRORS["row_differs"].format(table=error.table), BROKEN) from error
