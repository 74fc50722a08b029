"""A purge on databases in which every column holds a word of its own: those that must go are nowhere afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from storage.engine.database import Database
from storage.engine.objects import Objects
from storage.purge import clearing, compacting, scope
from storage.purge.policy import POLICY, Purged
from storage.tables import events, metadata, obligations, people, submissions
from tests.support.databases import dumped, files_of, ready_database
from tests.support.every_column import GIVEN, NOW, fill, holds_words, row, word
from tests.support.stores import folder_store

#: Within half a year, and longer than the log is kept.
SOON, LATE = NOW + timedelta(days=60), NOW + timedelta(days=300)
REAL = datetime(2026, 11, 26, tzinfo=UTC)
CLEARED = "已清除"
#: They hold what names their upload.
OF_UPLOADS = {"segments.upload_id", "segments.key"}


def test_every_column_that_can_hold_words_says_what_becomes_of_it() -> None:
    """A column of yours is missing here: name it in storage/purge/policy.py, and have clearing.py do it."""
    wanted = {table.name: {c.name for c in table.columns if holds_words(c)} for table in metadata.sorted_tables}
    assert {name: set(columns) for name, columns in POLICY.items()} == {n: c for n, c in wanted.items() if c}


async def about(database: Database, *, now: datetime = LATE) -> scope.Scope:
    async with database.read() as connection:
        found = await scope.spans(connection)
    return scope.scope_of(found, ["week"], now=now, real=REAL, keep_adopted=False, all_of_it=False)


async def everything(database: Database) -> str:
    """All that the tables hold, what a dump says of them, and the bytes of the database's files on the disk."""
    async with database.read() as connection:
        rows = [(await connection.execute(select(table))).all() for table in metadata.sorted_tables]
    said = repr(rows)
    if database.file is not None:
        for path in database.file.parent.glob(f"{database.file.name}*"):
            said += path.read_bytes().decode("latin-1")
        return said
    async with database.read() as connection:
        (name, oid) = (
            await connection.execute(text("SELECT datname, oid FROM pg_database WHERE datname = current_database()"))
        ).one()
        await connection.execute(text("CHECKPOINT"))
    said += await dumped(name)
    return said + "".join(path.read_bytes().decode("latin-1") for path in files_of(oid))


async def stored(objects: Objects) -> set[str]:
    return {found.key async for found in objects.list()}


def words_of(*purged: Purged) -> dict[str, str]:
    return {
        word(table, column): f"{table}.{column}"
        for table, columns in POLICY.items()
        for column, what in columns.items()
        if what in purged
        and f"{table}.{column}" not in OF_UPLOADS
        and ((table, column) not in GIVEN or what is not Purged.KEPT)
    }


async def test_what_must_go_is_nowhere_and_what_stays_is_there(database: Database, tmp_path: Path) -> None:
    objects = folder_store(tmp_path)
    await fill(database, objects)
    before = await everything(database)
    goes, stays = words_of(Purged.BLANKED, Purged.ROW, Purged.UNTITLED), words_of(Purged.KEPT)
    assert [name for said, name in {**goes, **stays}.items() if said not in before] == []
    wanted = await about(database, now=SOON)
    async with database.read() as connection:
        counted = await scope.holdings(connection, wanted, "week")
        others = await scope.others(connection, wanted, cleared_name=CLEARED)
    assert (counted.files, counted.previews, counted.texts, counted.captions) == (1, 1, 1, 1)
    assert (others.persons, others.accounts, others.received, others.sent, others.bubbles) == (1, 1, 1, 1, 1)

    await clearing.clear(database, objects, wanted, cleared_name=CLEARED)
    assert await compacting.compact(database)
    after = await everything(database)
    assert [name for said, name in goes.items() if said in after] == []
    gone = {name for name in POLICY if Purged.ROW in POLICY[name].values()}
    assert [name for said, name in stays.items() if said not in after and name.split(".")[0] not in gone] == []
    assert await stored(objects) == set()
    async with database.read() as connection:
        assert (await connection.execute(select(people.c.id, people.c.name, people.c.phone))).all() == [
            (1, "在册", "13900000001"),
            (2, CLEARED, ""),
        ]
        # Numbers and decisions stay, and young events without what anybody said.
        sent = (await connection.execute(select(submissions))).mappings().one()
        assert (sent["state"], sent["form"]) == ("accepted", [{"unit": "", "people": 7}])
        kept = (await connection.execute(select(events.c.details))).scalar_one()
        assert kept == {"day": "2020-11-09", "number": 5}


async def test_where_somebody_reads_on_it_is_said(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compacting, "BUSY_TIMEOUT", 0.05)
    await fill(database, folder_store(tmp_path))
    async with database.write() as connection:
        await connection.execute(people.update().values(name="写着"))
        assert not await compacting.compact(database)
    assert await compacting.compact(database)


async def test_what_a_snapshot_still_sees_is_not_said_to_be_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compacting, "PAUSES", (0.0,))
    async with ready_database("postgresql", tmp_path) as url:
        database, another = Database(url), Database(url)
        await fill(database, folder_store(tmp_path))
        try:
            async with another.read() as connection:
                reader = (await connection.get_raw_connection()).driver_connection
                assert reader is not None
                await reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
                async with database.write() as writing:
                    await writing.execute(people.update().values(name="写着"))
                assert not await compacting.compact(database)
                await reader.execute("ROLLBACK")
            assert await compacting.compact(database)
        finally:
            await another.close()
            await database.close()


async def test_twice_is_as_once_and_old_events_go(database: Database, tmp_path: Path) -> None:
    objects = folder_store(tmp_path)
    await fill(database, objects)
    wanted = await about(database)
    await clearing.clear(database, objects, wanted, cleared_name=CLEARED)
    async with database.read() as connection:
        once = {t.name: (await connection.execute(select(t))).all() for t in metadata.sorted_tables}
        assert once["events"] == []
    await clearing.clear(database, objects, wanted, cleared_name=CLEARED)
    async with database.read() as connection:
        assert {t.name: (await connection.execute(select(t))).all() for t in metadata.sorted_tables} == once


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[tuple[Database, Objects]]:
    async with ready_database("sqlite", tmp_path) as url:
        database, objects = Database(url), folder_store(tmp_path)
        await fill(database, objects)
        yield database, objects
        await database.close()


class Cut(Exception):
    """The power fails."""


@pytest.mark.parametrize("after", range(1, 8))
async def test_one_that_was_cut_off_goes_on(
    filled: tuple[Database, Objects], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    database, objects = filled
    delete, deleted = objects.delete, []

    async def cut(key: str) -> None:
        deleted.append(key)
        if len(deleted) == after:
            raise Cut
        await delete(key)

    monkeypatch.setattr(objects, "delete", cut)
    wanted = await about(database, now=SOON)
    try:
        await clearing.clear(database, objects, wanted, cleared_name=CLEARED)
    except Cut:
        monkeypatch.undo()
        await clearing.clear(database, objects, wanted, cleared_name=CLEARED)
    assert await compacting.compact(database)
    after_all = await everything(database)
    assert [name for said, name in words_of(Purged.BLANKED, Purged.ROW).items() if said in after_all] == []
    assert await stored(objects) == set()


async def test_a_campaign_that_stays_keeps_its_own(filled: tuple[Database, Objects]) -> None:
    database, objects = filled
    later = NOW + timedelta(days=200)
    async with database.write() as connection:
        times = {"opens_at": later, "due_at": later, "late_until": later + timedelta(days=1)}
        owed = row(obligations, "later", id=2, campaign="later", day=date(2021, 5, 1), **times)
        await connection.execute(insert(obligations).values(owed))
        mine = {"id": 2, "obligation_id": 2, "inbox_id": None, "receipt_id": None, "person_id": 2, "sent_at": later}
        await connection.execute(insert(submissions).values(row(submissions, "later", key="later/2.jpg", **mine)))
    await objects.put("later/2.jpg", b"of the later one")
    await clearing.clear(database, objects, await about(database), cleared_name=CLEARED)
    assert await stored(objects) == {"later/2.jpg"}
    async with database.read() as connection:
        stays = (await connection.execute(select(submissions).where(submissions.c.id == 2))).mappings().one()
        names = list(await connection.scalars(select(people.c.name).order_by(people.c.id)))
    assert stays["caption"] == word("submissions", "caption", "later")
    # Who has sent something for it is not cleared before it is.
    assert names == ["在册", word("people", "name")]


@pytest.mark.parametrize(("option", "files", "told"), [("keep_adopted", 1, True), ("all_of_it", 0, False)])
async def test_what_was_adopted(filled: tuple[Database, Objects], option: str, files: int, told: bool) -> None:
    database, objects = filled
    async with database.write() as connection:
        await connection.execute(metadata.tables["adoptions"].update().values(revoked_at=None))
    wanted = replace(await about(database), **{option: True})  # type: ignore[arg-type]
    await clearing.clear(database, objects, wanted, cleared_name=CLEARED)
    assert len(await stored(objects)) == files
    for column in (("adoptions", "medium"), ("adoptions", "url"), ("submissions", "title")):
        async with database.read() as connection:
            table = metadata.tables[column[0]]
            found = await connection.scalar(select(table.c[column[1]]))
        assert (found == word(*column)) is told, column
