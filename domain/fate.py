"""What offices made of an item, as its sender may know it: passed on, published, asked for again. Pure data."""

from __future__ import annotations

from dataclasses import dataclass

from domain.selection import Adoption


@dataclass(frozen=True, kw_only=True)
class Returned:
    """An office, by its name, asked for a better one. ``replaced_by``: the number of what came in its place."""

    office: str
    reason: str
    uncounted: bool
    replaced_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fate:
    """``passed``: some office handed it on. What an office keeps to itself (已阅, 备选) is no part of it."""

    number: int
    passed: bool = False
    adoptions: tuple[Adoption, ...] = ()
    returns: tuple[Returned, ...] = ()
