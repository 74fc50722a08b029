"""A backup under load, as real processes: what was acknowledged before it began is in the restore, and said once."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest

from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_messages import image_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, Nursery, end, installed, wait_until
from tests.support.pictures import picture

PEOPLE, EACH = 20, 15
#: So many photos are acknowledged when the backup begins.
BEFORE = 100
#: Files that make the backup last, in bytes.
BALLAST = [3_000_000] * 20
_NUMBERS = re.compile(r"合格（编号 ([0-9–、]+)")


@dataclass(kw_only=True)
class Load:
    """What was sent: ids of acknowledged messages in order, and seconds of each callback with its end."""

    place: Installation
    stored: list[int] = field(default_factory=list)
    took: list[tuple[float, float]] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            await asyncio.gather(*(self._person(session, index) for index in range(PEOPLE)))

    async def _person(self, session: aiohttp.ClientSession, index: int) -> None:
        fake = FakeWecom()
        for number in range(index * EACH, (index + 1) * EACH):
            xml = image_xml(account(index), f"media-{number}", int(fake.clock()), message_id=7_000_000_000 + number)
            query, body = fake.encrypt_callback(xml)
            began, status = time.monotonic(), 503
            while status == 503:
                # Not stored in time: the platform sends it again.
                async with session.post(self.place.callback("serve"), params=query, data=body) as response:
                    status = response.status
            assert status == 200
            self.took.append((time.monotonic(), time.monotonic() - began))
            self.stored.append(7_000_000_000 + number)
            if len(self.stored) >= BEFORE:
                self.enough.set()
            await asyncio.sleep(0.1)


def account(index: int) -> str:
    return f"liaison{index:02}"


async def _load_and_back_up(place: Installation, dest: str) -> tuple[Load, list[int], tuple[float, float], str]:
    """The load, what of it was acknowledged before the backup began, when that ran, and what it said."""
    load = Load(place=place)
    sending = asyncio.create_task(load.send())
    await load.enough.wait()
    before, began = list(load.stored), time.monotonic()
    said = await asyncio.to_thread(place.run, "backup", dest)
    ended = time.monotonic()
    await sending
    return load, before, (began, ended), said


async def _rows(database: str, query: str) -> list[Any]:
    if database.startswith("sqlite"):
        with closing(sqlite3.connect(database.partition(":///")[2])) as connection:
            return connection.execute(query).fetchall()
    connection = await asyncpg.connect(database.replace("+asyncpg", ""))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def rows(database: str, query: str) -> list[Any]:
    return asyncio.run(_rows(database, query))


_WAITING = (
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'new') + (SELECT count(*) FROM outbox WHERE state = 'new')"
    " + (SELECT count(*) FROM receipts WHERE state = 'open')"
)


def numbers_told(deliveries: list[dict[str, Any]]) -> Counter[int]:
    """Submission number → how often its sender was told that it is good."""
    told: Counter[int] = Counter()
    for delivery in deliveries:
        for numbers in _NUMBERS.findall(delivery["text"]):
            for run in numbers.split("、"):
                first, _, last = run.partition("–")
                told.update(range(int(first), int(last or first) + 1))
    return told


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_acknowledged_before_a_backup_is_in_its_restore(kind: str, tmp_path: Path, nursery: Nursery) -> None:
    old, new, dest = tmp_path / "old", tmp_path / "new", str(tmp_path / "backups")
    old.mkdir()
    new.mkdir()
    url, other = (
        f"sqlite+aiosqlite:///{folder / 'week.db'}" if kind == "sqlite" else new_postgresql() for folder in (old, new)
    )
    accounts = [account(index) for index in range(PEOPLE)]
    with installed(old, url, accounts, nursery) as place:
        for number in range(PEOPLE * EACH):
            place.shelve(f"media-{number}", picture(number))
        (old / "files/ballast").mkdir(parents=True)
        for number, size in enumerate(BALLAST):
            (old / f"files/ballast/{number}").write_bytes(os.urandom(size))
        first = place.start("serve")
        place.wait_for(first, "serve")
        load, before, (began, ended), said = asyncio.run(_load_and_back_up(place, dest))
        assert wait_until(lambda: rows(url, _WAITING) == [(0,)], every=0.3)
        end(first)
        meanwhile = [seconds for at, seconds in load.took if began <= at <= ended]
        told_by_the_first = numbers_told(place.deliveries())
        heard = len(place.deliveries())

        assert "备份完好" in place.run("verify", dest)
        config = new / "config.toml"
        config.write_text(
            place.config.read_text(encoding="utf-8")
            .replace(f'data = "{old}', f'data = "{new}')
            .replace(f'url = "{old}/files', f'url = "{new}/files')
            .replace(url, other),
            encoding="utf-8",
        )
        after = replace(place, config=config)
        restored = after.run("restore", dest)
        assert "恢复好了" in restored
        kept = {int(external) for (external,) in rows(other, "SELECT external_id FROM inbox")}
        assert set(before) <= kept, "acknowledged before the backup, and lost"
        unread = {int(external) for (external,) in rows(other, "SELECT external_id FROM inbox WHERE state = 'new'")}

        second = after.start("serve")
        after.wait_for(second, "serve")
        assert wait_until(lambda: rows(other, _WAITING) == [(0,)], every=0.3)
        end(second)
        deliveries = place.deliveries()

    # What had been read before the backup is said by the first or not at all, never again by the second.
    query = "SELECT submissions.id, inbox.external_id FROM submissions JOIN inbox ON inbox.id = inbox_id"
    numbers = {number: int(external) for number, external in rows(other, query)}
    told_again = numbers_told(deliveries[heard:])
    assert {numbers[number] for number in told_again} <= unread
    assert set(told_by_the_first.values()) == {1} and set(told_again.values()) <= {1}
    keys = [key for (key,) in rows(other, "SELECT key FROM submissions WHERE state = 'accepted'")]
    assert len(keys) >= len(kept) and all((new / "files" / key).read_bytes() for key in keys)
    sizes = sum(path.stat().st_size for path in (tmp_path / "backups").rglob("*") if path.is_file())
    print(
        f"{said.strip()}\n{restored.strip()}\n{kind}: {len(load.stored)} acknowledged, {len(before)} before the backup,"
        f" {len(kept)} in it, {len(unread)} of them unread; {sizes / 1e6:.1f} MB in {ended - began:.1f} s;"
        f" slowest callback meanwhile {max(meanwhile, default=0) * 1000:.0f} ms of {len(meanwhile)},"
        f" otherwise {max(seconds for at, seconds in load.took if not began <= at <= ended) * 1000:.0f} ms"
    )
