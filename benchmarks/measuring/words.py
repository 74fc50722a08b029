"""How figures are told: the machine and the commit they were taken on, their spread, and what they do not prove."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path


def heading(title: str) -> None:
    print(f"# {title}")
    print(f"machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    print(f"python {platform.python_version()}, sqlite {sqlite3.sqlite_version}, commit {_commit()}, load {_load()}")


def closing(*unproven: str) -> None:
    for sentence in unproven:
        print(f"not proven: {sentence}")


def verdict(what: str, value: float, goal: float, *, at_least: bool) -> bool:
    """Say whether a goal is met; True when it is."""
    met = value >= goal if at_least else value <= goal
    print(f"{'met' if met else 'MISSED'}: {what} {value:.2f}, goal {'≥' if at_least else '≤'} {goal:g}")
    return met


def spread(values: Sequence[float], digits: int = 2) -> str:
    """``median (least to most, n)``."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f}, n={len(values)})"


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    return answer.stdout.strip() or "unknown"


def _load() -> str:
    return " ".join(f"{value:.1f}" for value in os.getloadavg())
