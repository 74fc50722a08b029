"""The file of the settings at start: taken when it is new, never against something newer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.sample_roster import sample_rows
from domain.roster.roster import RosterRow
from handlers.roster import at_start, importing
from handlers.roster.at_start import StartFile, Verdict
from handlers.roster.bringing_in import Terms
from storage import organisations
from storage import roster as stored
from storage.campaign_files import load
from storage.engine.database import Database

NOW = datetime(2020, 11, 1, tzinfo=UTC)
WEEK = [load("nanchang-2020")]
FIRST = sample_rows()
SMALLER = [row for row in FIRST if row.code != "XH63"]
HALF = FIRST[: len(FIRST) // 2]


async def start(database: Database, rows: Sequence[RosterRow], digest: str) -> Verdict:
    file = StartFile(digest=digest, load=lambda: importing.of_rows(list(rows)))
    return await at_start.take(database, WEEK, file, now=NOW, real=NOW)


async def command(database: Database, rows: Sequence[RosterRow], digest: str) -> None:
    terms = Terms(now=NOW, real=NOW, yes=True, digest=digest)
    await importing.import_roster(database, WEEK, importing.of_rows(list(rows)), terms)


async def units(database: Database) -> int:
    async with database.read() as connection:
        return len(await organisations.all(connection))


async def test_a_file_is_taken_once_and_another_one_after_it(database: Database) -> None:
    assert await start(database, FIRST, "a") is Verdict.TAKE
    assert await start(database, [], "a") is Verdict.SAME, "it is not even read"
    assert await start(database, SMALLER, "b") is Verdict.TAKE
    assert await units(database) == 34


async def test_nothing_that_was_imported_since_is_beaten(database: Database) -> None:
    await start(database, FIRST, "a")
    await command(database, SMALLER, "b")
    for digest in ("a", "c"):
        assert await start(database, FIRST, digest) is Verdict.NEWER
    assert await start(database, SMALLER, "b") is Verdict.SAME
    assert await units(database) == 34


async def test_a_roster_of_unknown_origin_is_kept(database: Database) -> None:
    async with database.write() as connection:
        plan = await importing.planned(connection, WEEK, importing.of_rows(FIRST))
        await stored.apply(connection, plan, now=NOW, real=NOW)
    assert await start(database, SMALLER, "b") is Verdict.UNKNOWN
    assert await units(database) == 35
    assert await start(database, FIRST, "a") is Verdict.TAKE


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_wants_an_answer_is_not_taken(database: Database) -> None:
    await start(database, FIRST, "a")
    assert await start(database, HALF, "b") is Verdict.MANY
    codes = [row.code for row in FIRST[-2:]]
    swap = dict(zip(codes, reversed(codes), strict=True))
    swapped = [replace(row, code=swap.get(row.code, row.code)) for row in FIRST]
    assert await start(database, swapped, "c") is Verdict.OPEN
    assert await units(database) == 35


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_first_file_is_not_taken_while_it_can_be_read_in_two_ways(database: Database) -> None:
    namesakes = [replace(row, person="甲", phone="", accounts=()) if row.person else row for row in FIRST]
    assert await start(database, namesakes, "a") is Verdict.OPEN
    assert await units(database) == 0
