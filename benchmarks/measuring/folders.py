"""Files per second of ``baosong check`` over a folder: one process per core ÷ one process.

The folder is the sendable real photos, several times over. The command itself decides its number of processes by
``os.cpu_count()``, so what is timed here is the same loop over the same runner. On a machine that does other work at
the same time two cores cannot give twice of one: the load is printed with the figure.
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from benchmarks.measuring.real_files import MATERIAL, sendable_photos
from checks.pool.runner import CheckRunner
from checks.request import CheckRequest
from domain.campaigns.rules import Rules
from domain.findings import Kind

TIMES = 20
ROUNDS = 3
GOAL = 1.7


async def rate(paths: list[Path], processes: int) -> float:
    """Files per second with this many warm processes."""
    runner = CheckRunner(processes=processes)
    await runner.start()
    rules = Rules()
    asked = [CheckRequest(path=path, name=path.name, kind=Kind.PHOTO, rules=rules) for path in paths]
    start = time.perf_counter()
    await asyncio.gather(*(runner.inspect(one) for one in asked))
    seconds = time.perf_counter() - start
    await runner.close()
    return len(paths) / seconds


def run() -> bool:
    cores = os.cpu_count() or 1
    if not MATERIAL.is_dir() or cores < 2:
        print("  left out: needs the real files (BAOSONG_MATERIAL) and two cores")
        return True
    paths = sendable_photos() * TIMES
    best = {1: 0.0, 2: 0.0}
    for _ in range(ROUNDS):
        for processes in best:
            best[processes] = max(best[processes], asyncio.run(rate(paths, processes)))
    ratio = best[2] / best[1]
    print(
        f"  {best[2]:.1f} ÷ {best[1]:.1f} files/s = {ratio:.2f} (goal ≥ {GOAL}); load {os.getloadavg()[0]:.1f}", end=""
    )
    print(f" on {cores} cores")
    return ratio >= GOAL
