"""``baosong backup``, ``verify``, ``restore``: a backup made while the program runs, looked through, brought back."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.commands import LISTED
from bot.commands.failure import BAD, BROKEN, Failure
from bot.commands.options import Config, settings_of
from bot.settings.secret_key import FILE as SECRET_FILE
from bot.settings.tables import Settings
from formats.words import backup as texts
from storage.backup import dumping, loading, making, pg_tools, pruning, restoring, verifying
from storage.backup.manifest import Manifest, ManifestDamaged
from storage.backup.place import NoBackup, Place, Side, StoreTrouble, troubles
from storage.engine import migrate, private
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.objects import Objects, ObjectsUnavailable

#: As deploy/baosong-backup.service has it.
_NICE = 10
#: Beside the secret key: a line for each place that backups were made to.
_PLACES = "backup_places"

Dest = Annotated[str, typer.Argument(metavar="位置", help="备份放在哪里：文件夹，或 s3://桶名/前缀")]
Newest = Annotated[int, typer.Option("--keep", metavar="数", help="做好以后只留最新的几次；不写就都留着")]
Which = Annotated[str, typer.Option("--at", metavar="名称", help="哪一次备份；不写时是最新的一次")]
Keep = Annotated[bool, typer.Option("--keep-waiting", help="备份之后原来的程序没有再运行过：等着发的照样发")]


def register(app: typer.Typer) -> None:
    app.command("backup", help=LISTED["backup"].help)(backup)
    app.command("verify", help=LISTED["verify"].help)(verify)
    app.command("restore", help=LISTED["restore"].help)(restore)


def backup(dest: Dest, keep: Newest = 0, config: Config = None) -> None:
    if keep < 0:
        raise Failure(texts.ERRORS["keep"], BROKEN)
    began, settings = time.monotonic(), settings_of(config)
    with _said(), giving_way():
        made = asyncio.run(_backup(settings, dest))
    print(texts.made(made.manifest, new=made.new, new_bytes=made.new_bytes, seconds=time.monotonic() - began))
    if keep:
        with _said():
            pruned = asyncio.run(pruning.prune(open_place(settings, dest), keep))
        print(texts.pruned_text(pruned.backups, pruned.files, pruned.bytes))


def verify(dest: Dest, at: Which = "", config: Config = None) -> None:
    with _said(), giving_way():
        manifest, wrong, unfinished = asyncio.run(_verify(settings_of(config), dest, at))
    if wrong:
        raise Failure(texts.wrong_text(manifest, wrong), BAD)
    print(texts.good(manifest))
    if unfinished:
        raise Failure(texts.unfinished_text(unfinished), BAD)


def restore(dest: Dest, at: Which = "", keep_waiting: Keep = False, config: Config = None) -> None:
    with _said():
        manifest, restored = asyncio.run(_restore(settings_of(config), dest, at, silence=not keep_waiting))
    print(texts.restored(manifest, restored))
    if restored.wrong:
        raise Failure(texts.lost_text(restored.wrong), BAD)


@contextmanager
def giving_way() -> Iterator[None]:
    """What people send goes first: a backup may take longer, a callback may not. For this thread and what it starts."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(before, _NICE))
    try:
        yield
    finally:
        # Nobody but root may be less nice again, and the command is over.
        with suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, before)


async def _backup(settings: Settings, dest: str) -> making.Made:
    objects = store_of(settings)
    place = open_place(settings, dest)
    with _scratch(settings, place) as scratch:
        async with _database(settings) as database:
            state = await migrate.state(database)
            if state.current is None:
                raise Failure(texts.ERRORS["nothing"], BROKEN)
            if not state.known:
                raise migrate.SchemaTooNew(state.current)
            if not state.ready:
                raise Failure(texts.ERRORS["behind"], BROKEN)
            made = await making.make(
                place,
                database,
                objects,
                revision=state.head,
                program=version("baosong"),
                secret_key=_key_file(settings),
                scratch=scratch,
                now=datetime.now(UTC),
            )
            remember(settings, dest)
            return made


async def _verify(settings: Settings, dest: str, at: str) -> tuple[Manifest, list[verifying.Wrong], list[str]]:
    """The backup, what is wrong with it, and which later ones were not finished when the newest was asked for."""
    place = open_place(settings, dest, there=True)
    manifest = await _chosen(place, at)
    later = [] if at else [name for name in await place.begun() if name > manifest.name]
    return manifest, await verifying.verify(place, manifest), later


async def _restore(settings: Settings, dest: str, at: str, *, silence: bool) -> tuple[Manifest, restoring.Restored]:
    place = open_place(settings, dest, there=True)
    manifest = await _chosen(place, at)
    objects, key = store_of(settings), _key_file(settings)
    async with _database(settings) as database:
        given = await restoring.secret_key_of(place, manifest)
        await restoring.check_empty(database, objects, manifest, secret_key=key, key_given=given)
        private.make_folder(settings.data_folder)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data_folder) as scratch:
            done = await restoring.restore(
                place,
                manifest,
                database,
                objects,
                secret_key=key,
                scratch=Path(scratch),
                now=datetime.now(UTC),
                silence=silence,
            )
    # It still holds what a purge here removes.
    remember(settings, dest)
    return manifest, done


async def _chosen(place: Place, at: str) -> Manifest:
    """Raises ``NoBackup`` and ``ManifestDamaged``."""
    if at:
        return await place.manifest(at)
    names = await place.names()
    if not names:
        raise NoBackup("")
    return await place.manifest(names[-1])


def store_of(settings: Settings) -> Objects:
    try:
        return Objects(settings.files.url, **settings.files.options())
    except (ObjectsUnavailable, OSError) as error:
        raise Failure(texts.ERRORS["files"], BROKEN) from error


def open_place(settings: Settings, dest: str, *, there: bool = False) -> Place:
    """``there``: it must be one already. An S3 is reached as that of ``[files]`` is."""
    if "://" in dest and not dest.startswith("s3://"):
        raise Failure(texts.ERRORS["dest"], BROKEN)
    store = settings.files.folder
    if store is not None and "://" not in dest:
        one, other = Path(dest).resolve(), store.resolve()
        if one == other or one in other.parents or other in one.parents:
            raise Failure(texts.ERRORS["inside"].format(folder=store), BROKEN)
    if there and "://" not in dest and not Path(dest).is_dir():
        raise NoBackup("")
    return Place(dest, **settings.files.model_copy(update={"url": dest}).options())


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database.url, pool_size=2, pgbouncer=settings.database.pgbouncer, patient=True)
    try:
        yield database
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(str(error)) from error
    finally:
        await database.close()


@contextmanager
def _scratch(settings: Settings, place: Place) -> Iterator[Path]:
    """Beside the backups, so that a file is written once; for S3 in the data folder."""
    folder = place.folder or settings.data_folder
    with troubles(Side.BACKUP):
        private.make_folder(folder)
        _sweep(folder)
        scratch = Path(tempfile.mkdtemp(prefix=f".backup-{os.getpid()}-", dir=folder))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """What a backup that was killed has left."""
    for left in folder.glob(".backup-*-*"):
        pid = left.name.split("-")[1]
        if pid.isdigit() and not _runs(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def remember(settings: Settings, dest: str) -> None:
    """Keep in mind where backups are: a purge says which of them still hold what it removed."""
    place = dest if "://" in dest else str(Path(dest).resolve())
    known = [line for line in remembered(settings) if line]
    if place not in known:
        private.make_folder(settings.data_folder)
        (settings.data_folder / _PLACES).write_text("\n".join([*known, place, ""]), encoding="utf-8")


def remembered(settings: Settings) -> list[str]:
    """Where backups of this installation are, as far as it knows."""
    file = settings.data_folder / _PLACES
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _key_file(settings: Settings) -> Path | None:
    return None if settings.secret_key.get_secret_value() else settings.data_folder / SECRET_FILE


@contextmanager
def _said() -> Iterator[None]:
    """What goes wrong, as a sentence."""
    try:
        yield
    except StoreTrouble as error:
        raise Failure(texts.trouble_text(error.side.value, error.why.value), BROKEN) from error
    except NoBackup as error:
        raise Failure(texts.no_backup_text(str(error)), BAD) from error
    except ManifestDamaged as error:
        raise Failure(texts.ERRORS["manifest"], BAD) from error
    except restoring.NotEmpty as error:
        raise Failure(texts.not_empty_text(error.what, error.at), BROKEN) from error
    except restoring.DumpDamaged as error:
        raise Failure(texts.dump_damaged_text(error.wrong), BAD) from error
    except (loading.OtherKind, pg_tools.ToolMissing, pg_tools.RestoreFailed, dumping.SourceDamaged) as error:
        raise Failure(texts.ERRORS[type(error).__name__], BROKEN) from error
