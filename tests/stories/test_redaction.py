"""Some days in which every statement fails once: nothing of what people wrote, are called or hold is in the log.

Nor is there anything in the database's files that opens a page or binds an account, once it was said or used.

The faults say what drivers say at their worst: the values they were given. A log handler takes everything.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import event, select, text

from bot import logs
from domain.organisation import Role
from handlers import intake
from storage.engine.database import Database
from storage.tables import metadata
from tests.stories import nonsense_day as day
from tests.support import town
from tests.support.clocks import FrozenClock
from tests.support.databases import ready_database
from tests.support.stage import Member, Stage, stage
from tests.support.town import PEOPLE, november

HAN = re.compile("[\u4e00-\u9fff]+")
CAST = (
    *PEOPLE,
    Member(account="gina", organisation="s1"),
    Member(account="dora", organisation="s4", role=Role.LIAISON),
)


@dataclass(eq=False)
class Faults:
    """Every statement fails the first time it is met, and says the values it was given."""

    met: set[str] = field(default_factory=set)
    armed: bool = False

    def __call__(self, _cursor: object, statement: str, parameters: object, _context: object = None) -> None:
        if not self.armed or statement in self.met:
            return
        self.met.add(statement)
        kind = (sqlite3.IntegrityError, sqlite3.OperationalError)[len(self.met) % 2]
        raise kind(f"planted in {statement}: {parameters}")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, as the program logs it."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level, log = root.handlers[:], root.level, io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    logs.configure()
    structlog.configure(cache_logger_on_first_use=False)
    # The fake platform's own.
    monkeypatch.setattr(logging.getLogger("aiohttp.access"), "disabled", True)
    yield log
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**configured)


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    clock = FrozenClock(november(9, "08:00:00"))
    async with ready_database("sqlite", tmp_path) as url:
        database = Database(url)
        cast, organisations = CAST, [town.BUREAU, town.DISTRICT, *town.SCHOOLS]
        async with stage(database, clock, tmp_path, day.campaigns(), organisations, cast) as opened:
            yield opened
        await database.close()


def plant(on: Stage, monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Faults in every statement of the bot's work, which goes on as its loops do: log, rest, again."""
    faults, work = Faults(), Stage.work
    for engine in (on.ctx.database._reader, on.ctx.database._writer):
        for what in ("do_execute", "do_executemany"):
            event.listen(engine.sync_engine, what, faults)

    async def stubborn(self: Stage) -> bool:
        for _ in range(1000):
            faults.armed = True
            try:
                return await work(self)
            except Exception:
                structlog.get_logger().exception("step_failed", step="story")
                self.clock.advance(seconds=16)
            finally:
                faults.armed = False
        raise AssertionError("it does not come to an end")

    monkeypatch.setattr(Stage, "work", stubborn)
    # What is planted is no message's own fault.
    monkeypatch.setattr(intake, "MOST_ATTEMPTS", 10**6)
    return faults


async def secrets_of(database: Database) -> set[str]:
    """What must not be in a log and is not Chinese: accounts, names, codes, telephone numbers."""
    found = {member.account for member in CAST} | {member.account.title() for member in CAST}
    async with database.read() as connection:
        for name, column in (("invites", "code"), ("people", "phone"), ("outbox", "account")):
            found |= set(await connection.scalars(select(metadata.tables[name].c[column])))
    # One account is called like a function of ours.
    return found - {"", "stranger"}


async def errors_of(database: Database) -> list[str]:
    """What is kept of failures beside the rows they belong to."""
    tables = [table for table in metadata.sorted_tables if "error" in table.c]
    async with database.read() as connection:
        rows = [await connection.scalars(select(table.c.error)) for table in tables]
        return [error for error in itertools.chain(*rows) if error]


async def kept_to_themselves(on: Stage, log: str, tokens: set[str]) -> None:
    """Of neither the log nor the reasons of failures can anything be learned about anybody."""
    reasons = await errors_of(on.ctx.database)
    secrets = await secrets_of(on.ctx.database) | tokens | {"13800000000", "school.example"}
    for line in (*log.splitlines(), *reasons):
        told = [*HAN.findall(line), *(s for s in secrets if re.search(rf"\b{re.escape(s)}\b", line))]
        assert not told, line[:2000]


async def kept_sealed(database: Database, tokens: set[str]) -> None:
    """No link is in the files of the database, and no used code once what was overwritten is gone from the WAL."""
    assert database.file is not None
    for token in tokens:
        assert not holding(database.file, token), "a link is in the database"
    async with database.read() as connection:
        await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert not [code for code in ("ABCD2345", "abcd-2345") if holding(database.file, code)]


def holding(database: Path, what: str) -> list[str]:
    """The files of an SQLite database that hold these words."""
    files = sorted(database.parent.glob(f"{database.name}*"))
    assert database in files
    return [file.name for file in files if what.encode() in file.read_bytes()]


async def the_desk(on: Stage) -> None:
    await on.say("dana", "看板")
    await on.drain()
    # An earlier answer, which goes first, may have been held up by faults of its own.
    for _ in range(5):
        if not any("/login/" in said for said in on.heard("dana")):
            on.clock.advance(seconds=600)
            await on.drain()
    assert any("/login/" in said for said in on.heard("dana"))


async def run(on: Stage, steps: Any, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The steps; the tokens of links that were made in them."""
    made: set[str] = set()
    for step in (*steps, the_desk):
        await step(on)
    for account in {member.account for member in CAST}:
        for heard in on.heard(account):
            made |= set(re.findall(r"/[a-z]+/([\w-]{20,})", heard))
    return made


async def test_nothing_of_anybody_is_in_the_log(
    on: Stage, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = plant(on, monkeypatch)
    tokens = await run(on, (day.coming_in, day.texts, day.page, day.supervision), monkeypatch)
    for moment in ("08:38:00", "09:52:00", "10:11:00"):
        on.clock.set(november(10, moment))
        await on.work()
    log = written.getvalue()
    assert len(faults.met) > 80 and log.count("step_failed") > 10 and len(tokens) > 1
    await kept_to_themselves(on, log, tokens)
    await kept_sealed(on.ctx.database, tokens)


@pytest.mark.long
async def test_nor_in_that_of_whole_days(on: Stage, written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = plant(on, monkeypatch)
    tokens = await run(on, day.STEPS, monkeypatch)
    assert len(faults.met) > 100
    await kept_to_themselves(on, written.getvalue(), tokens)
    await kept_sealed(on.ctx.database, tokens)
