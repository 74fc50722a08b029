"""What a supervisor waits for: the missing question and the digest over 3,000 organisations × 7 days × 20 submissions.

Each answer, from the first statement to the finished words, is set against the very statements it used, sent through
the bare driver and fetched without any conversion; both take turns, in one process. Goal: ≤ 3 for everybody at once.

    python -m benchmarks.missing [ROUNDS]
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from sqlalchemy import Engine, event, insert, text

from benchmarks.measuring import words
from benchmarks.measuring.own_run import own_run
from domain.campaigns.campaign import Campaign
from formats.digest.text import digest_text, missing_text
from handlers.submissions.overview import day_overview
from storage.campaign_files import load_campaigns
from storage.engine.database import Database
from storage.tables import duties, obligations, organisations, people, submissions
from tests.support.databases import create_schema, new_postgresql

ORGANISATIONS = 3000
SUBMISSIONS = 20
ROUNDS = 25
GOAL = 3.0
#: A city and all below it; a line of a province.
AREAS: dict[str, frozenset[int] | None] = {
    "everybody": None,
    "1500 units": frozenset(range(1, 3000, 2)),
    "100 units": frozenset(range(1, 101)),
}

Statements = Sequence[tuple[str, tuple[Any, ...]]]


@dataclass(frozen=True)
class Opened:
    database: Database


class Bare(Protocol):
    """The driver alone."""

    async def fetch(self, statements: Statements) -> None: ...


class BareSqlite:
    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)

    async def fetch(self, statements: Statements) -> None:
        for statement, values in statements:
            self._connection.execute(statement, values).fetchall()


class BarePostgresql:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def fetch(self, statements: Statements) -> None:
        for statement, values in statements:
            await self._connection.fetch(statement, *values)


async def fill(database: Database, campaign: Campaign) -> None:
    """A week: of a day's units eight in ten are on time, one is late, one has sent nothing good; some are exempt."""
    chance = random.Random(20201109)
    async with database.write() as connection:
        await connection.execute(insert(organisations), [_organisation(n) for n in range(1, ORGANISATIONS + 1)])
        await connection.execute(insert(people), [_person(n) for n in range(1, ORGANISATIONS + 1)])
        await connection.execute(insert(duties), [_duty(n) for n in range(1, ORGANISATIONS + 1)])
        number = 0
        for index, day in enumerate(campaign.days):
            owed = [_obligation(campaign, index, day, n, chance) for n in range(1, ORGANISATIONS + 1)]
            await connection.execute(insert(obligations), owed)
            for obligation in owed:
                sent = [_submission(number + n, obligation, n) for n in range(1, SUBMISSIONS + 1)]
                number += SUBMISSIONS
                await connection.execute(insert(submissions), sent)
    async with database.write() as connection:
        await connection.execute(text("ANALYZE"))


def _organisation(number: int) -> dict[str, Any]:
    name = f"示例省第{number}中等职业学校"
    return {"id": number, "code": f"S{number:04}", "name": name, "aliases": [], "kind": "中等职业学校", "line": "教育"}


def _person(number: int) -> dict[str, Any]:
    return {"id": number, "name": f"联络员{number}", "phone": f"138{number:08}"}


def _duty(number: int) -> dict[str, Any]:
    return {"person_id": number, "organisation_id": number, "role": "联络员"}


def _obligation(campaign: Campaign, index: int, day: date, number: int, chance: random.Random) -> dict[str, Any]:
    due = campaign.due_at(day)
    fate = chance.random()
    met: datetime | None = due - timedelta(minutes=5) if fate < 0.8 else due + timedelta(minutes=5)
    return {
        "id": index * ORGANISATIONS + number,
        "campaign": campaign.code,
        "organisation_id": number,
        "item": "daily",
        "day": day,
        "opens_at": due - timedelta(days=1),
        "due_at": due,
        "late_until": campaign.late_until(day),
        "met_at": None if fate > 0.9 else met,
        "exempt": fate > 0.98,
    }


def _submission(number: int, obligation: dict[str, Any], turn: int) -> dict[str, Any]:
    """Photos, a text, a video; units that are missing have only refused ones."""
    kind = {1: "text", 2: "video"}.get(turn, "photo")
    sent = obligation["due_at"] - timedelta(minutes=30)
    return {
        "id": number,
        "obligation_id": obligation["id"],
        "organisation_id": obligation["organisation_id"],
        "person_id": obligation["organisation_id"],
        "item": "daily",
        "kind": kind,
        "state": "accepted" if obligation["met_at"] else "refused",
        "sent_at": sent,
        "counted_at": sent,
        "title": f"匠心筑梦，技能报国之{number}" if kind == "text" else "",
        "facts": {"width": 4000, "height": 3000, "bytes": 5_000_000} if kind == "photo" else {},
        "findings": [],
    }


@contextmanager
def noted() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Every query that SQLAlchemy hands to a driver meanwhile."""
    found: list[tuple[str, tuple[Any, ...]]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            found.append((statement, tuple(values)))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def compare(answer: Callable[[], Awaitable[str]], bare: Bare, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of (answer, bare statements), in turns."""
    with noted() as statements:
        await answer()
    ours, least = [], []
    for _ in range(rounds + 3):
        begun = time.perf_counter()
        await answer()
        between = time.perf_counter()
        await bare.fetch(statements)
        ours.append(between - begun)
        least.append(time.perf_counter() - between)
    return ours[3:], least[3:]


async def ask(database: Database, bare: Bare, name: str, rounds: int) -> list[bool]:
    (campaign,) = load_campaigns(["nanchang-2020"]).values()
    begun = time.perf_counter()
    await fill(database, campaign)
    print(f"{name}: filled in {time.perf_counter() - begun:.0f} s")
    day = campaign.days[3]
    now = campaign.due_at(day) + timedelta(minutes=10)
    good = []
    for area_name, area in AREAS.items():

        async def missing(area: frozenset[int] | None = area) -> str:
            return missing_text(await day_overview(Opened(database), campaign, day, area, now, material=False))

        async def digest(area: frozenset[int] | None = area) -> str:
            return digest_text(await day_overview(Opened(database), campaign, day, area, now))

        for what, answer in (("missing", missing), ("digest", digest)):
            ours, least = await compare(answer, bare, rounds)
            ratio = statistics.median(a / b for a, b in zip(ours, least, strict=True))
            milliseconds = words.spread([1000 * seconds for seconds in ours], 1)
            print(f"{name}: {what} for {area_name}: {milliseconds} ms, bare {1000 * statistics.median(least):.1f} ms")
            if area is None:
                good.append(words.verdict(f"{name}: {what} ÷ bare", ratio, GOAL, at_least=False))
            else:
                print(f"{name}: {what} ÷ bare {ratio:.2f}")
    return good


async def on_sqlite(folder: Path, rounds: int) -> list[bool]:
    file = folder / "baosong.db"
    url = f"sqlite+aiosqlite:///{file}"
    await create_schema(url)
    database = Database(url)
    try:
        return await ask(database, BareSqlite(file), "sqlite", rounds)
    finally:
        await database.close()


async def on_postgresql(rounds: int) -> list[bool]:
    url = new_postgresql()
    await create_schema(url)
    database = Database(url)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await ask(database, BarePostgresql(connection), "postgresql", rounds)
    finally:
        await connection.close()
        await database.close()


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    words.heading(f"Questions: {ORGANISATIONS} organisations × 7 days × {SUBMISSIONS} submissions, {rounds} rounds")
    with own_run() as folder:
        good = asyncio.run(on_sqlite(folder, rounds))
        good += asyncio.run(on_postgresql(rounds))
    words.closing(
        "the database is warm and nobody else asks; nothing is sent to anybody.",
        "the bare statements are our own: whether there are too many of them, this figure does not say.",
    )
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
