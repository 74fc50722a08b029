"""Under load, kills and faults at once: every acknowledged message has its one effect, and is named exactly once.

So many messages a second, one in twelve a photo; ``kill -9`` of each process in turn, the store and the platform
failing in turn; then whatever is left is worked off. SQLite and a folder with one ``serve``; PostgreSQL and S3 with two
webs and two workers. The senders share the machine, so the bot may fall behind: how long it then takes is told. They
go on until all trouble has passed, which takes longer where processes start slowly.

    python -m benchmarks.soak [--seconds 60] [--rate 100] [--drain 900] [--database sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp
import boto3

from benchmarks.measuring import ledger, words
from benchmarks.measuring.ledger import Sent
from benchmarks.measuring.own_run import own_run
from benchmarks.measuring.trouble import S3, Processes, Trouble, folder_gone
from storage.engine.database import Database
from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_messages import image_xml, text_xml
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.installation import Installation, Nursery, installed
from tests.support.pictures import picture
from tests.support.stores import BUCKET, CREDENTIALS

#: What ``make bench`` runs; the run of the table in docs/benchmarks.md names its own.
SECONDS, RATE, DRAIN = 20.0, 20.0, 300.0
#: Times the length of a run after which senders stop, whatever trouble is still to come.
LONGEST = 5
PHOTO_EVERY = 12
#: Messages of one member a minute, fewer than the platform lets an answer through for.
EACH_A_MINUTE = 10
TRIES, BETWEEN_TRIES, TRY_SECONDS = 3, 1.0, 5.0
TEXTS = ("还缺什么", "几点截止", "照片要多大", "联系谁", "收到了吗", "状态", "要求")


@dataclass(frozen=True, kw_only=True)
class Run:
    """``drain``: seconds in which everything must be done once nobody sends any more."""

    seconds: float
    rate: float
    drain: float

    @property
    def messages(self) -> int:
        return int(self.seconds * self.rate)

    @property
    def members(self) -> list[str]:
        count = max(int(self.rate * 60 / EACH_A_MINUTE), 1)
        return [f"liaison{number:04}" for number in range(min(count, self.messages))]


@dataclass(kw_only=True)
class Senders:
    """Members of the platform; each callback is tried like the platform tries, and given up like that."""

    run: Run
    place: Installation
    addresses: list[str]
    latencies: list[float] = field(default_factory=list)
    _fake: FakeWecom = field(default_factory=FakeWecom)

    async def send(self, over: asyncio.Event) -> list[Sent]:
        """All messages, and more until it is ``over``; each at its time whatever became of those before."""
        begun = time.monotonic()
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=TRY_SECONDS)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session, asyncio.TaskGroup() as group:
            tasks = []
            for number in range(self.run.messages * LONGEST):
                if number >= self.run.messages and over.is_set():
                    break
                await asyncio.sleep(begun + number / self.run.rate - time.monotonic())
                tasks.append(group.create_task(self._message(session, number)))
        return [task.result() for task in tasks]

    async def _message(self, session: aiohttp.ClientSession, number: int) -> Sent:
        account, photo = self.run.members[number % len(self.run.members)], number % PHOTO_EVERY == 0
        message_id, now = 7_000_000_000_000_000_000 + number, int(self._fake.clock())
        if photo:
            self.place.shelve(f"media-{number}", picture(number))
            xml = image_xml(account, f"media-{number}", now, message_id=message_id)
        else:
            text = TEXTS[number % len(TEXTS)] if number % 5 else f"第{number}件怎么说"
            xml = text_xml(account, text, now, message_id=message_id)
        query, body = self._fake.encrypt_callback(xml)
        good = await self._tried(session, query, body, number)
        return Sent(account=account, message_id=message_id, photo=photo, acknowledged=good)

    async def _tried(self, session: aiohttp.ClientSession, query: dict[str, str], body: bytes, number: int) -> bool:
        addresses = itertools.cycle(self.addresses[number % 2 :] + self.addresses[: number % 2])
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(BETWEEN_TRIES)
            begun = time.monotonic()
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.post(next(addresses), params=query, data=body) as response:
                    if response.status == 200:
                        self.latencies.append(time.monotonic() - begun)
                        return True
        return False


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the bot runs on."""

    name: str
    url: str
    processes: tuple[str, ...]
    settings: str
    store_gone: Callable[[], AbstractContextManager[None]]


@contextmanager
def on_sqlite(folder: Path) -> Iterator[Setting]:
    yield Setting(
        name="sqlite",
        url=f"sqlite+aiosqlite:///{folder / 'baosong.db'}",
        processes=("serve",),
        settings="",
        store_gone=partial(folder_gone, folder / "files"),
    )


@contextmanager
def on_postgresql(folder: Path) -> Iterator[Setting]:
    store = S3()
    endpoint = f"http://{store.host}:{store.port}"
    keys = {
        "aws_access_key_id": CREDENTIALS["access_key_id"],
        "aws_secret_access_key": CREDENTIALS["secret_access_key"],
    }
    boto3.client("s3", endpoint_url=endpoint, region_name=CREDENTIALS["region"], **keys).create_bucket(Bucket=BUCKET)
    settings = f"""
[files]
url = "s3://{BUCKET}/soak"
endpoint = "{endpoint}"
region = "{CREDENTIALS["region"]}"
key = "{CREDENTIALS["access_key_id"]}"
secret = "{CREDENTIALS["secret_access_key"]}"
"""
    try:
        yield Setting(
            name="postgresql",
            url=new_postgresql(),
            processes=("web1", "web2", "worker1", "worker2"),
            settings=settings,
            store_gone=store.gone,
        )
    finally:
        store.stop()


SETTINGS: Mapping[str, Callable[[Path], AbstractContextManager[Setting]]] = {
    "sqlite": on_sqlite,
    "postgresql": on_postgresql,
}


def soak(folder: Path, setting: Setting, run: Run) -> bool:
    """One run on one database; whether all is as it must be."""
    folder.joinpath("files").mkdir()
    with (
        Nursery() as nursery,
        installed(folder, setting.url, run.members, nursery, settings=setting.settings) as place,
    ):
        processes = Processes(place, setting.processes)
        for name in processes.names:
            processes.start(name)
        before, logged = processes.measured(), processes.logged()
        return asyncio.run(_measured(place, setting, run, processes, before, logged))


async def _measured(
    place: Installation,
    setting: Setting,
    run: Run,
    processes: Processes,
    before: Mapping[str, tuple[float, int]],
    logged: Mapping[str, int],
) -> bool:
    senders = Senders(run=run, place=place, addresses=[place.callback(name) for name in processes.webs])
    trouble = Trouble(processes=processes, api=place.api, store_gone=setting.store_gone, seconds=run.seconds)
    begun = time.monotonic()
    over = asyncio.Event()
    sent, _ = await asyncio.gather(senders.send(over), trouble.pass_by(over))
    took = time.monotonic() - begun
    database = Database(setting.url)
    left = first = await ledger.waiting(database)
    while left and time.monotonic() - begun - took < run.drain:
        await asyncio.sleep(1)
        left = await ledger.waiting(database)
    drained = time.monotonic() - begun - took
    books = await ledger.read(database, place.deliveries())
    await database.close()
    found = ledger.faults(sent, books)
    taken = sum(message.acknowledged for message in sent)
    print(f"{setting.name}: {taken} of {len(sent)} acknowledged in {took:.0f} s, {processes.kills} kills;", end=" ")
    print(f"{len(books.submissions)} photos, {len(books.shown)} messages shown")
    milliseconds = [1000 * seconds for seconds in senders.latencies]
    print(f"acknowledged after p50 {words.percentile(milliseconds, 0.5):.0f} ms, p99", end=" ")
    print(f"{words.percentile(milliseconds, 0.99):.0f} ms; {first} left when sending ended, done {drained:.0f} s later")
    _tell(processes, before, logged, taken)
    for kind, count in found.items():
        print(f"fault: {kind}: {count}")
    return all(
        [
            words.verdict(f"{setting.name}: left undone", left, 0, at_least=False),
            words.verdict(f"{setting.name}: lost, doubled, unnamed", found.total(), 0, at_least=False),
        ]
    )


def _tell(
    processes: Processes, before: Mapping[str, tuple[float, int]], logged: Mapping[str, int], messages: int
) -> None:
    after, written = processes.measured(), processes.logged()
    for name in processes.names:
        (memory, open_), (memory_after, open_after) = before[name], after[name]
        each = (written[name] - logged[name]) / max(messages, 1)
        print(f"{name}: {memory:.0f} → {memory_after:.0f} MB, {open_} → {open_after} descriptors,", end=" ")
        print(f"{each:.0f} bytes of log a message")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rate", type=float, default=RATE, help="messages a second")
    parser.add_argument("--drain", type=float, default=DRAIN, help="seconds in which the rest must be done")
    parser.add_argument("--database", choices=SETTINGS, action="append")
    options = parser.parse_args()
    run = Run(seconds=options.seconds, rate=options.rate, drain=options.drain)
    words.heading(f"Soak: {run.rate:g} messages a second for {run.seconds:g} s, {len(run.members)} members")
    good = []
    with own_run() as folder:
        for name in options.database or SETTINGS:
            place = folder / name
            place.mkdir()
            with SETTINGS[name](place) as setting:
                good.append(soak(place, setting, run))
    words.closing(
        "the senders, the platform and S3 share the cores with the bot: how long it takes is this machine's.",
        "memory before is that of the first life of a process, after that of its last.",
    )
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
