"""Ten to ten: the whole pipeline, from the callback to the receipt in the platform's hands, measured against a base.

The platform is a process of its own that answers in 50 to 300 ms and gives photos of 2 to 5 MB. First a flood of texts
and one of photos, in turns with the checkout of ``--against``; then an idle minute; then the rush: units that send
five photos and a text each, spread over some minutes. ``--workers 1 2``: the same with a web and so many workers
as processes of their own, in turns; what a second worker costs.

    python -m benchmarks.rush [--against PATH] [--database KIND] [--units N] [--minutes M] [--at SPEED] [--workers N …]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil
from sqlalchemy import text

from benchmarks.measuring import bands, words
from benchmarks.measuring.own_run import own_run
from benchmarks.measuring.trees import HERE, Cpu, Tree, cpu
from storage.engine.database import Database
from storage.receipts import SILENCE
from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_messages import image_xml, text_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, installed

TEXTS, PHOTOS, ROUNDS = 200, 40, 2
#: Of a message's CPU, all processes of the bot, ÷ that of the base.
GOALS = {"texts": 0.31, "photos": 0.55}
OWN_PHOTOS = 24
PATIENCE = 1800.0  # seconds
ASKED = "状态"


def member(number: int) -> str:
    return f"liaison{number:05}"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One callback: who, when (seconds from the beginning), and a photo's media id or nothing for a text."""

    account: str
    at: float = 0.0
    media: str = ""


@dataclass(kw_only=True)
class Site:
    """One installation that runs; ``front``: the name of the process that takes callbacks."""

    place: Installation
    tree: Tree
    front: str
    processes: Sequence[psutil.Process]
    names: Sequence[str]
    fake: FakeWecom = field(default_factory=FakeWecom)
    used: int = 0

    def photos(self, accounts: Sequence[str], each: int = 1, at: float = 0.0) -> list[Message]:
        """The real files once, then own ones, none twice."""
        sent = []
        for account in accounts:
            for _ in range(each):
                real = [name for name in self.names if name.startswith("real")]
                own = [name for name in self.names if name.startswith("own")]
                name = real[self.used] if self.used < len(real) else own[self.used % len(own)]
                sent.append(Message(account=account, media=f"{name}--{self.used}", at=at))
                self.used += 1
        return sent

    async def send(self, messages: Sequence[Message], speed: float = 1.0) -> dict[str, float]:
        """Each at its time; account → Unix time of its last callback. Raises ``SystemExit`` when one is refused."""
        last: dict[str, float] = {}
        url = self.place.callback(self.front)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:

            async def post(message: Message) -> None:
                stamp = int(self.fake.clock())
                xml = (
                    image_xml(message.account, message.media, stamp)
                    if message.media
                    else text_xml(message.account, ASKED, stamp)
                )
                query, body = self.fake.encrypt_callback(xml)
                last[message.account] = max(time.time(), last.get(message.account, 0.0))
                async with session.post(url, params=query, data=body) as response:
                    if response.status != 200:
                        raise SystemExit(f"a callback was answered {response.status}")

            begun, waiting = time.monotonic(), []
            for message in sorted(messages, key=lambda message: message.at):
                await asyncio.sleep(max(message.at / speed - (time.monotonic() - begun), 0))
                waiting.append(asyncio.create_task(post(message)))
            await asyncio.gather(*waiting)
        return last

    def unsent(self) -> int:
        """What is not worked on, not on a receipt that went, or not said."""
        waiting = "SELECT (SELECT count(*) FROM inbox WHERE state = 'new')"
        waiting += " + (SELECT count(*) FROM receipts WHERE state = 'open')"
        return self.count(waiting + " + (SELECT count(*) FROM outbox WHERE state = 'new')")

    def count(self, query: str) -> int:
        return asyncio.run(_count(self.place.config.parent / "url", query))

    def drained(self) -> None:
        ended = time.monotonic() + PATIENCE
        while self.unsent():
            if time.monotonic() > ended or not all(process.is_running() for process in self.processes):
                raise SystemExit(f"not drained: {self.unsent()} still wait")
            time.sleep(0.3)

    def heard(self, since: int, accounts: set[str]) -> dict[str, list[tuple[float, str]]]:
        """Account → when and what the platform was given for it, from the ``since``-th delivery on."""
        told: dict[str, list[tuple[float, str]]] = {account: [] for account in accounts}
        for delivery in self.place.deliveries()[since:]:
            if delivery["account"] in told:
                told[delivery["account"]].append((delivery["at"], delivery["text"]))
        return told


async def _count(url: Path, query: str) -> int:
    database = Database(url.read_text())
    try:
        async with database.read() as connection:
            return int((await connection.execute(text(query))).scalar_one())
    finally:
        await database.close()


@dataclass(frozen=True, kw_only=True)
class Flood:
    """What one flood took; ``waits`` in seconds, by account."""

    messages: int
    seconds: float
    cpu: Cpu
    waits: Sequence[float]
    lost: int
    doubled: int

    @property
    def rate(self) -> float:
        return self.messages / self.seconds

    def told(self, what: str) -> str:
        each = 1000 / self.messages
        spent = f"{self.cpu.all * each:.1f} ms (main {self.cpu.main * each:.1f}, checks {self.cpu.checks * each:.1f})"
        waited = " ".join(f"p{share} {words.percentile(self.waits, share / 100):.1f}" for share in (50, 95, 99))
        kept = f"lost {self.lost}, doubled {self.doubled}"
        return f"  {what}: {self.rate:.1f} a second; CPU each {spent}; wait {waited} s; {kept}"


def flood(site: Site, messages: Sequence[Message], speed: float = 1.0) -> Flood:
    """All of them to the end: until nothing waits and everybody was told."""
    accounts = {message.account for message in messages}
    already = len(site.place.deliveries())
    before, began = cpu(*site.processes), time.time()
    last = asyncio.run(site.send(messages, speed))
    site.drained()
    spent = cpu(*site.processes) - before
    told = site.heard(already, accounts)
    ended = max((at for hearings in told.values() for at, _ in hearings), default=time.time())
    silent = any(message.media for message in messages)
    waits = [hearings[-1][0] - last[account] for account, hearings in told.items() if hearings]
    texts = Counter((account, text) for account, hearings in told.items() for _, text in hearings)
    return Flood(
        messages=len(messages),
        seconds=ended - began - (SILENCE.total_seconds() if silent else 0.0),
        cpu=spent,
        waits=waits,
        lost=sum(not hearings for hearings in told.values()),
        doubled=sum(times - 1 for times in texts.values()),
    )


@contextmanager
def running(
    tree: Tree, folder: Path, url: str, members: Sequence[str], now: str, own: int, workers: int = 0
) -> Iterator[Site]:
    """``workers``: so many, and a web; 0: all in one process."""
    folder.mkdir()
    with tree, installed(folder, url, members, tree, platform="benchmarks.servers.slow_wecom", prepared=False) as place:
        config = place.config.read_text().replace("lease = 2.0", "lease = 60.0").replace("07:00:00", now)
        if "real = " not in (tree.path / "config.example.toml").read_text():
            config = config.replace("real = true\n", "")  # a commit that did not know it yet
        place.config.write_text(config)
        (folder / "url").write_text(url)
        names = bands.shelve(folder / "media", own)
        place.run("migrate")
        place.run("roster", "import", str(folder / "roster.xlsx"))
        front = "web" if workers else "serve"
        processes = [place.start(front)]
        place.wait_for(processes[0], front)
        processes += [place.start("worker", name=f"worker-{number}") for number in range(workers)]
        yield Site(place=place, tree=tree, front=front, processes=processes, names=names)


def url_of(kind: str, folder: Path, name: str) -> str:
    return f"sqlite+aiosqlite:///{folder / name}.db" if kind == "sqlite" else new_postgresql()


def idle(site: Site, seconds: float = 10.0) -> float:
    """Its share of a core when nothing comes."""
    before = cpu(*site.processes)
    time.sleep(seconds)
    return (cpu(*site.processes) - before).all / seconds


def floods(sites: dict[str, Site], texts: int, photos: int, rounds: int) -> None:
    for name, site in sites.items():
        flood(site, [Message(account=member(number)) for number in range(30)])
        flood(site, site.photos([member(number) for number in range(12)]))
        print(f"{name}: idle {100 * idle(site):.1f} % of a core", flush=True)
    found: dict[tuple[str, str], list[Flood]] = {}
    for _ in range(rounds):
        for name, site in sites.items():
            sent = [Message(account=member(number)) for number in range(texts)]
            found.setdefault((name, "texts"), []).append(flood(site, sent))
            pictures = site.photos([member(number) for number in range(photos)])
            found.setdefault((name, "photos"), []).append(flood(site, pictures))
    for (name, what), all_ in found.items():
        print(f"{name}: {what}, {rounds} rounds of {all_[0].messages}")
        for one in all_:
            print(one.told(what))
    for what, goal in GOALS.items():
        each = {name: statistics.median(one.cpu.all for one in found[name, what]) for name in sites}
        first, *others = sites
        for other in others:
            if other == "base":
                words.verdict(f"CPU of {what} ÷ base", each[first] / each[other], goal, at_least=False)
            else:
                words.verdict(f"CPU of {what}, {other} ÷ {first}", each[other] / each[first], 1.15, at_least=False)


def rush(site: Site, units: int, minutes: float, speed: float) -> None:
    chance = random.Random(1)
    sent: list[Message] = []
    for number in range(units):
        first, account = chance.uniform(0, minutes * 60 - 20), member(number)
        for photo in site.photos([account], 5):
            sent.append(Message(account=account, media=photo.media, at=first))
            first += chance.uniform(1, 3)
        sent.append(Message(account=account, at=first))
    found = flood(site, sent, speed)
    print(found.told(f"rush of {units} units in {minutes:g} min at {speed:g} times the speed"), flush=True)
    print(f"    longest wait {max(found.waits):.1f} s; submissions {site.count('SELECT count(*) FROM submissions')}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", type=Path, help="another checkout, with its own .venv")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--photos", type=int, default=PHOTOS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--at", type=float, default=1.0, help="how many times as fast the rush is replayed")
    parser.add_argument("--workers", type=int, nargs="*", default=(), help="as processes of their own, in turns")
    parser.add_argument("--own-photos", type=int, default=OWN_PHOTOS)
    options = parser.parse_args()
    words.heading("Ten to ten: texts, photos and a rush")
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    members = [member(number) for number in range(max(options.texts, options.photos, options.units, 30))]
    with own_run() as folder:
        for kind in kinds:
            print(f"## {kind}", flush=True)
            trees = {"here": (Tree(HERE), 0)}
            if options.workers:
                trees = {f"workers: {number}": (Tree(HERE), number) for number in options.workers}
            elif options.against:
                trees["base"] = (Tree(options.against), 0)
            with _all(trees, folder / kind, kind, members, options.own_photos) as sites:
                if options.rounds:
                    floods(sites, options.texts, options.photos, options.rounds)
                if options.units:
                    for name, site in sites.items():
                        print(f"{name}:")
                        rush(site, options.units, options.minutes, options.at)
    words.closing(
        "platform, sender and database share the machine's cores with the bot; a network and TLS are not there.",
        "own photos are drawn, and one photo's bands in another order stand for another photo.",
    )
    return 0


@contextmanager
def _all(
    trees: dict[str, tuple[Tree, int]], folder: Path, kind: str, members: Sequence[str], own: int
) -> Iterator[dict[str, Site]]:
    folder.mkdir()
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                running(
                    tree, folder / str(number), url_of(kind, folder, str(number)), members, "09:50:00", own, workers
                )
            )
            for number, (name, (tree, workers)) in enumerate(trees.items())
        }


if __name__ == "__main__":
    sys.exit(main())
