"""Questions and reminders over one province, in the process of whichever commit it is started with.

    python province.py URL UNITS WHAT [MOST]

Prints JSON. ``WHAT``: ``questions`` answers the same questions ``MOST`` times each as chat does, from the stored
message to the stored answer; ``reminders`` words one reminder for every unit and hands it over, in ``MOST`` calls at
most.
Imports nothing of the benchmarks, because the other commit has others.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

SUBMISSIONS = 20
ROWS_AT_ONCE = 50_000
LEASE = timedelta(minutes=5)


def module(*names: str) -> Any:
    """The module by the first of its names that this commit knows (docs/adr/0013-renames.md)."""
    for name in names:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(names[0])


class StillClock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def real(self) -> datetime:
        return self._now

    def at(self, real: datetime) -> datetime:
        return real


class FakePlatform:
    """Takes a thousand receivers a call and says yes."""

    name = "wecom"

    def __init__(self) -> None:
        self.abilities = module("channels.wecom.channel", "channels.wecom").WecomChannel.abilities
        self.receivers: list[int] = []
        self.sent = importlib.import_module("domain.messages").Sent

    async def send(self, outgoing: Any) -> Any:
        self.receivers.append(len(outgoing.receivers))
        return self.sent(message_id="1")


def context(database: Any, campaign: Any, now: datetime, channel: Any) -> Any:
    kind = importlib.import_module("handlers.context").Context
    # What opens something is sealed since then.
    sealed = {"seal": module("storage.engine.sealing").Seal("k" * 32)} if "seal" in kind.__dataclass_fields__ else {}
    return kind(
        **sealed,
        campaigns={campaign.code: campaign},
        database=database,
        objects=None,
        checker=None,
        channels={"wecom": channel},
        clock=StillClock(now),
        scratch=Path(),
        public_url="http://127.0.0.1:8080",
    )


async def fill(connection: Any, campaign: Any, units: int, days: int, *, all_alike: bool) -> None:
    """``all_alike``: everybody has sent photos alone; else eight in ten are on time, one late, one has nothing good."""
    tables = importlib.import_module("storage.tables")
    numbers = range(2, units + 2)
    top = {"id": 1, "code": "S1", "name": "示例省教育厅", "aliases": [], "kind": "受理单位", "line": ""}
    below = {"aliases": [], "kind": "中等职业学校", "line": "教育", "parent_id": 1}
    await connection.execute(insert(tables.organisations), [{**top, "parent_id": None}])
    await several(
        connection,
        tables.organisations,
        [{**below, "id": n, "code": f"S{n:05}", "name": f"示例省第{n}中等职业学校"} for n in numbers],
    )
    people = [{"id": n, "name": f"联络员{n}", "phone": f"138{n:08}"} for n in range(1, units + 2)]
    await several(connection, tables.people, people)
    duties = [{"person_id": n, "organisation_id": n, "role": "联络员"} for n in numbers]
    await several(connection, tables.duties, [{"person_id": 1, "organisation_id": 1, "role": "管理员"}, *duties])
    owned = [{"person_id": n, "channel": "wecom", "account": f"u{n}", "source": "invite"} for n in range(1, units + 2)]
    await several(connection, tables.identities, owned)
    chance = random.Random(20201109)
    number = 0
    for index, day in enumerate(campaign.days[:days]):
        owed = [
            obligation(campaign, index * units + n, day, n, 0.95 if all_alike else chance.random()) for n in numbers
        ]
        await several(connection, tables.obligations, owed)
        sent = []
        for one in owed:
            for turn in range(1, SUBMISSIONS + 1):
                number += 1
                sent.append(submission(number, one, turn, all_alike=all_alike))
        await several(connection, tables.submissions, sent)


async def several(connection: Any, table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await connection.execute(insert(table), rows[start : start + ROWS_AT_ONCE])


def obligation(campaign: Any, id_: int, day: Any, organisation: int, fate: float) -> dict[str, Any]:
    due = campaign.due_at(day)
    met = due - timedelta(minutes=5) if fate < 0.8 else due + timedelta(minutes=5)
    return {
        "id": id_,
        "campaign": campaign.code,
        "organisation_id": organisation,
        "item": "daily",
        "day": day,
        "opens_at": due - timedelta(days=1),
        "due_at": due,
        "late_until": campaign.late_until(day),
        "met_at": None if fate > 0.9 else met,
        "exempt": fate > 0.98,
    }


def submission(number: int, owed: dict[str, Any], turn: int, *, all_alike: bool) -> dict[str, Any]:
    kind = "photo" if all_alike else {1: "text", 2: "video"}.get(turn, "photo")
    sent = owed["due_at"] - timedelta(minutes=30)
    return {
        "id": number,
        "obligation_id": owed["id"],
        "organisation_id": owed["organisation_id"],
        "person_id": owed["organisation_id"],
        "item": "daily",
        "kind": kind,
        "state": "accepted" if owed["met_at"] or all_alike else "refused",
        "sent_at": sent,
        "counted_at": sent,
        "title": f"匠心筑梦，技能报国之{number}" if kind == "text" else "",
        "facts": {"width": 4000, "height": 3000, "bytes": 5_000_000} if kind == "photo" else {},
        "findings": [],
    }


async def questions(ctx: Any, units: int, rounds: int) -> dict[str, Any]:
    """CPU seconds of every answer, by question."""
    intake = importlib.import_module("handlers.intake")
    tables = importlib.import_module("storage.tables")
    found: dict[str, list[float]] = {"missing": [], "unit": []}
    for turn in range(rounds + 3):
        # Another unit each time: the reader remembers what it has looked up.
        asked = {"missing": "今天谁没交", "unit": f"示例省第{units // 2 + turn}中等职业学校交了吗"}
        for what, words in asked.items():
            message = {
                "channel": "wecom",
                "external_id": f"{what}{turn}",
                "sender": "u1",
                "kind": "text",
                "text": words,
                "media": "",
                "file_name": "",
                "sent_at": ctx.clock.real(),
                "arrived_at": ctx.clock.real(),
                "received_at": ctx.clock.now(),
                "retry_at": ctx.clock.real(),
            }
            async with ctx.database.write() as connection:
                await connection.execute(insert(tables.inbox), [message])
            begun = time.process_time()
            assert await intake.process_next(ctx, lease=LEASE)
            found[what].append(time.process_time() - begun)
    return {what: seconds[3:] for what, seconds in found.items()}


async def said(database: Any) -> list[str]:
    """The first part of the last two answers."""
    async with database.read() as connection:
        rows = await connection.execute(text("SELECT text FROM outbox WHERE key LIKE '%#1' ORDER BY id DESC LIMIT 2"))
        return [row[0][:300] for row in rows]


async def reminders(ctx: Any, units: int, most: int) -> dict[str, Any]:
    """CPU seconds of the words and of the calls, how many calls there were, and how many were reached by them."""
    keeping = module("handlers.schedule.keeping", "handlers.clockwork")
    delivery = module("handlers.outgoing.delivery", "handlers.deliver")
    planning = module("storage.scheduled_notices", "storage.appointments")
    plan = module("domain.scheduled_notices", "domain.appointments").plan
    (campaign,) = ctx.campaigns.values()
    async with ctx.database.write() as connection:
        earlier = ctx.clock.now() - timedelta(hours=2)
        first = [p for p in plan(campaign) if p.what.value == "remind" and p.day == campaign.days[0]][:1]
        await planning.plan(connection, campaign.code, first, now=earlier, real=ctx.clock.real())
    begun = time.process_time()
    assert await keeping.keep_next(ctx)
    worded = time.process_time()
    calls = 0
    while calls < most and await delivery.deliver_next(ctx, lease=LEASE):
        calls += 1
    ended = time.process_time()
    reached = sum(ctx.channels["wecom"].receivers)
    return {"words": worded - begun, "calls": ended - worded, "number": calls, "reached": reached, "units": units}


async def main(url: str, units: int, what: str, most: int) -> dict[str, Any]:
    Database = module("storage.engine.database", "storage.database").Database
    migrate = module("storage.engine.migrate", "storage.migrate")
    (campaign,) = importlib.import_module("storage.campaign_files").load_campaigns(["nanchang-2020"]).values()
    database = Database(url)
    try:
        await migrate.upgrade(database)
        reminding = what == "reminders"
        async with database.write() as connection:
            await fill(connection, campaign, units, 1 if reminding else 4, all_alike=reminding)
        async with database.write() as connection:
            await connection.execute(text("ANALYZE"))
        day = campaign.days[0 if reminding else 3]
        before = timedelta(minutes=30) if reminding else -timedelta(minutes=10)
        ctx = context(database, campaign, campaign.due_at(day) - before, FakePlatform())
        if reminding:
            return await reminders(ctx, units, most)
        return {**await questions(ctx, units, most), "said": await said(database)}
    finally:
        await database.close()


if __name__ == "__main__":
    importlib.import_module("logging").disable(50)
    importlib.import_module("structlog").configure(
        wrapper_class=importlib.import_module("structlog").make_filtering_bound_logger(50)
    )
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))))
