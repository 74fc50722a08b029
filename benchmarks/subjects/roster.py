"""A roster read and brought in, in the process of whichever commit it is started with.

    python roster.py URL UNITS ROUNDS

Prints a line when the tables are there, and JSON at the end: seconds of CPU, ``[reading, bringing in]``, of the first
import and of the same file again and again.
Imports nothing of the benchmarks, because the other commit has others.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2020, 11, 1, tzinfo=UTC)


def module(*names: str) -> Any:
    """The module by the first of its names that this commit knows (docs/adr/0013-renames.md)."""
    for name in names:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(names[0])


def rows(units: int) -> list[Any]:
    """An office with its supervisor, and so many schools below it, each with a liaison."""
    row = module("domain.roster.roster", "domain.roster").RosterRow
    account = module("domain.organisation").Account
    boss = {"person": "总", "roles": ("管理员",), "accounts": (account(channel="wecom", account="boss"),)}
    office = row(number=2, code="B0", name="局", kind="受理单位", line="教育", **boss)
    schools = [
        row(
            number=3 + n,
            code=f"S{n:05}",
            name=f"第{n}职业学校",
            kind="中等职业学校",
            line="教育",
            parent_code="B0",
            person=f"人{n}",
            roles=("联络员",),
            phone=f"138{n:08}",
            accounts=(account(channel="wecom", account=f"a{n}"),),
        )
        for n in range(units - 1)
    ]
    return [office, *schools]


async def measured(url: str, file: Path, rounds: int) -> list[tuple[float, float]]:
    database = module("storage.engine.database", "storage.database").Database(url)
    await module("storage.engine.migrate", "storage.migrate").upgrade(database)
    print("tables", flush=True)
    campaigns = [module("storage.campaign_files").load("nanchang-2020")]
    story = module("handlers.roster.importing", "handlers.roster")
    found = []
    for _ in range(rounds):
        begun = time.process_time()
        if hasattr(story, "Terms"):
            roster = story.read(file)
            read = time.process_time()
            await story.import_roster(database, campaigns, roster, story.Terms(now=NOW, real=NOW))
        else:
            roster = story.read(str(file))
            read = time.process_time()
            await story.import_roster(database, campaigns, roster)
        found.append((read - begun, time.process_time() - read))
    await database.close()
    return found


def main() -> None:
    url, units, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    book = module("formats.books.roster", "formats.roster_book").roster_book
    columns = getattr(module("channels.registry"), "roster_columns", None)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roster.xlsx"
        file.write_bytes(book(rows(units), columns()) if columns else book(rows(units)))
        print(json.dumps(asyncio.run(measured(url, file, rounds))))


if __name__ == "__main__":
    main()
