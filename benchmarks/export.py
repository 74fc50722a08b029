"""An export of 10 GB over HTTP: its length, its speed beside ``zip -0``, cut and gone on with, and every byte of it.

    python -m benchmarks.export [--gigabytes N] [--items N] [--rounds N] [--folder FOLDER]

The files are sparse: 4 KiB of each are its own, the rest is a hole, so that reading costs no disk on either side;
what is written, by ``curl`` and by ``zip -0``, is written to the disk. The server is a process of its own and writes
nothing. Needs as much room as the export has, and ``curl``, ``zip`` and ``unzip``.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from benchmarks.measuring import words

GIGABYTE = 1_000_000_000
#: Times the speed of ``zip -0``; megabytes of memory; seconds to the first byte.
SPEED_GOAL, MEMORY_GOAL, FIRST_GOAL = 0.8, 200.0, 1.0
CUT = 0.4
#: What Windows has in no name.
_ILLEGAL = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$|^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\.|$)', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Served:
    """``made``: seconds in which the export was made."""

    url: str
    cookie: str
    pid: int
    made: float


@contextmanager
def server(folder: Path, items: int, total: int) -> Iterator[Served]:
    module = [sys.executable, "-m", "benchmarks.servers.export"]
    subprocess.run([*module, "fill", str(folder), str(items), str(total)], check=True)
    command = [*module, "serve", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            # Its log is on stderr; the first line of JSON is what it says.
            yield Served(**json.loads(next(line for line in process.stdout if line.startswith("{"))))
        finally:
            process.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=10.0)
    parser.add_argument("--items", type=int, default=9000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    asked = parser.parse_args()
    words.heading("An export over HTTP")
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        with server(folder, asked.items, int(asked.gigabytes * GIGABYTE)) as served:
            good = measure(served, folder, asked.rounds)
    words.closing(
        "a network, TLS and a proxy, which are slower than this server",
        "files that have to be read from a disk; they cost both sides the same",
    )
    return 0 if all(good) else 1


def measure(served: Served, folder: Path, rounds: int) -> list[bool]:
    length = _length(served)
    print(f"made in {served.made:.1f} s; {length:,} bytes in one zip")
    target, zipped = folder / "fetched.zip", folder / "zipped.zip"
    ratios, rates, firsts = [], [], []
    for _ in range(rounds):
        beside = _seconds(["zip", "-0", "-q", "-r", str(zipped), "."], folder / "files" / "export")
        zipped.unlink()
        first, seconds = _fetch(served, target)
        assert target.stat().st_size == length, "another length than was said"
        ratios.append(beside / seconds)
        rates.append(length / seconds / 1e6)
        firsts.append(first)
        print(f"zip -0 {beside:.1f} s, curl {seconds:.1f} s, first byte {first:.2f} s", flush=True)
    good = [
        words.verdict("speed ÷ zip -0", sorted(ratios)[len(ratios) // 2], SPEED_GOAL, at_least=True),
        words.verdict("first byte, s", max(firsts), FIRST_GOAL, at_least=False),
    ]
    print(f"speed ÷ zip -0: {words.spread(ratios)}; {words.spread(rates, 0)} MB/s")
    target.unlink()
    _cut_and_go_on(served, target, length)
    good += _whole(target)
    good.append(words.verdict("peak memory of the server, MB", _peak(served.pid), MEMORY_GOAL, at_least=False))
    return good


def _curl(served: Served, *more: str) -> list[str]:
    return ["curl", "-sS", "--fail", "-H", f"Cookie: {served.cookie}", *more, served.url]


def _length(served: Served) -> int:
    said = subprocess.run(_curl(served, "-I"), check=True, capture_output=True, text=True).stdout
    return int(re.findall(r"(?im)^content-length: (\d+)", said)[0])


def _fetch(served: Served, target: Path) -> tuple[float, float]:
    """Seconds to the first byte, and to the last."""
    command = _curl(served, "-o", str(target), "-w", "%{time_starttransfer} %{time_total}")
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    first, whole = map(float, said.split())
    return first, whole


def _seconds(command: list[str], folder: Path) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, cwd=folder)
    return time.perf_counter() - begun


def _cut_and_go_on(served: Served, target: Path, length: int) -> None:
    with subprocess.Popen(_curl(served, "-o", str(target))) as fetching:
        while not target.exists() or target.stat().st_size < CUT * length:
            assert fetching.poll() is None, "it ended before it could be cut"
            time.sleep(0.02)
        fetching.kill()
    cut = target.stat().st_size
    subprocess.run(_curl(served, "-C", "-", "-o", str(target)), check=True)
    print(f"cut after {100 * cut / length:.0f} %, gone on with by curl -C -")
    assert target.stat().st_size == length, "another length than was said"


def _whole(path: Path) -> list[bool]:
    subprocess.run(["unzip", "-tq", str(path)], check=True, stdout=subprocess.DEVNULL)
    compared = 0
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        book = openpyxl.load_workbook(io.BytesIO(archive.read("清单.xlsx")), read_only=True)["材料清单"]
        for name, *_, listed in book.iter_rows(min_row=2, values_only=True):
            with archive.open(str(name)) as file:
                assert hashlib.file_digest(file, "sha256").hexdigest() == listed, name  # type: ignore[arg-type]
            compared += 1
    bad = [name for name in names if any(_ILLEGAL.search(part) for part in name.split("/")) or len(name) > 180]
    print(f"unzip -t clean; {compared} files read by Python, each with the SHA-256 that the list says")
    return [compared == len([name for name in names if "/" in name]), not bad]


def _peak(pid: int) -> float:
    said = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", said)[0]) * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main())
