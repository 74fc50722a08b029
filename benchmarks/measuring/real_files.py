"""Where the shared real files are, and which of them are photos a liaison would send."""

from __future__ import annotations

import os
from pathlib import Path

from checks.check import inspect
from checks.request import CheckRequest
from checks.sniff import JPEG, sniff
from domain.campaigns.rules import Rules
from domain.findings import Kind

MATERIAL = Path(os.environ.get("BAOSONG_MATERIAL", Path(__file__).parents[2] / ".." / "shared" / "material"))
MIN_BYTES, MAX_BYTES = 2_000_000, 5_000_000


def sendable_photos(folder: Path = MATERIAL) -> list[Path]:
    """Whole JPEGs of 2–5 MB."""
    return [
        path
        for path in sorted(folder.iterdir())
        if MIN_BYTES <= path.stat().st_size <= MAX_BYTES and sniff(path) == JPEG and _is_whole(path)
    ]


def _is_whole(path: Path) -> bool:
    report = inspect(CheckRequest(path=path, name=path.name, kind=Kind.PHOTO, rules=Rules()))
    return "file.damaged" not in {finding.code for finding in report.findings}
