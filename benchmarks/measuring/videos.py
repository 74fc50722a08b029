"""CPU of checking a 200 MB video ÷ ``ffprobe -v error -show_streams`` on it, and the memory it takes above idle.

The check runs in a fresh process, so that its peak is its own. SHA-256 of 200 MB, which the facts must carry, is shown
beside it: on most machines it alone costs more than all of ffprobe, which hashes nothing.
"""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
SECONDS = 40
GOAL, GOAL_MEGABYTES = 1.0, 120
_CHILD = """
import json, sys, time
from pathlib import Path
from checks.check import inspect
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind
def peak():  # the kernel's own high-water mark; getrusage would tell the parent's
    return next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM")) / 1024
idle, best = peak(), 1e9
for _ in range(int(sys.argv[2])):
    start = time.process_time()
    report = inspect(CheckRequest(path=Path(sys.argv[1]), name="a.mp4", kind=Kind.VIDEO, rules=Rules()))
    best = min(best, time.process_time() - start)
print(json.dumps({"cpu": best, "above": peak() - idle, "ok": report.ok, "poster": bool(report.appearance)}))
"""


def make(path: Path) -> None:
    """1280×720, about 41 Mbit/s at a constant rate, sound, index at the end: 200 MB in 40 s."""
    source = ["-f", "lavfi", "-i", f"testsrc2=s=1280x720:r=30:d={SECONDS}", "-f", "lavfi", "-i", f"sine=d={SECONDS}"]
    rate = ["-b:v", "41M", "-minrate", "41M", "-maxrate", "41M", "-bufsize", "10M", "-x264-params", "nal-hrd=cbr"]
    coding = ["-c:v", "libx264", "-preset", "ultrafast", *rate, "-c:a", "aac"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *source, *coding, str(path)], check=True)


def probe_cpu(path: Path) -> float:
    """CPU seconds of one ffprobe, the best of several."""
    best = 1e9
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["ffprobe", "-v", "error", "-show_streams", str(path)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def hash_cpu(path: Path) -> float:
    start = time.process_time()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return time.process_time() - start


def run() -> bool:
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        print("  left out: no ffmpeg and ffprobe (apt-get install ffmpeg)")
        return True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.mp4"
        make(path)
        probe, hashing = probe_cpu(path), min(hash_cpu(path) for _ in range(ROUNDS))
        child = subprocess.run(
            [sys.executable, "-c", _CHILD, str(path), str(ROUNDS)], check=True, capture_output=True, text=True
        )
        told = json.loads(child.stdout)
        size = path.stat().st_size / 1_000_000
    ratio, without = told["cpu"] / probe, (told["cpu"] - hashing) / probe
    print(f"  {size:.0f} MB: check {told['cpu'] * 1000:.0f} ms ÷ ffprobe {probe * 1000:.0f} ms = {ratio:.2f}", end="")
    print(f" (goal ≤ {GOAL}); SHA-256 alone {hashing * 1000:.0f} ms, the rest ÷ ffprobe = {without:.2f}")
    print(f"  peak memory {told['above']:.0f} MB above idle (goal < {GOAL_MEGABYTES} MB); accepted: {told['ok']}")
    return ratio <= GOAL and told["above"] < GOAL_MEGABYTES
