"""CPU of the whole photo check ÷ a full Pillow decode of the same file, and the part of it nothing can avoid.

Both sides read the file; the check also hashes it. Each time is the best of several rounds of process CPU time, taken
in turn so that a slow moment hits all. The *floor* is libjpeg decoding at 1/8, which reads every coded bit once: what
any check must pay that wants the whole picture's looks, or to know that the picture is all there.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, JpegImagePlugin

from benchmarks.measuring.real_files import MATERIAL, sendable_photos
from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind

ROUNDS = 7
GOAL = 0.4


def decode(path: Path) -> None:
    with Image.open(path) as picture:
        picture.load()


def decode_small(path: Path) -> None:
    with path.open("rb") as file:
        picture = JpegImagePlugin.JpegImageFile(file)
        picture.draft(picture.mode, (picture.width // 8, picture.height // 8))
        picture.load()


def check(path: Path) -> None:
    inspect(CheckRequest(path=path, name=path.name, kind=Kind.PHOTO, rules=Rules(), caption="启动仪式现场"))


def cpu(work: Callable[[Path], None], path: Path) -> float:
    start = time.process_time()
    work(path)
    return time.process_time() - start


def measure(path: Path) -> tuple[float, float, float]:
    """Best CPU seconds of check, small decode, full decode."""
    rounds = [(cpu(check, path), cpu(decode_small, path), cpu(decode, path)) for _ in range(ROUNDS)]
    best = [min(column) for column in zip(*rounds, strict=True)]
    return best[0], best[1], best[2]


def run() -> bool:
    if not MATERIAL.is_dir():
        print("  left out: no folder of real files (set BAOSONG_MATERIAL)")
        return True
    ratios, floors = [], []
    for path in sendable_photos():
        ours, small, full = measure(path)
        ratios.append(ours / full)
        floors.append(small / full)
        print(
            f"  {ours * 1000:6.1f} ms ÷ {full * 1000:6.1f} ms = {ratios[-1]:4.2f}  floor {floors[-1]:4.2f}  {path.name}"
        )
    median, floor = statistics.median(ratios), statistics.median(floors)
    print(f"  median {median:.2f}, floor {floor:.2f}, worst {max(ratios):.2f} ({len(ratios)} files; goal ≤ {GOAL})")
    return median <= GOAL
