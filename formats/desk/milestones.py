"""What is owed once as its template fills it in: units by milestones, with what came in each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.activities import ACTIVITIES
from domain.campaigns.campaign import Milestone
from domain.completeness import counts_of
from domain.findings import Kind
from domain.obligation import Standing
from formats.desk.week import TONES
from formats.desk.words import MERGED, NOT_YET, STANDINGS
from formats.spoken import moment_text


@dataclass(frozen=True, kw_only=True)
class MilestoneColumn:
    """``over``: its deadline has passed, so that who has not handed it in is missing.

    ``paper`` and ``paper_name``: what is made of all that came, by the last part of its address; empty for nothing.
    ``blank``: there is an empty one to hand out.
    """

    code: str
    name: str
    due: str
    over: bool
    paper: str = ""
    paper_name: str = ""
    blank: bool = False


@dataclass(frozen=True, kw_only=True)
class MilestoneSum:
    """How many of those who owe it have handed it in; ``missing``: who can still be chased or was missed."""

    actual: int
    expected: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class MilestoneCell:
    """``standing`` in words, empty where the unit owes nothing. ``number``: of what came, or of what was refused.

    ``url``: an address that can be opened, ``answered``: what it did; ``what``: a title, a contact, the first words.
    """

    standing: str = ""
    letter: str = ""
    tone: str = ""
    number: int = 0
    what: str = ""
    url: str = ""
    answered: str = ""
    more: int = 0
    refused: int = 0


@dataclass(frozen=True, kw_only=True)
class MilestoneUnit:
    code: str
    name: str
    cells: tuple[MilestoneCell, ...]


@dataclass(frozen=True, kw_only=True)
class MilestonePart:
    """``id`` None: what is in no part. Without ``units`` its sums alone are shown."""

    id: int | None
    name: str
    number: int
    sums: tuple[MilestoneSum, ...]
    units: tuple[MilestoneUnit, ...]


@dataclass(frozen=True, kw_only=True)
class MilestonesPage:
    """``only``: the code of the milestone that the units shown have not handed in.

    ``part``: the one shown, 0: what is in none.
    """

    campaign: str
    title: str
    columns: tuple[MilestoneColumn, ...]
    sums: tuple[MilestoneSum, ...]
    parts: tuple[MilestonePart, ...]
    number: int
    only: str
    part: int | None
    folded: bool
    at: str

    @property
    def choices(self) -> tuple[tuple[MilestoneColumn, MilestoneSum], ...]:
        return tuple(zip(self.columns, self.sums, strict=True))


def column(milestone: Milestone, due_at: datetime, *, now: datetime, blank: bool = False) -> MilestoneColumn:
    paper, name = _paper(milestone)
    return MilestoneColumn(
        code=milestone.code,
        name=milestone.name,
        due=moment_text(due_at),
        over=now > due_at,
        paper=paper,
        paper_name=name,
        blank=blank and milestone.kind is Kind.STATISTICS,
    )


def _paper(milestone: Milestone) -> tuple[str, str]:
    if milestone.kind is Kind.STATISTICS:
        return "statistics.xlsx", MERGED
    if milestone.code == ACTIVITIES:
        return "activities.xlsx", MERGED
    return "", ""


def sum_of(found: Mapping[Standing, int]) -> MilestoneSum:
    counts = counts_of(Counter(found))
    return MilestoneSum(actual=counts.actual, expected=counts.expected, missing=counts.missing)


def standing_of(standing: Standing, *, over: bool) -> tuple[str, str, str]:
    """In words, its letter, its tone. Before a deadline nobody is missing."""
    if standing is Standing.MISSING and not over:
        return NOT_YET, NOT_YET[0], "open"
    return *STANDINGS[standing], TONES[standing]
