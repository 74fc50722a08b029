"""Upload throughput of the web process ÷ ``@tus/server`` 2.4.5 with its file store on Node, and peak memory.

One run, one machine, one disk, one client (POST, then one PATCH by ``sendfile``); the servers are loaded in turn. One
file of 200 MB at a time, then twenty files at once. Goals: ≥ 0.9, and less than 150 MB of memory at 1 and at 20.

    python -m benchmarks.uploads [ROUNDS]
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from benchmarks.measuring import words
from domain.organisation import Account, Role
from domain.roster.roster import OrganisationEntry
from storage import bindings, links, organisations, people, uploads
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.objects import Objects
from tests.support.programs import free_port, running, stop, wait_until_listening

ROUNDS = 5
LARGE = 200_000_000
AT_ONCE = 20
EACH = 40_000_000
NODE_PACKAGES = ("@tus/server@2.4.5", "@tus/file-store@2.1.1")
MEMORY_GOAL = 150.0


@dataclass(kw_only=True)
class Contender:
    """By number of files at once: ``seconds`` of the clock and of ``cpu``, and peak ``memory`` in MB."""

    name: str
    port: int
    pid: int
    headers: dict[str, str]
    folder: Path
    seconds: dict[int, list[float]] = field(default_factory=dict)
    memory: dict[int, list[float]] = field(default_factory=dict)
    cpu: dict[int, list[float]] = field(default_factory=dict)

    def rate(self, at_once: int) -> list[float]:
        size = LARGE if at_once == 1 else EACH * at_once
        return [size / seconds / 1e6 for seconds in self.seconds[at_once]]


def upload(contender: Contender, original: Path) -> str:
    """One file in two requests; the path of the upload. Raises ``SystemExit`` unless it is taken whole."""
    size = original.stat().st_size
    name = base64.b64encode(b"video.mp4").decode()
    with socket.create_connection(("127.0.0.1", contender.port)) as connection:
        asked = {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}", "Content-Length": "0"}
        status, headers = _request(connection, contender, "POST", "/files/", asked)
        if status != 201:
            raise SystemExit(f"{contender.name}: POST answered {status}")
        path = "/" + headers["location"].removeprefix("//").removeprefix("http://").partition("/")[2].lstrip("/")
        sent = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Content-Length": str(size)}
        with original.open("rb") as file:
            status, headers = _request(connection, contender, "PATCH", path, sent, file.fileno(), size)
        if (status, headers.get("upload-offset")) != (204, str(size)):
            raise SystemExit(f"{contender.name}: PATCH answered {status}")
    return path


def _request(
    connection: socket.socket,
    contender: Contender,
    method: str,
    path: str,
    headers: dict[str, str],
    file: int = -1,
    size: int = 0,
) -> tuple[int, dict[str, str]]:
    lines = {"Host": f"127.0.0.1:{contender.port}", "Tus-Resumable": "1.0.0", **contender.headers, **headers}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    connection.sendall(head.encode() + b"\r\n")
    sent = 0
    while sent < size:
        sent += os.sendfile(connection.fileno(), file, sent, size - sent)
    answer = b""
    while b"\r\n\r\n" not in answer:
        came = connection.recv(65536)
        if not came:
            raise SystemExit(f"{contender.name}: hung up on {method}")
        answer += came
    first, *rest = answer.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    return int(first.split()[1]), {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in rest}


def measure(contender: Contender, original: Path, at_once: int) -> list[str]:
    """One burst; its time and the server's peak memory are noted."""
    Path(f"/proc/{contender.pid}/clear_refs").write_text("5")
    process = psutil.Process(contender.pid)
    used, begun = sum(process.cpu_times()[:2]), time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        paths = list(pool.map(lambda _: upload(contender, original), range(at_once)))
    contender.seconds.setdefault(at_once, []).append(time.perf_counter() - begun)
    contender.cpu.setdefault(at_once, []).append(sum(process.cpu_times()[:2]) - used)
    status = Path(f"/proc/{contender.pid}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    contender.memory.setdefault(at_once, []).append(peak / 1024)
    return paths


@contextmanager
def ours(folder: Path) -> Iterator[tuple[Contender, Database]]:
    """``baosong web`` on SQLite and a folder."""
    url, port = f"sqlite+aiosqlite:///{folder / 'baosong.db'}", free_port()
    database = Database(url)
    token = asyncio.run(_prepared(url))
    config = folder / "config.toml"
    config.write_text(
        f"""
data = "{folder / "data"}"
[web]
port = {port}
[database]
url = "{url}"
[files]
url = "{folder / "files"}"
[uploads]
daily_count = 100000
daily_bytes = 1000000000000
"""
    )
    with running(["-m", "bot", "web", "--config", str(config)], port, folder / "web.log") as process:
        headers = {"Authorization": f"Bearer {token}"}
        yield (
            Contender(name="baosong", port=port, pid=process.pid, headers=headers, folder=folder / "files" / "uploads"),
            database,
        )


async def _prepared(url: str) -> str:
    database = Database(url)
    await migrate.upgrade(database)
    now = datetime.now(UTC)
    async with database.write() as connection:
        entry = OrganisationEntry(code="s", name="示例职业学校", kind="中等职业学校", line="教育")
        ids = await organisations.save(connection, [entry])
        person = await people.add(connection, "甲", "")
        await people.replace_duties(connection, {person: [(ids["s"], Role.LIAISON)]})
        await bindings.give(connection, [(person, Account(channel="wecom", account="jia"))])
        until = now + timedelta(hours=12)
        made = await links.make(connection, person_id=person, channel="wecom", account="jia", now=now, expires_at=until)
    await database.close()
    return made


@contextmanager
def node(folder: Path) -> Iterator[Contender]:
    install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *NODE_PACKAGES]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        raise SystemExit("npm cannot bring @tus/server: nothing to compare with")
    script = Path(__file__).parent / "servers" / "tus_node.mjs"
    shutil.copy(script, folder)
    port, files, log = free_port(), folder / "files", folder / "node.log"
    files.mkdir()
    with log.open("wb") as output:
        command = ["node", str(folder / script.name), str(port), str(files)]
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    try:
        wait_until_listening(process, port, log)
        yield Contender(name="@tus/server", port=port, pid=process.pid, headers={}, folder=files)
    finally:
        stop(process)


async def same(database: Database, contender: Contender, path: str, original: Path) -> bool:
    """What was taken is the original, byte for byte."""
    async with database.read() as connection:
        stored = await uploads.stored_segments(connection, path.rpartition("/")[2])
    digest = hashlib.sha256()
    async for chunk in uploads.chunks(Objects(str(contender.folder.parent)), stored):
        digest.update(chunk)
    await database.close()
    with original.open("rb") as file:
        return digest.digest() == hashlib.file_digest(file, "sha256").digest()


def main(rounds: int) -> None:
    words.heading("uploads: throughput and memory")
    with tempfile.TemporaryDirectory(prefix="baosong-bench-") as made, ExitStack() as stack:
        folder = Path(made)
        large, small = _original(folder / "large", LARGE), _original(folder / "small", EACH)
        for name in ("ours", "node"):
            (folder / name).mkdir()
        us, database = stack.enter_context(ours(folder / "ours"))
        them = stack.enter_context(node(folder / "node"))
        idle = _memory(us)
        # One at a time first: what twenty at once leave in the allocator is not what one needs.
        for original, at_once in ((large, 1), (small, AT_ONCE)):
            for number in range(rounds + 1):
                for contender in (us, them) if number % 2 else (them, us):
                    paths = measure(contender, original, at_once)
                    if contender is us and number == 0:
                        whole = asyncio.run(same(database, us, paths[0], original))
                        print(f"the finished file of {original.stat().st_size:,} bytes is the original: {whole}")
                    for left in contender.folder.iterdir():
                        shutil.rmtree(left) if left.is_dir() else left.unlink()
        _tell(us, them, idle)


def _memory(contender: Contender) -> float:
    status = Path(f"/proc/{contender.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def _tell(us: Contender, them: Contender, idle: float) -> None:
    """The first round warms up and is not counted, but for memory."""
    print(f"idle memory of baosong web: {idle:.0f} MB")
    for at_once in (1, AT_ONCE):
        for contender in (us, them):
            rates, memory = contender.rate(at_once)[1:], max(contender.memory[at_once])
            cpu = words.spread(contender.cpu[at_once][1:])
            said = f"{words.spread(rates, 0)} MB/s  CPU {cpu} s  peak {memory:.0f} MB"
            print(f"{at_once:>2} at once  {contender.name:<12} {said}")
        pairs = zip(us.rate(at_once)[1:], them.rate(at_once)[1:], strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        words.verdict(f"{at_once} at once, baosong ÷ @tus/server", ratio, 0.9, at_least=True)
        peak = max(us.memory[at_once])
        words.verdict(f"{at_once} at once, peak memory in MB", peak, MEMORY_GOAL, at_least=False)
    words.closing("a slow disk, S3, TLS and real networks are not measured", "the client is one machine's loopback")


def _original(path: Path, size: int) -> Path:
    block = os.urandom(1_000_000)
    with path.open("wb") as file:
        for number in range(size // len(block)):
            file.write(number.to_bytes(8, "big") + block[8:])
    return path


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
