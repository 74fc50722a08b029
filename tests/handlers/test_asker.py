"""Which campaigns, days and units a question is about when it does not say, or says what is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from domain.clock import CHINA
from domain.language.acts import Unit
from domain.language.questions import Question, Topic, Where
from domain.obligation import Obligation
from formats.chat import answers, supervisor_answers
from handlers.asker import (
    Asker,
    Unanswerable,
    campaigns_meant,
    current,
    days_meant,
    own_units,
    refuse_unknown_days,
    with_other_days,
)
from storage.campaign_files import load
from tests.support.values import person, unit

WEEK = load("nanchang-2020")
NEXT = load("shandong-2021")
TWIN = replace(WEEK, code="twin", milestones=())
FIRST, LAST = WEEK.first_day, WEEK.last_day
BEFORE, AFTER = FIRST - timedelta(days=1), LAST + timedelta(days=1)
NOW = datetime(2020, 11, 10, 9, tzinfo=CHINA)


def asked(*days: date, **values: Any) -> Question:
    return Question(topic=Topic.STATUS, days=days, **values)


def refused(call: Any, *args: Any) -> str | None:
    try:
        call(*args)
    except Unanswerable as refusal:
        return refusal.said
    return None


def test_the_nearest_campaigns_are_meant_unless_a_day_or_a_milestone_says_otherwise() -> None:
    assert campaigns_meant([NEXT, WEEK], asked(), NOW) == (WEEK,)
    assert campaigns_meant([WEEK, TWIN], asked(), NOW) == (WEEK, TWIN)
    assert campaigns_meant([NEXT, WEEK], asked(NEXT.first_day), NOW) == (NEXT,)
    assert campaigns_meant([NEXT, WEEK], asked(date(2030, 1, 1)), NOW) == (WEEK,)
    assert campaigns_meant([WEEK, TWIN], asked(item="plan"), NOW) == (WEEK,)
    assert campaigns_meant([WEEK, TWIN], asked(item="no such milestone"), NOW) == ()
    assert campaigns_meant([], asked(), NOW) == ()


def test_the_days_named_are_meant_in_their_order_or_the_current_one() -> None:
    assert days_meant(WEEK, asked(), NOW) == (date(2020, 11, 10),)
    assert days_meant(WEEK, asked(LAST, BEFORE, FIRST, AFTER), NOW) == (FIRST, LAST)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (asked(), False),
        (asked(FIRST), False),
        (asked(BEFORE, LAST), False),
        (asked(BEFORE), True),
        (asked(AFTER), True),
        (asked(no_day="第九天"), True),
        (asked(FIRST, no_day="第九天"), True),
        (asked(BEFORE, item="plan"), False),
    ],
)
def test_days_that_are_none_are_refused_when_no_other_is_named(question: Question, told: bool) -> None:
    assert refused(refuse_unknown_days, (WEEK,), question) == (answers.not_a_day(FIRST, LAST) if told else None)
    assert refused(refuse_unknown_days, (), question) is None


def test_days_that_are_none_are_named_beside_the_answer() -> None:
    assert with_other_days("说", (WEEK,), asked(FIRST, LAST)) == "说"
    assert (
        with_other_days("说", (WEEK,), asked(BEFORE, FIRST, AFTER))
        == f"说\n\n{answers.no_report_days([BEFORE, AFTER])}"
    )
    assert with_other_days("说", (WEEK,), asked(BEFORE, item="plan")) == "说"
    assert with_other_days("说", (WEEK, NEXT), asked(NEXT.first_day)) == "说"


def asker(*kinds: str) -> Asker:
    ctx = SimpleNamespace(campaigns={WEEK.code: WEEK, "other": replace(WEEK, code="other", lines=())})
    who = person(*(unit(number, kind=kind) for number, kind in enumerate(kinds, start=1)))
    return Asker(ctx=cast(Any, ctx), connection=cast(Any, None), person=who, now=NOW, channel=cast(Any, None))


def test_ones_own_campaigns_are_those_that_ones_units_report_to() -> None:
    def own(*kinds: str) -> list[str]:
        return [campaign.code for campaign in asker(*kinds).own_campaigns]

    assert own("中等职业学校") == [WEEK.code]
    assert own("中等职业学校", "高职院校") == [WEEK.code]
    assert own("高职院校") == []
    assert own() == [WEEK.code, "other"]


def test_ones_own_units_are_all_or_those_named_and_never_anothers() -> None:
    def own(*numbers: int) -> list[int]:
        where = Where(units=tuple(Unit(id=number, name=f"单位{number}") for number in numbers))
        return [one.id for one in own_units(asker("中等职业学校", "中等职业学校"), asked(where=where))]

    assert (own(), own(2), own(1, 2), own(9, 2)) == ([1, 2], [2], [1, 2], [2])
    assert refused(own, 9) == supervisor_answers.not_found("单位9")


def owed(day: int) -> Obligation:
    """A day that can be made good for two days after its deadline."""
    due = datetime(2020, 11, day, 10, tzinfo=CHINA)
    return Obligation(
        id=day,
        campaign="week",
        organisation_id=1,
        item="daily",
        day=due.date(),
        opens_at=due - timedelta(days=1),
        due_at=due,
        late_until=due + timedelta(days=2),
    )


@pytest.mark.parametrize(("today", "meant"), [(5, 8), (8, 8), (9, 9), (10, 10), (20, 10)])
def test_today_is_meant_though_earlier_days_are_open(today: int, meant: int) -> None:
    found = current([owed(8), owed(9), owed(10)], datetime(2020, 11, today, 11, tzinfo=CHINA))
    assert found is not None
    assert found.id == meant


def test_nothing_is_meant_when_nothing_is_owed() -> None:
    assert current([], NOW) is None
