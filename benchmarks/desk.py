"""The desk over 3,000 units and 20,000 items: what its pages take, 1,500 photos by keys, and 100 pages left open.

    python -m benchmarks.desk [--database sqlite|postgresql] [--photos N] [pages] [photos] [streams] [boards]

The web part is a process of its own. A page: its CPU (on SQLite the database's, too), what it takes by the clock, the
bytes that go over the wire, and its statements. Photos: Chromium goes through them, each key pressed when the mark of
the last is drawn; every mark and return must be in the database as it was pressed. Streams: statements a second for a
minute in which nothing happens. Boards: a hundred of them, left open while units report.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from sqlalchemy import select

from benchmarks.measuring import open_boards, picking, words
from benchmarks.measuring.desk_server import Served, desk_server, taken
from benchmarks.measuring.own_run import own_run
from benchmarks.measuring.province import ITEMS, UNITS
from storage.engine.database import Database
from storage.tables import marks, returns
from tests.support.databases import new_postgresql

ROUNDS = 9
PHOTOS = 1500
OPEN = 100
#: A minute turns once in it.
QUIET_SECONDS = 60.0
#: Milliseconds a key; statements a second.
KEY_GOAL = 40.0
STREAM_GOAL = 3.0
#: Seconds from a commit to the word of a stream.
HEARD_GOAL = 2.0
PARTS = ("pages", "photos", "streams", "boards")


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Milliseconds of CPU, and KiB over the wire; None: no goal is set."""

    cpu: float | None = None
    size: float | None = None


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Of one answer: milliseconds of CPU and by the clock, bytes, statements."""

    cpu: float
    clock: float
    size: int
    statements: int


def pages(served: Served, photos: list[int]) -> Mapping[str, tuple[str, Budget]]:
    """Name → address and budget. ``photos``: numbers of the day's."""
    week, day = served.week, f"day={served.day}"
    numbers = ".".join(map(str, photos[:60]))
    return {
        "today": ("/", Budget(cpu=150, size=120)),
        "today, one part, all of its units": (f"{week}/{served.day}?list=on_time&part=2", Budget()),
        "week, all open": (f"{week}/map?fold=0", Budget(cpu=400, size=150)),
        "week, sums alone": (f"{week}/map", Budget()),
        "desk": (f"{week}/desk?{day}", Budget()),
        "desk, its list": (f"{week}/desk/list?{day}&mark=all", Budget(cpu=300, size=150)),
        "desk, 60 tiles": (f"{week}/desk/tiles?n={numbers}", Budget(cpu=100)),
        "small picture": (f"/i/{photos[0]}/small.jpg", Budget()),
        "item": (f"/i/{photos[0]}", Budget()),
        "unit": ("/unit/S0100", Budget()),
        "milestones": (f"{week}/milestones", Budget()),
        "adopted": (f"{week}/adopted", Budget()),
        "people": ("/people", Budget()),
        "search": ("/search?q=职业", Budget()),
        "sessions": ("/sessions", Budget()),
        "settings": ("/settings", Budget()),
    }


async def measure_pages(name: str, served: Served) -> list[bool]:
    good: list[bool] = []
    headers = {"Accept-Encoding": "gzip", "Origin": served.url, **served.cookie()}
    async with ClientSession(headers=headers, auto_decompress=False) as client:
        listed = f"{served.url}{served.week}/desk/list?kind=photo&day={served.day}"
        async with client.get(listed, headers={"Accept-Encoding": "identity"}) as answer:
            # Of what is alike the first.
            photos = [one[0] if isinstance(one, list) else one for one in await answer.json()]
        for what, (path, budget) in pages(served, photos).items():

            async def get(path: str = path) -> bytes:
                async with client.get(served.url + path, allow_redirects=False) as answer:
                    if answer.status != 200:
                        raise SystemExit(f"{path} was answered {answer.status}")
                    return await answer.read()

            good += _judged(f"{name}: {what}", [await _cost(client, served, get) for _ in range(ROUNDS + 2)], budget)
        good += await _measure_marks(name, served, client)
    return good


async def _measure_marks(name: str, served: Served, client: ClientSession) -> list[bool]:
    """Sixty marks at once, others each time."""
    async with client.get(f"{served.url}/sessions") as answer:
        (token, *_) = re.findall(rb'name="form_token" value="(\w+)"', await answer.read())
    costs = []
    for turn in range(ROUNDS + 2):
        changes = [{"n": 1 + turn * 60 + number, "mark": "seen"} for number in range(60)]
        fields = {"form_token": token.decode(), "changes": json.dumps(changes)}

        async def post(fields: Mapping[str, str] = fields) -> bytes:
            async with client.post(f"{served.url}/marks", data=fields) as answer:
                return await answer.read()

        costs.append(await _cost(client, served, post))
    return _judged(f"{name}: POST /marks, 60 changes", costs, Budget(cpu=60))


async def _cost(client: ClientSession, served: Served, ask: Callable[[], object]) -> Cost:
    before, begun = await taken(client, served), time.perf_counter()
    body = await ask()  # type: ignore[misc]
    seconds, used = time.perf_counter() - begun, await taken(client, served) - before
    return Cost(cpu=1000 * used.cpu, clock=1000 * seconds, size=len(body), statements=used.statements)


def _judged(what: str, costs: list[Cost], budget: Budget) -> list[bool]:
    """The first two have to warm up: they are not counted."""
    costs = costs[2:]
    cpu = [cost.cpu for cost in costs]
    size, said = costs[-1].size / 1024, statistics.median_high(cost.statements for cost in costs)
    clock = statistics.median(cost.clock for cost in costs)
    print(f"{what}: CPU {words.spread(cpu, 1)} ms, clock {clock:.1f} ms, {size:.1f} KiB, {said} statements", flush=True)
    good = []
    if budget.cpu is not None:
        good.append(words.verdict(f"{what}, CPU ms", statistics.median(cpu), budget.cpu, at_least=False))
    if budget.size is not None:
        good.append(words.verdict(f"{what}, KiB", size, budget.size, at_least=False))
    return good


async def measure_photos(name: str, url: str, served: Served, photos: int) -> list[bool]:
    async with ClientSession() as client:
        before = await taken(client, served)
        gone = await picking.go_through(served, photos)
        used = await taken(client, served) - before
    keys = [1000 * seconds for seconds in gone.keys]
    mean = 1000 * gone.seconds / len(keys)
    shown = f"{photos} tiles, {gone.stacks} of them stacks, {len(gone.returned)} items returned"
    print(f"{name}: {shown}: {len(keys)} keys in {gone.seconds:.1f} s")
    print(f"{name}: a key, driver and waiting included: {words.spread(keys, 1)} ms")
    print(f"{name}: from a key to its frame: {words.spread(gone.drawn, 1)} ms, mean {statistics.mean(gone.drawn):.1f}")
    given_back = [1000 * seconds for seconds in gone.given_back]
    print(f"{name}: a return, or its end, answered by the server: {words.spread(given_back, 1)} ms")
    print(f"{name}: to the next screen: {words.spread(gone.turned, 1)} ms")
    print(f"{name}: to the next in the loupe: {words.spread(gone.large, 1)} ms")
    print(f"{name}: the server took {1000 * used.cpu / photos:.1f} ms of CPU a photo, {used.statements} statements")
    database = Database(url)
    async with database.read() as connection:
        kept = {row.submission_id: str(row.mark or "") for row in await connection.execute(select(marks))}
        asked = select(returns.c.submission_id).where(returns.c.cancelled_at.is_(None))
        returned = set((await connection.execute(asked)).scalars())
    await database.close()
    wrong = {number for number, mark in gone.pressed.items() if kept.get(number, "") != mark}
    wrong |= {number for number in gone.pressed if (number in returned) is not gone.returned.get(number, False)}
    print(f"{name}: {len(gone.pressed) - len(wrong)} of {len(gone.pressed)} items are as pressed")
    return [words.verdict(f"{name}: ms a key", mean, KEY_GOAL, at_least=False), not wrong]


async def measure_streams(name: str, served: Served) -> list[bool]:
    async with ClientSession(timeout=ClientTimeout(total=None), connector=TCPConnector(limit=0)) as client:
        following = [asyncio.create_task(_follow(client, served, number)) for number in range(OPEN)]
        await asyncio.sleep(5.0)
        before, begun = await taken(client, served), time.perf_counter()
        await asyncio.sleep(QUIET_SECONDS)
        used, seconds = await taken(client, served) - before, time.perf_counter() - begun
        ended = sum(one.done() for one in following)
        for one in following:
            one.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    print(f"{name}: {OPEN} streams, {ended} ended; CPU {100 * used.cpu / seconds:.2f} % of a core", flush=True)
    rate = used.statements / seconds
    return [words.verdict(f"{name}: statements a second", rate, STREAM_GOAL, at_least=False), not ended]


async def measure_boards(name: str, url: str, served: Served) -> list[bool]:
    seen = await open_boards.watch(served, url, OPEN)
    rate, share = len(seen.answers) / seen.seconds, 100 * seen.cpu / seen.seconds
    print(
        f"{name}: {OPEN} boards while two units a second report: {share:.0f} % of a core, {rate:.1f} answers a second"
    )
    print(f"{name}: an answer {words.spread([1000 * one for one in seen.answers], 0)} ms")
    print(f"{name}: heard after {words.spread(seen.heard)} s", flush=True)
    return [words.verdict(f"{name}: heard after, longest, s", max(seen.heard), HEARD_GOAL, at_least=False)]


async def _follow(client: ClientSession, served: Served, number: int) -> None:
    async with client.get(f"{served.url}/live", headers=served.cookie(number)) as answer:
        async for _ in answer.content:
            pass


async def measure(name: str, url: str, folder: Path, given: argparse.Namespace) -> list[bool]:
    begun, good = time.perf_counter(), []
    with desk_server(url, folder, sessions=OPEN) as served:
        print(f"{name}: {UNITS} units and {ITEMS} items in {time.perf_counter() - begun:.0f} s", flush=True)
        parts = given.parts or PARTS
        if "pages" in parts:
            good += await measure_pages(name, served)
        if "streams" in parts:
            good += await measure_streams(name, served)
        if "boards" in parts:
            good += await measure_boards(name, url, served)
        if "photos" in parts:
            good += await measure_photos(name, url, served, given.photos)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part", help=" ".join(PARTS))
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--photos", type=int, default=PHOTOS)
    given = parser.parse_args()
    words.heading(f"The desk: {UNITS} units, {ITEMS} items, {ROUNDS} rounds a page")
    good: list[bool] = []
    with own_run() as folder:
        for name in [given.database] if given.database else ["sqlite", "postgresql"]:
            own = folder / name
            own.mkdir(parents=True)
            url = new_postgresql() if name == "postgresql" else f"sqlite+aiosqlite:///{own / 'baosong.db'}"
            good += asyncio.run(measure(name, url, own, given))
    words.closing(
        "PostgreSQL's own CPU; several people at work at once; a network.",
        "photos are of forty pictures, so the browser decodes others each time but the disk reads the same.",
    )
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
