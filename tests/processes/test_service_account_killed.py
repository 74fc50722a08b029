"""``kill -9`` of ``serve`` while people write to a 服务号, which posts each message up to three times.

What got its ``success`` is there once. The platform knows no call that is made again: said twice is only what was being
said at the moment of a kill.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
from collections import defaultdict
from contextlib import closing, suppress
from pathlib import Path

import aiohttp
import psutil
import pytest

from tests.support.fakes.wechat_platform import FakeWechat
from tests.support.installation import Installation, Nursery, end, installed, kill, wait_until
from tests.support.pictures import picture

SEED = 20201109
KILLS, MEMBERS, EACH = 6, 12, 4
#: Seconds that a life lasts from when it listens, and between the platform's tries.
LIVING = (0.2, 1.5)
BETWEEN_TRIES = 0.5
TRIES = 3
ACCOUNTS = [f"oLiaison{number:02}" for number in range(MEMBERS)]

_UNDONE = (
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'new') + (SELECT count(*) FROM outbox WHERE state = 'new')"
    " + (SELECT count(*) FROM receipts WHERE state = 'open')"
)


@pytest.mark.long
async def test_what_was_acknowledged_is_there_once_and_answered(tmp_path: Path, nursery: Nursery) -> None:
    file = tmp_path / "baosong.db"
    async with FakeWechat() as platform:
        keys = "\n".join(f"{key} = {json.dumps(value)}" for key, value in platform.credentials.items())
        settings = f"[channels.wechat]\n{keys}"
        with installed(tmp_path, f"sqlite+aiosqlite:///{file}", ACCOUNTS, nursery, settings=settings) as place:
            drill = Drill(place, platform)
            with closing(sqlite3.connect(file)) as database, database:
                moved = [(account, account.lower()) for account in ACCOUNTS]
                database.executemany(
                    "UPDATE identities SET channel = 'wechat', account = ? WHERE lower(account) = ?", moved
                )
            last = await drill.go_by()
            await asyncio.to_thread(wait_until, lambda: _one(file, _UNDONE) == 0, every=0.3)
            await asyncio.to_thread(end, last)
    assert _one(file, _UNDONE) == 0
    with closing(sqlite3.connect(file)) as database:
        taken = dict(
            database.execute(
                "SELECT inbox.external_id, inbox.sender FROM inbox JOIN submissions ON inbox_id = inbox.id"
                " WHERE inbox.state = 'done' AND submissions.state = 'accepted'"
            )
        )
    assert len(drill.stored) == MEMBERS * EACH and drill.repeated > 0
    assert drill.stored.keys() <= taken.keys()
    assert _one(file, "SELECT count(*) FROM inbox") == _one(file, "SELECT count(*) FROM submissions") == len(taken)
    assert all(taken[number] == account for number, account in drill.stored.items())
    # Everybody is told of each; twice only of what was on its way when the program was killed.
    told: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for position, one in enumerate(platform.brought):
        told[one.account, one.text].append(position)
    assert {account for account, _ in told} == set(ACCOUNTS)
    doubled = [places for places in told.values() if len(places) > 1]
    assert len(doubled) <= drill.cut_off, (doubled, drill.cut_off)
    assert not _rows(file, "SELECT account, error FROM outbox WHERE state NOT IN ('sent', 'parked')")
    print(f"{len(taken)} taken, {drill.repeated} posted again, {len(doubled)} receipts said twice")


class Drill:
    """The program's lives, and people who write meanwhile; ``stored``: who wrote what got its ``success``."""

    def __init__(self, place: Installation, platform: FakeWechat) -> None:
        self._place = place
        self._platform = platform
        self.stored: dict[str, str] = {}
        self.repeated = 0
        #: Messages that were claimed to be said when the program was killed.
        self.cut_off = 0

    async def go_by(self) -> psutil.Process:
        """Kill, start, and again; the program runs when this returns, and everybody has written."""
        chance = random.Random(SEED)
        file = self._place.folder / "baosong.db"
        process = await self._begun()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            people = asyncio.gather(*(self._person(session, account) for account in ACCOUNTS))
            for _ in range(KILLS):
                await asyncio.sleep(chance.uniform(*LIVING))
                await asyncio.to_thread(kill, process)
                self.cut_off += _one(file, "SELECT count(*) FROM outbox WHERE state = 'new' AND attempts > 0")
                process = await self._begun()
            await people
        return process

    async def _begun(self) -> psutil.Process:
        process = self._place.start("serve")
        await asyncio.to_thread(self._place.wait_for, process, "serve")
        return process

    async def _person(self, session: aiohttp.ClientSession, account: str) -> None:
        """Photos at random moments; what the platform gives up is sent anew."""
        chance = random.Random(f"{SEED}-{account}")
        for number in range(EACH):
            await asyncio.sleep(chance.uniform(0.1, 3.0))
            photo = picture(chance.randrange(1 << 30) + number)
            while not await self._posted(session, account, await self._platform.photo(account, photo)):
                continue

    async def _posted(self, session: aiohttp.ClientSession, account: str, id_: str) -> bool:
        """Up to three times; now and then the answer is lost on its way, and the platform posts it once more."""
        address = self._place.callback("serve").removesuffix("wecom") + "wechat"
        query, body = self._platform.callback(id_)
        chance = random.Random(id_)
        heard = False
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(BETWEEN_TRIES)
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.post(address, params=query, data=body) as response:
                    if response.status == 200 and await response.read() == b"success":
                        self.repeated += heard
                        heard = True
                        self.stored[id_] = account
                        if chance.random() < 0.3:
                            break
        return heard


def _one(file: Path, query: str) -> int:
    ((number,),) = _rows(file, query)
    return int(number)


def _rows(file: Path, query: str) -> list[tuple[int]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()
