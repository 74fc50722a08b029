"""Who asks, and what a question is about when it does not say: which campaigns, which days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.abilities import Abilities
from domain.campaigns.campaign import Campaign
from domain.language.questions import Question
from domain.obligation import Obligation
from domain.organisation import Organisation, Person
from formats.chat import answers, supervisor_answers
from formats.spoken import local_date
from handlers.context import Context
from storage.engine.database import Connection


@dataclass(frozen=True, kw_only=True)
class Asker:
    """``channel``: what the way on which the answer goes can carry. The connection is only read from.

    ``notes``: report day → organisation id → what that unit has said of the day, shown beside it when it is missing.
    """

    ctx: Context
    connection: Connection
    person: Person
    now: datetime
    channel: Abilities
    notes: Mapping[date, Mapping[int, str]] = field(default_factory=dict)

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """All in force, in the order of the settings."""
        return tuple(self.ctx.campaigns.values())

    @property
    def offices(self) -> tuple[Organisation, ...]:
        """Whose areas may be asked about."""
        return self.person.watches

    @property
    def telephones(self) -> bool:
        """Telephone numbers are told to supervisors, not to readers."""
        return bool(self.person.supervises)

    @property
    def own_campaigns(self) -> tuple[Campaign, ...]:
        """Those that one's own units report to; of who reports for nobody, all."""
        kinds = {unit.kind for unit in self.person.reports_for}
        return tuple(c for c in self.campaigns if not kinds or c.kinds & kinds)


class Unanswerable(Exception):
    """What was asked about does not exist, or not for this person. ``said``: what they are told."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def campaigns_meant(owed: Iterable[Campaign], question: Question, now: datetime) -> tuple[Campaign, ...]:
    """Those with the milestone or a day named; else those nearest in time, more than one when equally near."""
    candidates = [c for c in owed if not question.item or c.milestone(question.item)]
    candidates = [c for c in candidates if set(question.days) & set(c.days)] or candidates
    nearest = min((c.distance(now) for c in candidates), default=timedelta())
    return tuple(c for c in candidates if c.distance(now) == nearest)


def days_meant(campaign: Campaign, question: Question, now: datetime) -> tuple[date, ...]:
    """The report days named, in order; the current one when none was named."""
    if not question.days:
        return (campaign.report_day(now),)
    return tuple(day for day in campaign.days if day in question.days)


def refuse_unknown_days(campaigns: Iterable[Campaign], question: Question) -> None:
    """Raises ``Unanswerable`` when days were named and none of them is a report day."""
    campaigns = tuple(campaigns)
    known = {day for campaign in campaigns for day in campaign.days}
    if not campaigns or question.item:
        return
    if question.no_day or (question.days and not known & set(question.days)):
        raise Unanswerable(answers.not_a_day(campaigns[0].first_day, campaigns[0].last_day))


def with_other_days(said: str, campaigns: Iterable[Campaign], question: Question) -> str:
    """``said``, and which of the days named are no report days."""
    known = {day for campaign in campaigns for day in campaign.days}
    others = [] if question.item else [day for day in question.days if day not in known]
    return f"{said}\n\n{answers.no_report_days(others)}" if others else said


def current(daily: Iterable[Obligation], now: datetime) -> Obligation | None:
    """What is owed for today; outside the days of a campaign, for the day nearest to it."""
    today = local_date(now)
    return min(daily, key=lambda o: (abs(o.day - today), o.due_at), default=None)


def own_units(asker: Asker, question: Question) -> tuple[Organisation, ...]:
    """One's own units, or those of them that are named. Raises ``Unanswerable`` for others."""
    named = {unit.id for unit in question.where.units}
    units = tuple(unit for unit in asker.person.reports_for if not named or unit.id in named)
    if named and not units:
        raise Unanswerable(supervisor_answers.not_found(question.where.units[0].name))
    return units
