"""What offices made of an item, as its sender may know it: passed on, published, asked for again. Pure data."""

from __future__ import annotations

from dataclasses import dataclass

from domain.selection import Adoption
from domain.submission import Words


@dataclass(frozen=True, kw_only=True)
class Returned:
    """An office, by its name, asked for a better one. ``replaced_by``: the number of what came in its place."""

    office: str
    reason: str
    uncounted: bool
    replaced_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reworded:
    """An office, by its name, has it say ``now`` instead of ``own``, the sender's words.

    ``newer``: the sender has changed them since.
    """

    office: str
    own: Words
    now: Words
    newer: bool = False


@dataclass(frozen=True, kw_only=True)
class Fate:
    """``passed``: some office handed it on. What an office keeps to itself (已阅, 备选) is no part of it."""

    number: int
    passed: bool = False
    adoptions: tuple[Adoption, ...] = ()
    returns: tuple[Returned, ...] = ()
    reworded: Reworded | None = None
