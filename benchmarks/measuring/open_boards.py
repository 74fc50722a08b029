"""Today's boards that are left open while units report: each asks for itself again when the server says so.

What ``web/static/desk/live.js`` does, without a browser.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from benchmarks.measuring.desk_server import Served, taken
from benchmarks.measuring.province import CITIES, CITY
from domain.clock import CHINA
from domain.events import EventVerb
from storage import events
from storage.engine.database import Database

#: Seconds between two that report, and how long it goes on.
EACH = 0.5
LASTS = 20.0
#: As in live.js: seconds between two looks, and how many times as long as a look took.
APART = 1.0
REST = 4


@dataclass(kw_only=True)
class Seen:
    """Seconds: ``heard``: from a commit to the stream's word, of every stream; ``answers``: of each board anew."""

    heard: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0


class Board:
    def __init__(self, client: ClientSession, served: Served, number: int, seen: Seen) -> None:
        self._client = client
        self._served = served
        self._cookie = served.cookie(number)
        self._seen = seen
        self._looked = 0.0
        self._took = 0.0
        self._apart = APART
        #: Under way, or to come.
        self.look: asyncio.Task[None] | None = None
        self._again = False
        #: When what has not been heard of was written.
        self.written: float | None = None

    async def follow(self) -> None:
        async with self._client.get(f"{self._served.url}/live", headers=self._cookie) as answer:
            async for line in answer.content:
                if line.startswith(b"data: "):
                    self._told(json.loads(line.removeprefix(b"data: ")))

    def _told(self, said: dict[str, int]) -> None:
        self._apart = max(APART, said.get("apart", 0) / 1000)
        if self.written is None:
            return
        self._seen.heard.append(time.monotonic() - self.written)
        self.written = None
        if self.look is None or self.look.done():
            self.look = asyncio.create_task(self._look_soon())
        else:
            self._again = True

    async def _look_soon(self) -> None:
        self._again = True
        while self._again:
            rested = self._looked + max(self._apart, REST * self._took) - time.monotonic()
            await asyncio.sleep(max(rested, random.random() * (self._apart - APART)))
            self._again = False
            begun = time.monotonic()
            async with self._client.get(f"{self._served.url}/", headers=self._cookie) as answer:
                if answer.status != 200:
                    raise SystemExit(f"a board was answered {answer.status}")
                await answer.read()
            self._looked = time.monotonic()
            self._took = self._looked - begun
            self._seen.answers.append(self._took)


async def watch(served: Served, url: str, number: int) -> Seen:
    """``number`` boards while units report."""
    seen, database = Seen(), Database(url)
    async with ClientSession(timeout=ClientTimeout(total=None), connector=TCPConnector(limit=0)) as client:
        boards = [Board(client, served, one, seen) for one in range(number)]
        following = [asyncio.create_task(board.follow()) for board in boards]
        await asyncio.sleep(3.0)
        before, begun = await taken(client, served), time.monotonic()
        while time.monotonic() - begun < LASTS:
            await _report(database)
            for board in boards:
                if board.written is None:
                    board.written = time.monotonic()
            await asyncio.sleep(EACH)
        seen.cpu, seen.seconds = (await taken(client, served) - before).cpu, time.monotonic() - begun
        for one in following:
            one.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        await asyncio.gather(*(board.look for board in boards if board.look is not None))
    await database.close()
    return seen


async def _report(database: Database) -> None:
    """What a submission leaves: it wakes every board, whatever it is of."""
    async with database.write() as connection:
        unit = random.randrange(CITY + CITIES, CITY + CITIES + 3000)
        await events.record(connection, EventVerb.RECEIVED, at=datetime.now(CHINA), organisation_id=unit)
