"""The picking desk as its template fills it in: tiles with what they say, and what the page is filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.campaigns.campaign import Label
from domain.findings import Code, Fact, Kind
from domain.selection import Mark
from formats.desk.words import BELOW_SIGN, LATE_SIGN, MARKS, NO_PART, SIGNS
from formats.spoken import clipped, clock_text, day_text, kind_name

#: Characters of a text on its tile.
BEGINNING = 60
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class PickTile:
    """``mark``: the code, ``letter`` what says it without colour; ``text``: of an item without a picture.

    ``labels``: the names of its category and theme; ``repeats``: it is like something sent before; ``signs``: what else
    to look at twice; ``fate``: ``returned``, ``adopted`` or nothing.
    """

    number: int
    kind: str
    unit: str
    what: str
    text: str
    beginning: str
    size: str
    at: str
    pictured: bool
    film: bool
    mark: str
    letter: str
    stars: int
    category: str
    theme: str
    labels: tuple[str, ...]
    repeats: bool
    signs: tuple[str, ...]
    fate: str


@dataclass(frozen=True, kw_only=True)
class PickShare:
    """What was chosen of one part of the area, or of one theme. ``passed_width``, ``picked_width``: of a bar of 100."""

    name: str
    total: int
    passed: int
    picked: int
    passed_width: int
    picked_width: int


@dataclass(frozen=True, kw_only=True)
class PickMeter:
    """How far the office is: ``looked`` at so many of ``total``; shares in the order of the roster and the campaign."""

    total: int
    looked: int
    picked: int
    passed: int
    goal: int | None
    parts: tuple[PickShare, ...]
    themes: tuple[PickShare, ...]


@dataclass(frozen=True, kw_only=True)
class PickPage:
    """One filter of one day: ``total`` items, and the first screen of them."""

    campaign: str
    title: str
    day: date
    kind: str
    mark: str
    order: str
    unit: str
    category: str
    theme: str
    words: str
    total: int
    tiles: tuple[PickTile, ...]
    meter: PickMeter
    categories: tuple[Label, ...]
    themes: tuple[Label, ...]
    reasons: tuple[str, ...]
    media: tuple[str, ...]
    today: date
    taken_at: datetime

    @property
    def day_name(self) -> str:
        return day_text(self.day)


def tile(
    *,
    number: int,
    kind: Kind,
    unit: str,
    what: str,
    text: str,
    at: datetime,
    facts: Mapping[str, Fact],
    pictured: bool,
    mark: Mark | None,
    stars: int,
    category: str,
    theme: str,
    labels: tuple[str, ...],
    repeats: bool,
    signs: tuple[str, ...],
    fate: str,
) -> PickTile:
    return PickTile(
        number=number,
        kind=kind_name(kind),
        unit=unit,
        what=what,
        text=text,
        beginning=clipped(text, BEGINNING),
        size=_size(facts),
        at=clock_text(at),
        pictured=pictured,
        film=kind is Kind.VIDEO,
        mark=mark.value if mark else "",
        letter=MARKS[mark][1] if mark else "",
        stars=stars,
        category=category,
        theme=theme,
        labels=labels,
        repeats=repeats,
        signs=signs,
        fate=fate,
    )


def signs(advice: Sequence[Code], facts: Mapping[str, Fact], *, below: bool, late: bool) -> tuple[str, ...]:
    """下级推荐, 疑压缩, 疑放大, 0:42 (how long a video is), 迟报."""
    found = [BELOW_SIGN] if below else []
    found += [SIGNS[code] for code in SIGNS if code in advice]
    duration = facts.get("duration")
    if isinstance(duration, int | float):
        found.append("{}:{:02}".format(*divmod(round(duration), 60)))
    return (*found, LATE_SIGN) if late else tuple(found)


def fate(*, returned: bool, adopted: bool) -> str:
    """A return that is open says more than what was published before."""
    if returned:
        return "returned"
    return "adopted" if adopted else ""


def meter(
    *, parts: Mapping[str, Mapping[Mark | None, int]], themes: Mapping[str, Mapping[Mark | None, int]], goal: int | None
) -> PickMeter:
    """``parts``: name → mark → number, all items in it; ``themes`` those that have one."""
    numbers = list(parts.values())
    total = sum(sum(of.values()) for of in numbers)
    return PickMeter(
        total=total,
        looked=total - sum(of.get(None, 0) for of in numbers),
        picked=sum(of.get(Mark.PICKED, 0) for of in numbers),
        passed=sum(of.get(Mark.PASSED, 0) for of in numbers),
        goal=goal,
        parts=_shares({name or NO_PART: of for name, of in parts.items()}) if len(parts) > 1 else (),
        themes=_shares(themes),
    )


def _shares(found: Mapping[str, Mapping[Mark | None, int]]) -> tuple[PickShare, ...]:
    """Bars as wide as the widest of them lets them be."""
    most = max((of.get(Mark.PASSED, 0) + of.get(Mark.PICKED, 0) for of in found.values()), default=0) or 1
    return tuple(
        PickShare(
            name=name,
            total=sum(of.values()),
            passed=of.get(Mark.PASSED, 0),
            picked=of.get(Mark.PICKED, 0),
            passed_width=100 * of.get(Mark.PASSED, 0) // most,
            picked_width=100 * of.get(Mark.PICKED, 0) // most,
        )
        for name, of in found.items()
    )


def _size(facts: Mapping[str, Fact]) -> str:
    """4000×3000 3.1MB, 1024 字: as far as it was measured."""
    said: list[str] = []
    width, height, size, length = (facts.get(name) for name in ("width", "height", "bytes", "characters"))
    if width and height:
        said.append(f"{width}×{height}")
    if isinstance(size, int | float) and size >= _MEGABYTE / 10:
        said.append(f"{size / _MEGABYTE:.1f}MB")
    if length:
        said.append(f"{length} 字")
    return " ".join(said)
