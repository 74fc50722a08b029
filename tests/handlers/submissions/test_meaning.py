"""What material is meant for: which unit, which milestone, which obligation, each to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from domain.campaigns.campaign import DAILY
from domain.conversation import Awaiting, Composing, MilestoneAnnounced
from domain.messages import MessageKind
from domain.obligation import Obligation
from handlers.context import Context
from handlers.submissions.meaning import announced_item, item_of_file, unit_of
from handlers.submissions.placing import Assignment, assignment_of, current_milestone
from storage.campaign_files import load
from storage.conversations import Conversation
from tests.support.rows import NOW, SECOND
from tests.support.values import message, obligation, person, unit

JUST = timedelta(microseconds=1)
HALF_AN_HOUR = timedelta(minutes=30)
CONTEXT = cast(Context, SimpleNamespace(campaigns={"nanchang-2020": load("nanchang-2020")}))
PLAN = obligation(2, campaign="nanchang-2020", item="plan")
AWAITED = MilestoneAnnounced("plan")


def announced(awaiting: Awaiting | None = AWAITED, since: datetime | None = NOW) -> Conversation:
    return Conversation(awaiting=awaiting, since=since)


@pytest.mark.parametrize(
    ("conversation", "at", "item"),
    [
        (announced(), NOW + HALF_AN_HOUR, "plan"),
        (announced(), NOW + HALF_AN_HOUR + JUST, None),
        (announced(awaiting=None), NOW, None),
        (announced(awaiting=Composing()), NOW, None),
        (announced(since=None), NOW, None),
    ],
)
def test_a_milestone_is_announced_for_half_an_hour(conversation: Conversation, at: datetime, item: str | None) -> None:
    assert announced_item(conversation, at) == item


def test_the_unit_is_the_only_one_or_the_one_chosen_in_the_last_half_hour() -> None:
    one, two, other = unit(1), unit(2), unit(3)
    chosen = Conversation(organisation_id=2, since=NOW)
    assert unit_of(person(one), Conversation(), NOW) == one
    assert unit_of(person(one), chosen, NOW + timedelta(days=1)) == one, "there is nothing to choose"
    assert unit_of(person(one, two), chosen, NOW + HALF_AN_HOUR) == two
    assert unit_of(person(one, two), chosen, NOW + HALF_AN_HOUR + JUST) is None
    assert unit_of(person(one, two), Conversation(organisation_id=2), NOW) is None
    assert unit_of(person(one, other), chosen, NOW) is None, "it is no longer this person's"
    assert unit_of(person(), chosen, NOW) is None


def item(name: str, *owed: Obligation, at: datetime = NOW, kind: MessageKind = MessageKind.FILE) -> str:
    told = replace(message(kind, file_name=name), received_at=at)
    clock = SimpleNamespace(now=lambda: NOW)
    ctx = cast(Context, SimpleNamespace(campaigns=CONTEXT.campaigns, clock=clock))
    return item_of_file(ctx, Conversation(), owed, told)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (PLAN.opens_at, DAILY),
        (PLAN.opens_at + JUST, "plan"),
        (PLAN.late_until, "plan"),
        (PLAN.late_until + JUST, DAILY),
    ],
)
def test_a_file_whose_name_says_so_is_a_milestones_while_that_can_be_met(at: datetime, expected: str) -> None:
    assert item("活动周工作方案.docx", PLAN, at=at) == expected


def test_a_name_says_so_by_the_milestones_name_or_one_of_its_words_before_its_ending() -> None:
    named = ("第一职校工作方案终稿.docx", "我校方案.pdf", "11.6活动周工作方案")
    assert [item(name, PLAN) for name in named] == ["plan"] * 3
    assert [item(name, PLAN) for name in ("新闻稿.docx", "典型案例：改造方案.docx")] == [DAILY] * 2
    assert item("活动周工作方案.docx") == DAILY, "nobody owes one"
    assert item("活动周工作方案.docx", PLAN, kind=MessageKind.PHOTO) == DAILY


def test_what_was_announced_may_be_called_anything() -> None:
    clock = SimpleNamespace(now=lambda: NOW + HALF_AN_HOUR)
    ctx = cast(Context, SimpleNamespace(campaigns=CONTEXT.campaigns, clock=clock))
    told = message(MessageKind.FILE, file_name="典型案例.docx")
    assert item_of_file(ctx, announced(), [], told) == "plan"
    assert item_of_file(ctx, announced(), [], message(MessageKind.PHOTO)) == DAILY


def test_of_several_campaigns_milestones_the_first_that_can_still_be_met_is_meant() -> None:
    over = obligation(1, item="plan", late_until=NOW - SECOND)
    ends_now = obligation(2, item="plan", late_until=NOW)
    later = obligation(3, item="plan", late_until=NOW + SECOND)
    assert current_milestone([over, ends_now, later], "plan", NOW) == ends_now
    assert current_milestone([over, ends_now, later], "plan", NOW + JUST) == later
    assert current_milestone([over, ends_now], "plan", NOW + JUST) == ends_now, "the last one is closed"
    assert current_milestone([obligation(4)], "plan", NOW) is None


def test_what_counts_for_nothing_still_has_its_unit() -> None:
    school, today = unit(), obligation(1)
    assert assignment_of(None, [today], NOW, "plan") == Assignment(organisation=None, obligation=None, item="plan")
    assert assignment_of(school, [], NOW) == Assignment(organisation=school, obligation=None)
    assert assignment_of(school, [PLAN, today], NOW) == Assignment(organisation=school, obligation=today)
    assert assignment_of(school, [today, PLAN], NOW, "plan") == Assignment(
        organisation=school, obligation=PLAN, item="plan"
    )
    assert assignment_of(school, [today], NOW, "plan").obligation is None
