"""The central noun: one organisation owes one thing by one time.

Obligations are derived from campaign × roster and can be derived again at any time without harm; whether one is met
is computed from its submissions, always here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.campaigns.campaign import DAILY, Campaign
from domain.findings import Kind
from domain.organisation import Organisation

#: A caption this soon after its photo completes it as of the photo's own time: the photo was there on time.
CAPTION_GRACE = timedelta(minutes=10)
#: Nothing sent early is refused: the first day and every milestone can be met from this long before they are due.
OPEN_BEFORE = timedelta(days=90)
#: A milestone sent late is still taken, and called late, for this long.
MILESTONE_LATE = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One thing that a campaign asks of organisations of some kinds, by one time."""

    campaign: str
    item: str
    day: date
    opens_at: datetime
    due_at: datetime
    late_until: datetime


@dataclass(frozen=True, kw_only=True)
class Planned(Asked):
    """An obligation as the campaign asks for it, before the database knows it."""

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class Obligation(Planned):
    """An obligation as it stands. ``day`` is the report day, or the last day of a milestone."""

    id: int
    #: An office gave more time: the deadline is this unit's own.
    extended: bool = False
    exempt: bool = False
    met_at: datetime | None = None

    @property
    def daily(self) -> bool:
        return self.item == DAILY

    def open_at(self, at: datetime) -> bool:
        """Material can still be counted for it: the window has opened and the late time has not run out."""
        return self.opens_at < at <= self.late_until


class Standing(StrEnum):
    """How an obligation stands. 应报 = all but exempt; 已报 = on time + late (DHIS2's completeness terms).

    WAITING: more time was given and is not over. Only where ``now`` is looked at; else it is MISSING, not there yet.
    """

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    EXEMPT = "exempt"
    WAITING = "waiting"


def standing(obligation: Obligation) -> Standing:
    """Before the deadline MISSING means: not there yet."""
    met_at = obligation.met_at
    return standing_from(obligation.exempt, met_at is not None, met_at is not None and met_at <= obligation.due_at)


def standing_from(exempt: bool, met: bool, in_time: bool | None, waiting: bool = False) -> Standing:
    """The same from facts, for those who let the database look at thousands."""
    if exempt:
        return Standing.EXEMPT
    if not met:
        return Standing.WAITING if waiting else Standing.MISSING
    return Standing.ON_TIME if in_time else Standing.LATE


def derive(campaign: Campaign, organisations: Iterable[Organisation]) -> Iterator[Planned]:
    """Every obligation of a campaign: one per organisation and report day, one per milestone and who owes it."""
    each = [(vars(one), frozenset(campaign.owing(one.item))) for one in asked(campaign)]
    for organisation in organisations:
        for one, kinds in each:
            if organisation.kind in kinds:
                yield Planned(**one, organisation_id=organisation.id)


def asked(campaign: Campaign) -> Iterator[Asked]:
    """What is owed: each report day, each milestone. ``Campaign.owing`` says by organisations of which kinds."""
    for day, opens_at in daily_windows(campaign):
        yield Asked(
            campaign=campaign.code,
            item=DAILY,
            day=day,
            opens_at=opens_at,
            due_at=campaign.due_at(day),
            late_until=campaign.late_until(day),
        )
    for milestone in campaign.milestones:
        due_at = campaign.milestone_due_at(milestone)
        yield Asked(
            campaign=campaign.code,
            item=milestone.code,
            day=milestone.due_on,
            opens_at=due_at - OPEN_BEFORE,
            due_at=due_at,
            late_until=due_at + MILESTONE_LATE,
        )


def daily_windows(campaign: Campaign) -> Iterator[tuple[date, datetime]]:
    """Each report day with the moment its window opens: the deadline of the day before.

    The first day's window is open from long before, so that nothing sent early is lost.
    """
    for day in campaign.days:
        if day == campaign.first_day:
            yield day, campaign.due_at(day) - OPEN_BEFORE
        else:
            yield day, campaign.due_at(day - timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one submission brings to its obligation: its kind, whether it is accepted, and when it counts."""

    kind: Kind
    counted_at: datetime


def met_at(required: Sequence[Kind], accepted: Iterable[Contribution], late_until: datetime) -> datetime | None:
    """When an obligation became met by its accepted submissions, or None while it is not.

    With no required kinds the first accepted submission meets it; otherwise the moment the last required kind came.
    What came after ``late_until`` is kept but meets nothing.
    """
    counting = sorted((c for c in accepted if c.counted_at <= late_until), key=lambda c: c.counted_at)
    if not counting:
        return None
    if not required:
        return counting[0].counted_at
    first: dict[Kind, datetime] = {}
    for contribution in counting:
        first.setdefault(satisfies(contribution.kind), contribution.counted_at)
    if any(kind not in first for kind in required):
        return None
    return max(first[kind] for kind in required)


def satisfies(kind: Kind) -> Kind:
    """A case sent as a Word file is text material like one sent in chat (docs/notices.md, What is owed every day)."""
    return Kind.TEXT if kind is Kind.DOCUMENT else kind


def counted_at(sent_at: datetime, captioned_at: datetime | None, *, photo: bool) -> datetime:
    """The time a submission counts from: its own, or its caption's when that came long after the photo."""
    if not photo or captioned_at is None or captioned_at - sent_at <= CAPTION_GRACE:
        return sent_at
    return captioned_at
