"""A province for benchmarks: 3,000 units under 17 cities, a week that is on its third day, 20,000 items."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, text

from domain.campaigns.campaign import DAILY, Campaign
from domain.findings import Code, Finding, Level
from domain.findings.found import Earlier
from domain.findings.stored import as_json
from storage.engine.database import Database
from storage.tables import appearances, duties, identities, obligations, organisations, people, submissions

UNITS = 3000
ITEMS = 20_000
CITIES = 17
#: Different pictures that its photos show; their keys are those of ``small_key`` and ``preview_key``.
PICTURES = 40
#: Of so many photos one repeats the unit's last of the same day: the desk shows both as one.
REPEATS = 6
#: The id of the first of the cities.
CITY = 2
#: Rows of one statement.
_AT_ONCE = 2000


async def build(
    database: Database, campaign: Campaign, now: datetime, *, units: int = UNITS, items: int = ITEMS
) -> int:
    """Fill an empty database with its tables; the id of the supervisor of all. ``now``: nothing is from later.

    Whoever supervises a city has the id of that city, ``CITY`` and on.
    Of the units due eight in ten were on time, one was late, one sent nothing good; a few are exempt.
    """
    chance = random.Random(20201109)
    cities = range(CITY, CITY + CITIES)
    schools = range(CITY + CITIES, CITY + CITIES + units)
    owed = _obligations(campaign, schools, now, chance)
    async with database.write() as connection:
        await _insert(connection, organisations, [_office(), *map(_city, cities), *map(_school, schools)])
        await _insert(
            connection,
            people,
            [{"id": n, "name": f"联络员{n}", "phone": f"138{n:08}"} for n in (1, *cities, *schools)],
        )
        duty = [{"person_id": n, "organisation_id": n, "role": "联络员"} for n in schools]
        watch = [{"person_id": n, "organisation_id": n, "role": "管理员"} for n in (1, *cities)]
        await _insert(connection, duties, [*watch, *duty])
        accounts = [{"person_id": n, "channel": "wecom", "account": f"p{n}", "source": "roster"} for n in (1, *schools)]
        await _insert(connection, identities, accounts)
        await _insert(connection, obligations, owed)
        sent = _items(owed, items, now, chance)
        await _insert(connection, submissions, sent)
        seen = [_appearance(item["id"], chance) for item in sent if item["kind"] == "photo"]
        await _insert(connection, appearances, seen)
    if not database.sqlite:
        # As the bot does: SQLite plans best without statistics.
        async with database.write() as connection:
            await connection.execute(text("ANALYZE"))
    return 1


def small_key(number: int) -> str:
    """Where 320 pixels of an item's picture are."""
    return f"pictures/{number % PICTURES}-small.jpg"


def preview_key(number: int) -> str:
    """Where 1600 pixels of it are."""
    return f"pictures/{number % PICTURES}-preview.jpg"


async def _insert(connection: Any, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        await connection.execute(insert(table), rows[start : start + _AT_ONCE])


def _office() -> dict[str, Any]:
    return _organisation(1, "示例省教育厅职成处", "受理单位", None)


def _city(number: int) -> dict[str, Any]:
    return _organisation(number, f"示例{number - 1}市教育局", "受理单位", 1)


def _school(number: int) -> dict[str, Any]:
    return _organisation(number, f"示例第{number}中等职业技术学校", "中等职业学校", 2 + number % CITIES)


def _organisation(number: int, name: str, kind: str, parent: int | None) -> dict[str, Any]:
    code = f"S{number:04}"
    return {"id": number, "code": code, "name": name, "aliases": [], "kind": kind, "line": "教育", "parent_id": parent}


def _obligations(
    campaign: Campaign, schools: Sequence[int], now: datetime, chance: random.Random
) -> list[dict[str, Any]]:
    days = [(DAILY, day, campaign.due_at(day), campaign.late_until(day)) for day in campaign.days]
    once = [(m.code, m.due_on, campaign.milestone_due_at(m)) for m in campaign.milestones]
    what = [*days, *((code, day, due, due + timedelta(days=30)) for code, day, due in once)]
    return [
        _obligation(campaign, item, day, (due, late), school, now, chance)
        for item, day, due, late in what
        for school in schools
    ]


def _obligation(
    campaign: Campaign,
    item: str,
    day: date,
    times: tuple[datetime, datetime],
    school: int,
    now: datetime,
    chance: random.Random,
) -> dict[str, Any]:
    due, late_until = times
    fate = chance.random()
    met: datetime | None = due + timedelta(minutes=chance.randint(-150, -1) if fate < 0.8 else chance.randint(1, 90))
    return {
        "campaign": campaign.code,
        "organisation_id": school,
        "item": item,
        "day": day,
        "opens_at": due - timedelta(days=1),
        "due_at": due,
        "late_until": late_until,
        "met_at": met if fate < 0.9 and met is not None and met <= now else None,
        "exempt": fate > 0.98,
    }


def _items(owed: Sequence[dict[str, Any]], count: int, now: datetime, chance: random.Random) -> list[dict[str, Any]]:
    """Of every obligation met at least one; the others of the days come where chance wants."""
    ids = {id(obligation): number for number, obligation in enumerate(owed, 1)}
    met = [obligation for obligation in owed if obligation["met_at"] is not None]
    daily = [obligation for obligation in met if obligation["item"] == DAILY]
    chosen = [*met[:count], *(chance.choice(daily) for _ in range(count - len(met)))]
    sent = [_submission(number, ids[id(one)], one, chance) for number, one in enumerate(chosen, 1)]
    _repeat(sent, {ids[id(one)]: one["day"] for one in owed}, random.Random(20201109))
    return sent


def _repeat(sent: Sequence[dict[str, Any]], days: Mapping[int, date], chance: random.Random) -> None:
    """Give some photos the advice that they repeat the one before them. ``days``: by obligation."""
    last: dict[int, int] = {}
    for one in sent:
        earlier = last.get(one["obligation_id"])
        if one["kind"] != "photo":
            continue
        last[one["obligation_id"]] = one["id"]
        if earlier is not None and chance.randrange(REPEATS) == 0:
            day, unit = days[one["obligation_id"]], one["organisation_id"]
            found = Earlier(earlier, day, unit_id=unit, unit=f"示例第{unit}中等职业技术学校")
            one["findings"] = [as_json(Finding(code=Code.FILE_DUPLICATE, found=found, level=Level.ADVICE))]


def _submission(number: int, obligation_id: int, owed: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    kind = "photo" if chance.random() < 0.8 else "text"
    return {
        "id": number,
        "obligation_id": obligation_id,
        "organisation_id": owed["organisation_id"],
        "person_id": owed["organisation_id"],
        "item": owed["item"],
        "kind": kind,
        "state": "accepted",
        "sent_at": owed["met_at"],
        "counted_at": owed["met_at"],
        "title": "" if kind == "photo" else f"匠心筑梦，技能报国之{number}",
        "caption": f"学生在第{number}实训车间展示焊接技能" if kind == "photo" else "",
        "sha256": f"{number:064x}",
        "facts": {"width": 4000, "height": 3000, "bytes": 5_000_000} if kind == "photo" else {},
        "findings": [],
    }


def _appearance(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "submission_id": number,
        "thumbnail": preview_key(number),
        "small": small_key(number),
        "preview": preview_key(number),
        "sharpness": chance.random() * 500,
        "fingerprint": chance.getrandbits(62),
        "views": b"",
    }
