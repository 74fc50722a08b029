"""Which findings of different files are alike, so that a receipt can say them once: measured values become a span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.findings import Finding

#: Findings that differ only in how far a measured value is off.
_MEASURED = frozenset({"photo.width", "photo.size", "video.size", "video.resolution"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNITS = (("MB", 1_000_000.0), ("KB", 1_000.0))

#: What two findings must have in common to be said at once.
Trait = tuple[str, str, str, str, str]


def traits(findings: Iterable[Finding]) -> tuple[Trait, ...]:
    return tuple((f.code, f.level.value, "" if f.code in _MEASURED else f.found, f.required, f.place) for f in findings)


def measured_alike(several: Sequence[Sequence[Finding]]) -> list[Finding]:
    """The findings of files that have the same traits, as those of one file."""
    return [replace(alike[0], found=_span([f.found for f in alike])) for alike in zip(*several, strict=True)]


def _span(values: Sequence[str]) -> str:
    """1080, 1080、1440, 960–1440; 99 KB–0.81 MB."""
    different = sorted(dict.fromkeys(values), key=_size)
    if len(different) <= 2:
        return "、".join(different)
    return f"{different[0]}–{different[-1]}"


def _size(value: str) -> float:
    number = _NUMBER.search(value)
    unit = next((factor for name, factor in _UNITS if value.endswith(name)), 1.0)
    return float(number.group()) * unit if number else 0.0
