"""CPU of the whole photo check ÷ a full Pillow decode of the same file, and the part of it nothing can avoid.

Both sides read the file; the check also hashes it. Each time is the best of several rounds of process CPU time, taken
in turn so that a slow moment hits all. The *floor* is libjpeg decoding at 1/8, which reads every coded bit once: what
any check must pay that wants the whole picture's looks, or to know that the picture is all there. Each file is measured
as it came and without EXIF, as a chat leaves it: no camera vouches for its size then, so it may be decoded whole, too.
"""

from __future__ import annotations

import statistics
import tempfile
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
GOAL, BARE_GOAL = 0.6, 1.0
_SCAN, _EXIF = 0xDA, 0xE1


def decode(path: Path) -> None:
    with Image.open(path) as picture:
        picture.load()


def decode_small(path: Path) -> None:
    with path.open("rb") as file:
        picture = JpegImagePlugin.JpegImageFile(file)
        picture.draft(picture.mode, (picture.width // 8, picture.height // 8))
        picture.load()


def without_exif(whole: bytes) -> bytes:
    """A JPEG less its APP1 segments (T.81 B.1.1.4: marker, then the length of the rest)."""
    kept, position = [whole[:2]], 2
    while whole[position + 1] != _SCAN:
        end = position + 2 + int.from_bytes(whole[position + 2 : position + 4], "big")
        if whole[position + 1] != _EXIF:
            kept.append(whole[position:end])
        position = end
    return b"".join([*kept, whole[position:]])


def check(path: Path) -> None:
    inspect(CheckRequest(path=path, name=path.name, kind=Kind.PHOTO, rules=Rules(), caption="启动仪式现场"))


def cpu(work: Callable[[Path], None], path: Path) -> float:
    start = time.process_time()
    work(path)
    return time.process_time() - start


def measure(path: Path, bare: Path) -> tuple[float, float, float, float]:
    """Best CPU seconds of check, check without EXIF, small decode, full decode."""
    rounds = [(cpu(check, path), cpu(check, bare), cpu(decode_small, path), cpu(decode, path)) for _ in range(ROUNDS)]
    ours, stripped, small, full = (min(column) for column in zip(*rounds, strict=True))
    return ours, stripped, small, full


def run() -> bool:
    if not MATERIAL.is_dir():
        print("  left out: no folder of real files (set BAOSONG_MATERIAL)")
        return True
    ratios, bares, floors = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.jpg")
        for path in sendable_photos():
            bare.write_bytes(without_exif(path.read_bytes()))
            ours, stripped, small, full = measure(path, bare)
            ratios.append(ours / full)
            bares.append(stripped / full)
            floors.append(small / full)
            print(
                f"  {ours * 1000:6.1f} ms ÷ {full * 1000:6.1f} ms = {ratios[-1]:4.2f}  "
                f"without EXIF {bares[-1]:4.2f}  floor {floors[-1]:4.2f}  {path.name}"
            )
    median, bare_median, floor = (statistics.median(each) for each in (ratios, bares, floors))
    print(f"  median {median:.2f}, floor {floor:.2f}, worst {max(ratios):.2f} ({len(ratios)} files; goal ≤ {GOAL})")
    print(f"  without EXIF: median {bare_median:.2f}, worst {max(bares):.2f} (goal ≤ {BARE_GOAL})")
    return median <= GOAL and bare_median <= BARE_GOAL
