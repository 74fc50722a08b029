"""A move: every row of every table to the other database, every file to the other store, and nothing twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, null, select, text, update

from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.objects import Objects
from storage.moving import files, rows
from storage.tables import inbox, metadata, organisations, outbox, people, recollections, submissions
from tests.support.databases import ready_database
from tests.support.every_column import row
from tests.support.stores import folder_store, s3_endpoint, s3_store

WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite"), ("postgresql", "postgresql")]


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Database]:
    folder.mkdir()
    async with ready_database(kind, folder) as url:
        database = Database(url)
        try:
            yield database
        finally:
            await database.close()


async def everything(database: Database) -> dict[str, list[str]]:
    """Every row as it is kept: texts of JSON and of telephones are not read as what they mean."""
    async with database.read() as connection:
        found = {}
        for table in metadata.sorted_tables:
            nothing = [c.is_(null()).label(f"{c.name} is null") for c in table.columns]
            result = await connection.execute(select(table, *nothing))
            found[table.name] = sorted(repr(tuple(one)) for one in result)
        return found


async def given(database: Database) -> None:
    """A row in every table, and what is hard to carry over."""
    async with database.write() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(insert(table).values(row(table, **({"name": "甲"} if table is people else {}))))
            if table is people:
                await connection.execute(insert(table).values(row(table, id=2)))
        # A unit below one that has a higher number, a person without telephone beside another one.
        await connection.execute(insert(organisations).values(row(organisations, "b", id=9, code="b")))
        await connection.execute(update(organisations).where(organisations.c.id == 1).values(parent_id=9))
        await connection.execute(text("INSERT INTO people (id, name, phone) VALUES (7, '无号', ''), (8, '无号', '#8')"))
        # Nothing, and what JSON calls nothing.
        await connection.execute(text("UPDATE recollections SET kept = NULL, undo = 'null'"))
        awkward = "早\t\\N“好”\r\n🎉"
        more = {"id": 2, "external_id": "2", "text": awkward}
        await connection.execute(insert(inbox).values(row(inbox, "2", **more)))
        many = [row(outbox, str(n), id=n, key=str(n), state="new", text=f"第 {n} 条") for n in range(2, 1300)]
        await connection.execute(insert(outbox), many)
        # Numbers of rows that are gone are not given again.
        if database.sqlite:
            await connection.execute(text("UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'outbox'"))
        else:
            await connection.execute(text("SELECT setval('outbox_id_seq', 5000)"))
            await connection.execute(text("SELECT setval('inbox_id_seq', 2)"))


@pytest.mark.parametrize(("old", "new"), WAYS, ids=["-".join(way) for way in WAYS])
async def test_every_row_is_there_as_it_was(old: str, new: str, tmp_path: Path) -> None:
    async with opened(old, tmp_path / "old") as source, opened(new, tmp_path / "new") as target:
        await given(source)
        before = await everything(source)
        copied = await rows.copy(source, target)
        assert copied["outbox"].rows == 1299 and {one.rows > 0 for one in copied.values()} == {True}
        assert await everything(target) == before == await everything(source)
        async with target.read() as connection:
            phones = list(await connection.scalars(text("SELECT phone FROM people WHERE name = '无号' ORDER BY id")))
            assert phones == ["", "#8"]
            kept, undo = (await connection.execute(text("SELECT kept, undo FROM recollections"))).one()
            assert kept is None and undo in ("null", None) and (new == "postgresql" or undo == "null")
        async with target.write() as connection:
            fresh = {n: v for n, v in row(outbox, "x", key="x").items() if n != "id"}
            number = await connection.scalar(insert(outbox).values(fresh).returning(outbox.c.id))
            assert number == 5001
            fresh = {n: v for n, v in row(inbox, "x", external_id="x").items() if n != "id"}
            assert await connection.scalar(insert(inbox).values(fresh).returning(inbox.c.id)) == 3


async def test_what_the_other_database_does_not_take_leaves_it_empty(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path / "old") as source, opened("postgresql", tmp_path / "new") as target:
        await given(source)
        async with source.write() as connection:
            await connection.execute(update(outbox).where(outbox.c.id == 1).values(account="x" * 500))
        with pytest.raises(rows.RowRefused, match="outbox"):
            await rows.copy(source, target)
        async with target.read() as connection:
            assert await rows.is_empty(connection)


async def test_what_is_not_as_it_was_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened("sqlite", tmp_path / "old") as source, opened("sqlite", tmp_path / "new") as target:
        await given(source)
        storable = rows._storable

        def damaged(table: Any, one: dict[str, Any]) -> dict[str, Any]:
            stored = storable(table, one)
            return {**stored, "caption": "别的"} if table is submissions else stored

        monkeypatch.setattr(rows, "_storable", damaged)
        with pytest.raises(rows.Differs, match="submissions"):
            await rows.copy(source, target)
        async with target.read() as connection:
            assert await rows.is_empty(connection)


async def test_one_that_was_cut_off_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened("sqlite", tmp_path / "old") as source, opened("postgresql", tmp_path / "new") as target:
        await given(source)

        async def cut(*_: object) -> None:
            raise DatabaseUnavailable("the power fails")

        with monkeypatch.context() as patched:
            patched.setattr(rows, "_numbers", cut)
            with pytest.raises(DatabaseUnavailable):
                await rows.copy(source, target)
        await rows.copy(source, target)
        assert await everything(target) == await everything(source)


async def test_a_fingerprint_tells_a_day_from_another_and_not_an_order(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path / "old") as database:
        table = metadata.tables["exemptions"]
        await given(database)
        found = []
        for day in (date(2020, 11, 9), date(2020, 11, 10)):
            async with database.write() as connection:
                await connection.execute(update(table).values(day=day))
                found.append(await rows.fingerprint(connection, table))
        assert found[0].rows == found[1].rows == 1 and found[0].total != found[1].total
    assert rows._sum([{"a": 1}, {"a": 2}]) == rows._sum([{"a": 2}, {"a": 1}]) != rows._sum([{"a": 1}, {"a": 1}])
    assert recollections.c.undo.nullable


# files


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_endpoint() as address:
        yield address


FILES = {"week/2020-11-09/u1/1.jpg": b"first", "week/2020-11-09/u1/2.mp4": b"second" * 100_000, "uploads/a/0": b""}


async def contents(objects: Objects) -> dict[str, bytes]:
    return {found.key: await objects.get(found.key) async for found in objects.list()}


@pytest.mark.parametrize("way", ["folder to S3", "S3 to folder"])
async def test_every_file_is_there_and_a_second_run_copies_none(way: str, endpoint: str, tmp_path: Path) -> None:
    stores = [folder_store(tmp_path), s3_store(endpoint, f"moving-{way[0]}")]
    source, target = stores if way.startswith("folder") else stores[::-1]
    for key, data in FILES.items():
        await source.put(key, data)
    done = await files.copy(source, target, scratch=tmp_path)
    assert (done.files, done.bytes, done.copied) == (3, sum(map(len, FILES.values())), 3)
    assert await contents(target) == FILES == await contents(source)
    assert (await files.copy(source, target, scratch=tmp_path)).copied == 0
    await source.put("week/2020-11-09/u1/3.jpg", b"third")
    assert (await files.copy(source, target, scratch=tmp_path)).copied == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("file-")] == []


@pytest.mark.parametrize(
    "theirs", [{"somebody/else": b"x"}, {"uploads/a/0": b"x"}, {"week/2020-11-09/u1/1.jpg": b"FIRST"}]
)
async def test_a_store_with_something_else_is_refused(theirs: dict[str, bytes], tmp_path: Path) -> None:
    source, target = folder_store(tmp_path / "old"), folder_store(tmp_path / "new")
    for objects, its in ((source, FILES), (target, theirs)):
        for key, data in its.items():
            await objects.put(key, data)
    with pytest.raises(files.StoreNotEmpty, match=next(iter(theirs))):
        await files.copy(source, target, scratch=tmp_path)
    (key,) = theirs
    assert await target.get(key) == theirs[key]


async def test_a_store_that_gives_back_other_bytes_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = folder_store(tmp_path / "old"), folder_store(tmp_path / "new")
    await source.put("a", b"right")

    async def other(key: str, path: Path) -> None:
        await target.put(key, b"wrong")

    monkeypatch.setattr(target, "put_file", other)
    with pytest.raises(files.FileDiffers, match="a"):
        await files.copy(source, target, scratch=tmp_path)
