"""CPU of the whole photo check ÷ a full Pillow decode of the same file, in one run on one core.

Goal: median ≤ 0.5 (issue 2), ≤ 0.4 (issue 3). Both sides read the file from disk; the check also hashes it. Each
time is the best of several rounds of process CPU time, taken alternately so that a slow moment hits both.

    python -m benchmarks.photo_check [FOLDER]      # default: the shared real files
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from checks.inspect import inspect
from checks.sniff import JPEG, sniff
from domain.findings import Kind
from domain.rules import Rules

ROUNDS = 7
MIN_BYTES, MAX_BYTES = 2_000_000, 5_000_000
GOAL = 0.5


def decode(path: Path) -> None:
    with Image.open(path) as picture:
        picture.load()


def check(path: Path) -> None:
    inspect(path, name=path.name, kind=Kind.PHOTO, rules=Rules(), caption="启动仪式现场")


def cpu(work: Callable[[Path], None], path: Path) -> float:
    start = time.process_time()
    work(path)
    return time.process_time() - start


def measure(path: Path) -> tuple[float, float]:
    """Best CPU seconds of (check, decode)."""
    pairs = [(cpu(check, path), cpu(decode, path)) for _ in range(ROUNDS)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


def photos(folder: Path) -> list[Path]:
    """Whole JPEGs of 2–5 MB."""
    rules = Rules()
    return [
        path
        for path in sorted(folder.iterdir())
        if MIN_BYTES <= path.stat().st_size <= MAX_BYTES
        and sniff(path) == JPEG
        and "file.damaged" not in {f.code for f in inspect(path, name=path.name, kind=Kind.PHOTO, rules=rules).findings}
    ]


def main() -> int:
    default = os.environ.get("BAOSONG_MATERIAL", Path(__file__).parents[1] / ".." / "shared" / "material")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else default)
    if not folder.is_dir():
        print(f"no folder {folder}: name one with 2–5 MB photos", file=sys.stderr)
        return 2
    ratios = []
    for path in photos(folder):
        ours, full = measure(path)
        ratios.append(ours / full)
        print(f"{ours * 1000:7.1f} ms ÷ {full * 1000:7.1f} ms = {ours / full:5.2f}  {path.name}")
    median, mean = statistics.median(ratios), statistics.fmean(ratios)
    print(f"median {median:.2f}  mean {mean:.2f}  worst {max(ratios):.2f}  ({len(ratios)} files; goal ≤ {GOAL})")
    return 0 if median <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
