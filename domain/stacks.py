"""Stacks: repeats of one unit's item, which an office looks at as one. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """An item of a queue. ``earlier``: the number of what it repeats, None: it repeats nothing of its unit."""

    number: int
    unit_id: int | None
    earlier: int | None = None


def stacked(queue: Collection[Repeat]) -> list[list[int]]:
    """The numbers, those of one stack together where its first stands; most stacks have one item.

    What two items repeat need not be in the queue itself. A stack never has two units in it.
    """
    known = {one.number: one for one in queue}
    found: dict[tuple[int | None, int], list[int]] = {}
    for one in queue:
        found.setdefault((one.unit_id, _first(known, one)), []).append(one.number)
    return list(found.values())


def _first(known: dict[int, Repeat], one: Repeat) -> int:
    """The number at the end of the chain. What is repeated has a lower number, so a chain ends."""
    while one.earlier is not None and one.earlier < one.number:
        before = known.get(one.earlier)
        if before is None or before.unit_id != one.unit_id:
            return one.earlier
        one = before
    return one.number
