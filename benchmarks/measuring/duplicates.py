"""Looking one photo up among 60,000 of a campaign (SQLite), in ms; the story pays this once per photo. No goal."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert

from domain.findings import Appearance
from storage import appearances
from storage import obligations as owed
from storage.engine import migrate
from storage.engine.database import Database
from storage.tables import appearances as table
from storage.tables import obligations, organisations, people, submissions

PHOTOS = 60_000
UNITS = 300
LOOKUPS = 30
NOW = datetime(2020, 11, 9, tzinfo=UTC)


def look(chance: random.Random) -> dict[str, object]:
    return {"fingerprint": chance.getrandbits(60), "views": chance.randbytes(28 * 16)}


async def fill(database: Database, chance: random.Random) -> None:
    kept = {"person_id": 1, "item": "daily", "kind": "photo", "state": "accepted", "facts": {"camera": "x" * 400}}
    times = {"sent_at": NOW, "counted_at": NOW, "findings": []}
    async with database.write() as connection:
        await connection.execute(insert(people).values(id=1, name="甲", phone=""))
        for n in range(1, UNITS + 1):
            unit = {"id": n, "code": f"U{n}", "name": f"第{n}职专", "aliases": [], "kind": "技工院校"}
            await connection.execute(insert(organisations).values(unit))
            owed = {"id": n, "campaign": "week", "organisation_id": n, "item": "daily", "day": date(2020, 11, 9)}
            await connection.execute(insert(obligations).values(**owed, opens_at=NOW, due_at=NOW, late_until=NOW))
        for start in range(1, PHOTOS + 1, 1000):
            numbers = range(start, start + 1000)
            rows = [{"id": n, "obligation_id": n % UNITS + 1, "sha256": f"{n:064x}", **kept, **times} for n in numbers]
            await connection.execute(insert(submissions), rows)
            looks = [{"submission_id": n, "thumbnail": "", "sharpness": 1.0, **look(chance)} for n in numbers]
            await connection.execute(insert(table), looks)


async def lookup(database: Database, appearance: Appearance) -> float:
    async with database.read() as connection:
        obligation = await owed.get(connection, 1)
        start = time.perf_counter()
        await appearances.repeated(
            connection,
            submission_id=PHOTOS + 1,
            obligation=obligation,
            sha256="0" * 64,
            appearance=appearance,
        )
        return time.perf_counter() - start


async def measure(folder: Path) -> list[float]:
    chance = random.Random(1)
    database = Database(f"sqlite+aiosqlite:///{folder / 'photos.db'}")
    try:
        await migrate.upgrade(database)
        await fill(database, chance)
        return [
            await lookup(database, Appearance(thumbnail=b"", **look(chance)))  # type: ignore[arg-type]
            for _ in range(LOOKUPS)
        ]
    finally:
        await database.close()


def run() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        times = asyncio.run(measure(Path(folder)))
    print(f"  among {PHOTOS}: median {statistics.median(times) * 1000:.0f} ms, worst {max(times) * 1000:.0f} ms")
    return True
