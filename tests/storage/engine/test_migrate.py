"""Migrations: an empty database becomes what the tables say, on both databases; a newer one is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, bindparam, insert, inspect, select, text

from domain.conversation import Composing, MilestoneAnnounced, NudgeProposed
from storage import conversations, invites, tables
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.schema import Instant
from storage.tables import metadata
from tests.support.databases import new_postgresql

NOW = datetime(2020, 11, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}" if request.param == "sqlite" else new_postgresql()
    database = Database(url)
    yield database
    await database.close()


async def test_an_empty_database_becomes_what_the_tables_say(empty: Database) -> None:
    before = await migrate.state(empty)
    after = await migrate.upgrade(empty)
    async with empty.read() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    assert (before.current, before.ready, after.ready) == (None, False, True)
    assert differences == []


async def test_partial_indexes_and_own_numbering_are_there(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.read() as connection:
        if empty.sqlite:
            query = "SELECT sql FROM sqlite_master WHERE name IN ('ix_receipts_open', 'submissions')"
            said = " ".join((await connection.execute(text(query))).scalars())
            assert "WHERE state = 'open'" in said and "AUTOINCREMENT" in said
        else:
            query = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_receipts_open'"
            said = (await connection.execute(text(query))).scalar_one()
            assert "UNIQUE" in said and "open" in said


async def test_what_a_comparison_does_not_see_is_the_same_as_in_the_tables(tmp_path: Path) -> None:
    """Own numbering, conditions of indexes and defaults, which Alembic does not compare."""

    def described(connection: Connection) -> dict[str, Any]:
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND tbl_name != "
        found = {name: sql for name, sql in connection.execute(text(f"{query}'alembic_version'"))}
        defaults = {
            table.name: {c["name"]: c["default"] for c in inspect(connection).get_columns(table.name)}
            for table in metadata.sorted_tables
        }
        return {
            "numbered": {name for name, sql in found.items() if "AUTOINCREMENT" in sql},
            "indexes": {name: " ".join(sql.split()) for name, sql in found.items() if "CREATE TABLE" not in sql},
            "defaults": defaults,
        }

    made, migrated = (Database(f"sqlite+aiosqlite:///{tmp_path / name}.db") for name in ("made", "migrated"))
    async with made.write() as connection:
        await connection.run_sync(metadata.create_all)
        wanted = await connection.run_sync(described)
    await migrate.upgrade(migrated)
    async with migrated.read() as connection:
        assert await connection.run_sync(described) == wanted
    await made.close()
    await migrated.close()


async def test_on_postgresql_one_process_migrates_while_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    database, upgrade_to = Database(new_postgresql()), migrate.upgrade_to
    locked: list[str] = []

    def watched(connection: Connection, revision: str) -> None:
        query = "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
        locked.extend(connection.execute(text(query)).scalars())
        upgrade_to(connection, revision)

    monkeypatch.setattr(migrate, "upgrade_to", watched)
    await migrate.upgrade(database)
    await database.close()
    assert locked == ["ExclusiveLock"]


async def test_migrating_again_changes_nothing(empty: Database) -> None:
    first = await migrate.upgrade(empty)
    assert await migrate.upgrade(empty) == first


async def test_a_database_of_a_newer_version_is_left_alone(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.SchemaTooNew):
        await migrate.upgrade(empty)
    assert not (await migrate.state(empty)).known


async def test_what_conversations_awaited_is_read_in_the_words_of_today(empty: Database) -> None:
    await _upgrade(empty, "0003")
    before = {1: "pieces", 2: "milestone:plan", 3: "confirm:chase:c:2020-11-09", 4: "confirm:nudge:c:2020-11-09", 5: ""}
    async with empty.write() as connection:
        for number, awaiting in before.items():
            await connection.execute(insert(tables.people).values(id=number, name=str(number)))
            query = (
                "INSERT INTO conversations (person_id, awaiting, pieces, since) VALUES (:id, :awaiting, 'so far', :at)"
            )
            values = {"id": number, "awaiting": awaiting, "at": NOW}
            await connection.execute(text(query).bindparams(bindparam("at", type_=Instant())), values)
    await migrate.upgrade(empty)
    async with empty.read() as connection:
        after = [await conversations.load(connection, number) for number in before]
    assert [conversation.awaiting for conversation in after] == [
        Composing(),
        MilestoneAnnounced("plan"),
        *[NudgeProposed("c", date(2020, 11, 9))] * 2,
        None,
    ]
    assert {conversation.composed for conversation in after} == {"so far"}


async def test_a_try_that_only_waited_is_told_by_its_column(empty: Database) -> None:
    await _upgrade(empty, "0003")
    said = {"channel": "wecom", "sender": "alice", "kind": "text", "text": "", "media": "", "file_name": ""}
    times = dict.fromkeys(("sent_at", "arrived_at", "received_at", "retry_at"), NOW)
    async with empty.write() as connection:
        for error in ("later: fetch: busy", "ValueError: later: no"):
            await connection.execute(insert(tables.inbox).values(external_id=error, error=error, **said, **times))
    await migrate.upgrade(empty)
    async with empty.read() as connection:
        rows = await connection.execute(select(tables.inbox.c.waited, tables.inbox.c.error).order_by(tables.inbox.c.id))
    assert rows.all() == [(True, "fetch: busy"), (False, "ValueError: later: no")]


async def test_what_will_never_go_is_told_apart_and_no_channel_rests_any_more(empty: Database) -> None:
    await _upgrade(empty, "0005")
    message = {
        "channel": "wecom",
        "account": "alice",
        "text": "",
        "state": "failed",
        "created_at": NOW,
        "retry_at": NOW,
    }
    errors = ("expired", "receiver", "receiver: errcode 81013", "refused: errcode 40058", "no such channel")
    async with empty.write() as connection:
        for error in errors:
            await connection.execute(insert(tables.outbox).values(key=error, error=error, **message))
        rests = {"channel": "wecom", "paused_until": NOW, "problem": "credentials", "since": NOW}
        await connection.execute(insert(tables.channel_states).values(rests))
    await migrate.upgrade(empty)
    async with empty.read() as connection:
        states = await connection.scalars(select(tables.outbox.c.state).order_by(tables.outbox.c.id))
        assert list(states) == ["dropped", "rejected", "rejected", "failed", "failed"]
        assert list(await connection.scalars(select(tables.channel_states.c.channel))) == []


async def test_what_opens_something_is_blanked_and_used_codes_are_hashed(empty: Database) -> None:
    await _upgrade(empty, "0009")
    link, code = "请打开 http://a.example/u/dGhpcyBpcyBubyByZWFsIHRva2VuIQ", "7K3M9PXQ"
    out = {"channel": "wecom", "account": "a", "created_at": NOW, "queued_at": NOW, "retry_at": NOW}
    said: dict[str, Any] = {"channel": "wecom", "sender": "a", "kind": "text", "media": "", "file_name": ""}
    said |= dict.fromkeys(("sent_at", "arrived_at", "received_at", "retry_at"), NOW)
    async with empty.write() as connection:
        for number, text_, state in (
            (1, link, "sent"),
            (2, link, "new"),
            (3, "提醒", "sent"),
            (4, f"绑定 {code}", "failed"),
        ):
            row = {"key": str(number), "text": text_, "state": state}
            await connection.execute(insert(tables.outbox).values(**out, **row))
        for number, text_, state in (
            (1, "绑定 7k3m-9pxq", "done"),
            (2, f"绑定 {code}", "new"),
            (3, "云麓 20201109", "done"),
        ):
            row = {"external_id": str(number), "text": text_, "state": state}
            await connection.execute(insert(tables.inbox).values(**said, **row))
        for account, text_ in (("a", link), ("b", f"绑定{code}"), ("c", "早")):
            bubble: dict[str, Any] = {"account": account, "mine": True, "kind": "text", "text": text_, "at": NOW}
            await connection.execute(insert(tables.bubbles).values(bubble))
        for number, given, used_at in ((1, code, NOW), (2, "11111111", None)):
            await connection.execute(insert(tables.people).values(id=number, name=str(number)))
            invite = {"code": given, "person_id": number, "made_at": NOW, "used_at": used_at}
            await connection.execute(insert(tables.invites).values(invite))
    await migrate.upgrade(empty)
    async with empty.read() as connection:
        texts = {
            table.name: list(await connection.scalars(select(table.c.text).order_by(table.c.id)))
            for table in (tables.outbox, tables.inbox, tables.bubbles)
        }
        owners = [await invites.owner_of(connection, one) for one in (code, "11111111")]
        kept = list(await connection.scalars(select(tables.invites.c.code).order_by(tables.invites.c.person_id)))
    assert texts == {
        "outbox": ["", link, "提醒", ""],
        "inbox": ["绑定 …", f"绑定 {code}", "云麓 20201109"],
        "bubbles": ["请打开 http://a.example/u/…", "绑定 …", "早"],
    }
    assert [owner and owner.id for owner in owners] == [1, 2]
    assert len(kept[0]) == 64 and kept[1] == "11111111"


async def _upgrade(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate._SCRIPTS))

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with database.write() as connection:
        await connection.run_sync(run)


def test_revisions_are_the_numbers_their_files_begin_with() -> None:
    folder = Path(migrate.__file__).resolve().parent.parent / "migrations"
    scripts = list(ScriptDirectory(str(folder)).walk_revisions())
    assert {Path(script.path).name.partition("_")[0] for script in scripts} == {script.revision for script in scripts}


async def test_notices_that_wait_stay_and_may_have_two_deadlines_at_one_moment(empty: Database) -> None:
    await _upgrade(empty, "0012")
    notice = {"campaign": "week", "what": "remind", "item": "daily", "day": NOW.date(), "run_at": NOW, "retry_at": NOW}
    async with empty.write() as connection:
        await connection.execute(insert(tables.scheduled_notices).values(expires_at=NOW, **notice))
    await migrate.upgrade(empty)
    async with empty.write() as connection:
        await connection.execute(insert(tables.scheduled_notices).values(expires_at=NOW + timedelta(hours=1), **notice))
        rows = await connection.execute(select(tables.scheduled_notices.c.id, tables.scheduled_notices.c.state))
        assert [tuple(row) for row in rows] == [(1, "new"), (2, "new")]
