"""The list of what was published as its template fills it in: 采用清单, in the roster's order or by time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AdoptedLine:
    """``own``: recorded by the office that asks, which may revoke it."""

    id: int
    number: int
    kind: str
    what: str
    unit: str
    unit_code: str
    pictured: bool
    level: str
    medium: str
    url: str
    day: str
    who: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class AdoptedUnit:
    """How many of one unit at each level, in the levels' order."""

    code: str
    name: str
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True, kw_only=True)
class PressLine:
    """A press report of a unit's, not recorded yet. ``medium`` empty: its name does not say; ``day``: it was sent."""

    number: int
    medium: str
    title: str
    unit: str
    unit_code: str
    day: str


@dataclass(frozen=True, kw_only=True)
class AdoptedPage:
    """``levels``: code, name and how many of the campaign; ``total``: of the filter.

    ``recorded_media``: those to filter by; ``media``: those that the campaign names. ``units`` is empty where there
    are too many and nobody asked for them. ``number``: of its pages this one, from 1.
    """

    campaign: str
    title: str
    levels: tuple[tuple[str, str, int], ...]
    recorded_media: tuple[str, ...]
    unit_count: int
    units: tuple[AdoptedUnit, ...]
    lines: tuple[AdoptedLine, ...]
    total: int
    number: int
    pages: int
    level: str
    medium: str
    day: str
    order: str
    media: tuple[str, ...]
    press: tuple[PressLine, ...]
    press_count: int
    today: str
    at: str

    @property
    def everything(self) -> int:
        """Of the campaign, whatever the filter."""
        return sum(number for _, _, number in self.levels)
