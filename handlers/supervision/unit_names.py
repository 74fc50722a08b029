"""Finding the unit that somebody means: by full name, short name or a clear part; when unclear, the candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from domain.language.phrases import squeezed
from domain.organisation import Organisation

#: More candidates than this are no help.
MOST = 10
#: Names at least this alike (0–100) are offered when nothing fits.
ALIKE = 70.0


@dataclass(frozen=True, kw_only=True)
class Match:
    """``unit`` when it is clear; otherwise ``candidates``, both empty when nothing comes near."""

    unit: Organisation | None = None
    candidates: tuple[Organisation, ...] = ()


def find_unit(said: str, units: Sequence[Organisation], *, strict: bool = False) -> Match:
    """``strict``, for what changes something: only a name, a short name or a part of one alone is clear."""
    key = squeezed(said)
    if len(key) < 2:
        return Match()
    names = [(unit, tuple(squeezed(name) for name in (unit.name, *unit.aliases))) for unit in units]

    def fitting(fits: Callable[[str], bool]) -> tuple[Organisation, ...]:
        return tuple(unit for unit, called in names if any(fits(name) for name in called if name))

    for clear, fits in (
        (True, lambda name: name == key),
        (True, lambda name: key in name),
        (not strict, lambda name: len(name) > 2 and name in key),
        (not strict, lambda name: _in_order(key, name)),
    ):
        found = fitting(fits)
        if len(found) == 1 and clear:
            return Match(unit=found[0])
        if 0 < len(found) <= MOST:
            return Match(candidates=found)
    return Match(candidates=_alike(key, names))


def _in_order(key: str, name: str) -> bool:
    """青一职 is in 青云市第一职业学校: how people shorten names."""
    rest = iter(name)
    return all(character in rest for character in key)


def _alike(key: str, names: Sequence[tuple[Organisation, tuple[str, ...]]]) -> tuple[Organisation, ...]:
    called = {unit.id: name for unit, (name, *_) in names}
    near = process.extract(key, called, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST)
    by_id = {unit.id: unit for unit, _ in names}
    return tuple(by_id[unit_id] for _, _, unit_id in near)
