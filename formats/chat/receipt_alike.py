"""Which findings of different files are alike, so that a receipt can say them once: measured values become a span."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.findings import Code, Finding
from domain.findings.found import Earlier, FoundValue, Pixels
from formats.findings.values import earlier_text, found_text, place_text, required_text

#: Findings that differ only in how far a measured value is off.
_MEASURED = frozenset({Code.PHOTO_WIDTH, Code.PHOTO_SIZE, Code.VIDEO_SIZE, Code.VIDEO_RESOLUTION})

#: What two findings must have in common to be said at once.
Trait = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Alike:
    """One finding that stands for several, and what is said of all they found."""

    finding: Finding
    found: str


def traits(findings: Iterable[Finding]) -> tuple[Trait, ...]:
    return tuple((f.code, f.level, _alike_found(f), required_text(f), place_text(f)) for f in findings)


def together_found(several: Sequence[Finding]) -> Alike:
    """Findings with the same traits as one."""
    first = several[0]
    earlier = [f.found for f in several if isinstance(f.found, Earlier)]
    if first.code in _MEASURED:
        return Alike(finding=first, found=_span(several))
    return Alike(finding=first, found=earlier_text(earlier) if earlier else found_text(first))


def _alike_found(finding: Finding) -> str:
    if finding.code in _MEASURED:
        return ""
    if isinstance(finding.found, Earlier):
        # A whole album sent again is one line, not forty.
        finding = replace(finding, found=replace(finding.found, number=0))
    return found_text(finding)


def _span(several: Sequence[Finding]) -> str:
    """1080, 1080、1440, 960–1440; 99 KB–0.81 MB."""
    different = list(dict.fromkeys(found_text(f) for f in sorted(several, key=lambda f: _size(f.found))))
    return "、".join(different) if len(different) <= 2 else f"{different[0]}–{different[-1]}"


def _size(found: FoundValue | None) -> int:
    if isinstance(found, Pixels):
        return found.width
    return found if isinstance(found, int) else 0
