"""Health, metrics and the headers every answer carries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from channels.platform_time import PlatformTime
from domain.clock import RealClock
from domain.messages import Incoming, MessageKind, Unreachable
from domain.processes import Part
from handlers.measuring import Rounds
from handlers.watching.vitals import Heartbeat
from storage import channel_states, people, setbacks, unreachable
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.objects import Objects, ObjectsUnavailable
from storage.inbox import InboxWriter
from storage.states import Lane
from storage.tables import metadata
from web.app import build_app, build_worker_app
from web.keys import CONTEXT
from web.metrics import Metrics
from web.readiness import FRESH, READINESS, Probe, Readiness


class Deaf:
    async def check(self) -> None:
        return

    async def put(self, received: Sequence[Incoming], *, arrived: datetime) -> None:
        raise AssertionError("nothing is put here")


Start = Callable[..., Awaitable[TestClient[web.Request, web.Application]]]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path}/test.db")
    await migrate.upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def start(tmp_path: Path, database: Database) -> AsyncIterator[Start]:
    clients: list[TestClient[web.Request, web.Application]] = []

    async def started(*channels: str, **probes: Probe) -> TestClient[web.Request, web.Application]:
        ctx = SimpleNamespace(
            channels=dict.fromkeys(channels),
            clock=RealClock(),
            platform_time=PlatformTime(),
            database=database,
            objects=Objects(str(tmp_path / "files")),
            scratch=tmp_path,
            campaigns={},
        )
        app = build_app(cast(Any, ctx), Deaf(), wake=lambda: None, probes=probes)
        clients.append(TestClient(TestServer(app)))
        await clients[-1].start_server()
        return clients[-1]

    yield started
    for client in clients:
        await client.close()


async def good() -> None:
    return


async def broken() -> None:
    raise RuntimeError("secret://detail")


async def test_alive(start: Start) -> None:
    assert (await (await start()).get("/healthz")).status == 200


async def test_ready_names_what_it_asked(start: Start) -> None:
    answer = await (await start(bell=good)).get("/readyz")
    assert answer.status == 200
    checks = {"database": "ok", "inbox": "ok", "files": "ok", "schema": "ok", "bell": "ok"}
    assert await answer.json() == {"ready": True, "checks": checks}


async def test_not_ready_before_the_schema_is_there(start: Start, database: Database) -> None:
    async with database.write() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.exec_driver_sql("DROP TABLE alembic_version")
    answer = await (await start()).get("/readyz")
    assert (answer.status, (await answer.json())["checks"]["schema"]) == (503, "SchemaBehind")


async def test_not_ready_says_why_without_details(start: Start) -> None:
    answer = await (await start(bell=broken)).get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["checks"]["bell"] == "RuntimeError"
    assert "secret" not in await answer.text()


async def test_not_ready_while_another_holds_the_database(
    start: Start, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await start()
    with monkeypatch.context() as impatient:
        impatient.setattr("web.readiness.PROBE_TIMEOUT", 0.05)
        async with database.write():
            answer = await client.get("/readyz")
    assert (answer.status, (await answer.json())["checks"]["database"]) == (503, "timeout")
    assert (await client.get("/readyz")).status == 200


async def test_not_ready_when_the_folder_cannot_be_written(start: Start, tmp_path: Path) -> None:
    client = await start()
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("a file where the folder was")
    answer = await client.get("/readyz")
    assert (answer.status, (await answer.json())["checks"]["files"]) == (503, "ObjectsUnavailable")


async def test_metrics_tell_what_waits_and_since_when(start: Start, database: Database) -> None:
    clock = RealClock()
    writer = InboxWriter(database, clock)
    sent = datetime.now(UTC) - timedelta(seconds=90)
    letter = Incoming(channel="tiny", external_id="1", sender="s", kind=MessageKind.TEXT, sent_at=sent, text="x")
    await writer.put([letter], arrived=sent)
    text = await (await (await start()).get("/metrics")).text()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("baosong_"))
    assert lines['baosong_waiting{box="inbox"}'] == "1.0"
    assert 90 <= float(lines['baosong_oldest_seconds{box="inbox"}']) < 150
    assert lines['baosong_waiting{box="outbox"}'] == "0.0"
    assert 90 <= float(lines["baosong_last_message_seconds"]) < 150


async def test_each_place_has_its_own_disk(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of files may lie on another disk than the data."""
    (tmp_path / "files").mkdir()
    free = {tmp_path / "files": 3e9, tmp_path: 2e9, tmp_path.parent: 1e9}
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=free[path]))
    text = await (await (await start()).get("/metrics")).text()
    found = {
        line.split('"')[1]: float(line.rsplit(" ")[-1]) for line in text.splitlines() if "disk_free_bytes{" in line
    }
    assert found == {"data": 1e9, "database": 2e9, "files": 3e9}


async def test_many_who_ask_at_once_all_hear_that_it_is_ready(start: Start, database: Database) -> None:
    client = await start()
    asked = 0

    async def count() -> None:
        nonlocal asked
        asked += 1

    client.app[READINESS].probes = {**client.app[READINESS].probes, "count": count}
    answers = await asyncio.gather(*(client.get("/readyz") for _ in range(60)))
    assert [answer.status for answer in answers] == [200] * 60
    assert asked == 1


async def test_one_who_hangs_up_does_not_end_the_question_for_the_others() -> None:
    answered = asyncio.Event()

    async def slow() -> None:
        await answered.wait()

    readiness = Readiness({"slow": slow})
    first, second = asyncio.create_task(readiness.ask()), asyncio.create_task(readiness.ask())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    answered.set()
    assert await second == {"slow": "ok"}


async def test_what_was_good_is_asked_again_after_a_moment_and_what_was_bad_at_once() -> None:
    now, asked, fails = 0.0, 0, False

    async def probe() -> None:
        nonlocal asked
        asked += 1
        if fails:
            raise ObjectsUnavailable

    readiness = Readiness({"it": probe}, monotonic=lambda: now)
    await readiness.ask()
    now = FRESH - 0.01
    await readiness.ask()
    assert asked == 1
    now, fails = FRESH, True
    assert await readiness.ask() == await readiness.ask() == {"it": "ObjectsUnavailable"}
    assert asked == 3


async def test_not_ready_while_the_database_takes_nothing(start: Start, database: Database) -> None:
    """It can be opened, locked and read; only what is written does not arrive."""
    client = await start()
    async with database.write() as connection:
        await connection.exec_driver_sql("PRAGMA query_only = ON")
    answer = await client.get("/readyz")
    assert (answer.status, (await answer.json())["checks"]["database"]) == (503, "DatabaseUnavailable")


@pytest.mark.parametrize("damage", ["DROP TABLE bubbles", "ALTER TABLE receipts DROP COLUMN due_at"])
async def test_not_ready_when_a_table_or_a_column_is_gone(start: Start, database: Database, damage: str) -> None:
    client = await start()
    async with database.write() as connection:
        await connection.exec_driver_sql(damage)
    answer = await client.get("/readyz")
    assert (answer.status, (await answer.json())["checks"]["schema"]) == (503, "SchemaDamaged")
    assert 'baosong_ready{check="schema"} 0.0' in await (await client.get("/metrics")).text()


async def test_a_worker_alone_serves_its_health_and_its_measures(start: Start) -> None:
    whole = (await start()).app
    ctx = whole[CONTEXT]
    metrics = Metrics()
    rounds = Rounds()
    rounds.watched("delivery", good)
    app = build_worker_app(ctx, metrics, Heartbeat(ctx, Part.WORKER, rounds=rounds))
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/healthz")).status == (await client.get("/readyz")).status == 200
        text = await (await client.get("/metrics")).text()
        assert (await client.get("/callback/wecom")).status == 404
    assert 'baosong_last_round_seconds{name="delivery"}' in text
    assert 'baosong_processes{part="worker"} 1.0' in text


async def test_metrics_tell_which_channels_rest(start: Start, database: Database) -> None:
    now = RealClock().real()
    await channel_states.pause(
        database, "tiny", until=now + timedelta(hours=1), problem="throttled", detail="", now=now
    )
    text = await (await (await start()).get("/metrics")).text()
    assert 'baosong_paused{channel="tiny",problem="throttled"} 1.0' in text


async def test_metrics_count_what_was_set_aside_and_who_is_not_reached(start: Start, database: Database) -> None:
    now = RealClock().real()
    async with database.write() as connection:
        person = await people.add(connection, "Alice", "")
        await people.link(connection, person, "tiny", "alice")
        await unreachable.note(connection, "tiny", {"alice": Unreachable.RANGE}, at=now)
        await setbacks.note(connection, Lane.RECEIPTS, 1, error="a bug", now=now, most=1)
    text = await (await (await start()).get("/metrics")).text()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("baosong_"))
    assert lines['baosong_set_aside{lane="receipts"}'] == "1.0"
    assert lines['baosong_set_aside{lane="intake"}'] == "0.0"
    assert lines['baosong_unreachable{reason="range"}'] == "1.0"
    assert lines['baosong_unreachable{reason="window"}'] == "0.0"


async def test_metrics_answer_even_without_the_database(start: Start, database: Database) -> None:
    client = await start()
    async with database.write() as connection:
        await connection.run_sync(metadata.drop_all)
    answer = await client.get("/metrics")
    assert answer.status == 200
    assert "process_open_fds" in await answer.text()


@pytest.mark.parametrize("path", ["/", "/healthz", "/callback/nowhere", "/static/icon.svg", "/nothing/here"])
async def test_every_answer_carries_the_security_headers(start: Start, path: str) -> None:
    headers = (await (await start()).get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


async def test_the_front_page_leads_to_the_simulator_only_where_there_is_one(start: Start) -> None:
    without = await (await start()).get("/", allow_redirects=False)
    assert (without.status, without.headers["Location"]) == (303, "/login")
    with_it = await (await start("simulator")).get("/", allow_redirects=False)
    assert (with_it.status, with_it.headers["Location"]) == (302, "/chat")


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/"])
async def test_only_static_files_are_files(start: Start, path: str) -> None:
    assert (await (await start()).get(path)).status in (403, 404)
