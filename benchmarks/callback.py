"""Durable acknowledgements per second of the web process ÷ a bare handler that verifies, decrypts, parses, forgets.

One run, one machine, one client; the servers are up side by side and are loaded in turn, round after round, so that a
slow moment hits all. Every callback is another message, encrypted beforehand. Goals: ≥ 0.8 on SQLite, p99 < 50 ms at
64 connections, nothing lost; ≥ 1.5 × WeRoBot 1.13.1, which keeps nothing either.

    python -m benchmarks.callback [ROUNDS]
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from sqlalchemy import func, select

from benchmarks.measuring import words
from benchmarks.measuring.load import Burst, fire, post
from benchmarks.measuring.own_run import own_run
from benchmarks.servers.werobot_oa import APP_ID
from storage.engine import migrate
from storage.engine.database import Database
from storage.tables import inbox
from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_crypto import CallbackCrypto
from tests.support.fakes.wecom_messages import AGENT_ID, CORP_ID, envelope, image_xml, text_xml
from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, SECRET, TOKEN
from tests.support.programs import free_port, running

CONNECTIONS = 64
CALLBACKS = 1200
ROUNDS = 15
SENDERS = 500


@dataclass(kw_only=True)
class Contender:
    """One server; those that keep nothing have no database. ``cpu``: seconds of its process, one figure a burst."""

    name: str
    port: int
    process: psutil.Process
    path: str
    receive_id: str
    database: Database | None = None
    bursts: list[Burst] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def used(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def latency(self, share: float) -> float:
        """Milliseconds."""
        return 1000 * words.percentile([seconds for burst in self.bursts for seconds in burst.latencies], share)


def callbacks(contender: Contender, count: int) -> list[bytes]:
    """Distinct messages of many senders, every other one a photo."""
    crypto = CallbackCrypto(TOKEN, ENCODING_AES_KEY, contender.receive_id)
    now = int(time.time())
    made = []
    for number in range(count):
        sender = f"liaison{number % SENDERS:03}"
        if number % 2:
            message = image_xml(sender, f"media-{number}-{'x' * 40}", now)
        else:
            message = text_xml(sender, f"11月9日，学校举行开幕式，师生共{number}人参加。", now)
        encrypted = crypto.encrypt(message)
        nonce = str(1604888880 + number)
        query = {"msg_signature": crypto.sign(str(now), nonce, encrypted), "timestamp": str(now), "nonce": nonce}
        # An official account's plain signature, which WeRoBot checks beside the message's own.
        query["signature"] = crypto.sign(str(now), nonce, "")
        made.append(post(contender.path, query, envelope(encrypted)))
    return made


async def _burst(contender: Contender, count: int) -> Burst:
    burst = await fire(contender.port, callbacks(contender, count), connections=CONNECTIONS)
    if set(burst.statuses) != {200}:
        raise SystemExit(f"{contender.name}: answered {dict(burst.statuses)}")
    return burst


async def measure(contenders: Sequence[Contender], rounds: int) -> None:
    for contender in contenders:
        await _burst(contender, CALLBACKS // 3)
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in (*contenders[turn:], *contenders[:turn]):
            before = contender.used()
            contender.bursts.append(await _burst(contender, CALLBACKS))
            contender.cpu.append(contender.used() - before)


async def lost(contender: Contender) -> int:
    """How many acknowledged callbacks are not rows."""
    assert contender.database is not None
    async with contender.database.read() as connection:
        rows = (await connection.execute(select(func.count()).select_from(inbox))).scalar_one()
    await contender.database.close()
    return CALLBACKS // 3 + CALLBACKS * len(contender.bursts) - int(rows)


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()


def settings(folder: Path, port: int, database: str) -> Path:
    """A configuration file of the web process alone."""
    file = folder / "config.toml"
    file.write_text(
        f"""
data = "{folder}"
[web]
port = {port}
[database]
url = "{database}"
[files]
url = "{folder / "files"}"
[channels.wecom]
corp_id = "{CORP_ID}"
agent_id = {AGENT_ID}
secret = "{SECRET}"
token = "{TOKEN}"
encoding_aes_key = "{ENCODING_AES_KEY}"
"""
    )
    return file


class Field:
    """Everybody who runs, started one after the other."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack = stack
        self._folder = folder

    def ours(self, name: str, url: str) -> Contender:
        asyncio.run(_migrated(url))
        port, folder = free_port(), self._folder / name
        folder.mkdir()
        config = settings(folder, port, url)
        process = self._start(name, port, ["-m", "bot", "web"], {"BAOSONG_CONFIG": str(config)})
        return Contender(
            name=name,
            port=port,
            process=process,
            path="/callback/wecom",
            receive_id=CORP_ID,
            database=Database(url),
        )

    def other(self, name: str, module: str, path: str, receive_id: str) -> Contender:
        port = free_port()
        process = self._start(name, port, ["-m", module, str(port)], {})
        return Contender(name=name, port=port, process=process, path=path, receive_id=receive_id)

    def _start(self, name: str, port: int, arguments: Sequence[str], variables: dict[str, str]) -> psutil.Process:
        log = self._folder / f"{name}.log"
        process = self._stack.enter_context(running(arguments, port, log, variables=variables))
        return psutil.Process(process.pid)


def tell(contender: Contender) -> None:
    rates = words.spread([burst.rate for burst in contender.bursts], 0)
    p50, p99 = contender.latency(0.5), contender.latency(0.99)
    cpu = 1e6 * statistics.median(contender.cpu) / CALLBACKS
    print(f"{contender.name:10} {rates} per second; p50 {p50:.1f} ms, p99 {p99:.1f} ms; CPU {cpu:.0f} µs a callback")


def ratio(over: Contender, under: Contender) -> float:
    """The median of the rounds' own ratios."""
    ratios = [a.rate / b.rate for a, b in zip(over.bursts, under.bursts, strict=True)]
    print(f"{over.name} ÷ {under.name}: {words.spread(ratios)}")
    return statistics.median(ratios)


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    words.heading(f"Callbacks: {rounds} rounds of {CALLBACKS} at {CONNECTIONS} connections")
    with own_run() as folder, ExitStack() as stack:
        starting = Field(stack, folder)
        bare = starting.other("bare", "benchmarks.servers.bare", "/callback/wecom", CORP_ID)
        sqlite = starting.ours("sqlite", f"sqlite+aiosqlite:///{folder}/baosong.db")
        postgresql = starting.ours("postgresql", new_postgresql())
        werobot = starting.other("werobot", "benchmarks.servers.werobot_oa", "/callback/wechat", APP_ID)
        asyncio.run(measure([bare, sqlite, postgresql, werobot], rounds))
        for contender in (bare, sqlite, postgresql, werobot):
            tell(contender)
        gone = {contender.name: asyncio.run(lost(contender)) for contender in (sqlite, postgresql)}
        good = [
            words.verdict("sqlite ÷ bare", ratio(sqlite, bare), 0.8, at_least=True),
            words.verdict("sqlite ÷ werobot", ratio(sqlite, werobot), 1.5, at_least=True),
            words.verdict("sqlite p99 in ms", sqlite.latency(0.99), 50, at_least=False),
            words.verdict("lost callbacks", sum(gone.values()), 0, at_least=False),
        ]
        ratio(postgresql, bare)
        ratio(postgresql, werobot)
    words.closing(
        "client and servers share the cores; over a network, TLS and a reverse proxy would narrow every ratio.",
        "a disk whose fsync is slow costs latency first, then rate: this one's is part of the figure.",
        "WeRoBot answers with nothing and keeps no session here; with either it is slower.",
    )
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
