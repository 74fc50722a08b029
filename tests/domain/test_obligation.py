"""Obligations: what is owed, when it is met, and how the six counts come of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaigns.campaign import DAILY, Campaign, Daily, Line, Milestone
from domain.campaigns.evidence import Evidence
from domain.clock import CHINA
from domain.completeness import count
from domain.findings import Kind
from domain.obligation import Contribution, Obligation, Planned, Standing, counted_at, derive, met_at, standing
from domain.organisation import Organisation

CAMPAIGN = Campaign(
    code="week",
    title="活动周",
    issued_by="某市教育局",
    theme="技能",
    first_day=date(2020, 11, 8),
    last_day=date(2020, 11, 14),
    lines=(Line(code="education", name="教育", kinds=("中等职业学校",), receiver="某处"),),
    daily=Daily(deadline=time(10, 0)),
    milestones=(Milestone(code="plan", name="方案", due_on=date(2020, 11, 6), accepts=(Evidence.FILE,)),),
)
SCHOOL = Organisation(id=1, code="s1", name="某职校", kind="中等职业学校")
OFFICE = Organisation(id=2, code="o", name="某处", kind="受理单位")
DUE = datetime(2020, 11, 9, 10, tzinfo=CHINA)
LATE_UNTIL = DUE + timedelta(hours=14)


def contribution(minutes: int, kind: Kind = Kind.TEXT) -> Contribution:
    return Contribution(kind=kind, counted_at=DUE + timedelta(minutes=minutes))


def test_one_per_day_and_one_per_milestone_for_those_who_report() -> None:
    planned = list(derive(CAMPAIGN, [SCHOOL, OFFICE]))
    assert {p.organisation_id for p in planned} == {SCHOOL.id}
    assert sorted((p.item, p.day.day) for p in planned) == [*((DAILY, day) for day in range(8, 15)), ("plan", 6)]


def test_a_milestone_of_one_line_is_owed_by_its_units_alone() -> None:
    labour = Line(code="labour", name="人社", kinds=("技工院校",), receiver="某厅")
    form = replace(CAMPAIGN.milestones[0], code="form", lines=("education",))
    campaign = replace(CAMPAIGN, lines=(*CAMPAIGN.lines, labour), milestones=(*CAMPAIGN.milestones, form))
    works = Organisation(id=3, code="w", name="某技校", kind="技工院校", line="人社")
    owed = [(p.organisation_id, p.item) for p in derive(campaign, [SCHOOL, works]) if p.item != DAILY]
    assert sorted(owed) == [(1, "form"), (1, "plan"), (3, "plan")]


def test_windows_follow_on_each_other_without_gap_or_overlap() -> None:
    daily = [p for p in derive(CAMPAIGN, [SCHOOL]) if p.item == DAILY]
    assert all(later.opens_at == earlier.due_at for earlier, later in pairwise(daily))


def test_a_milestone_is_due_at_the_end_of_its_day() -> None:
    plan = next(p for p in derive(CAMPAIGN, [SCHOOL]) if p.item == "plan")
    assert plan.due_at == datetime(2020, 11, 7, 0, 0, tzinfo=CHINA)


def test_the_first_accepted_submission_meets_it() -> None:
    assert (
        met_at((), [contribution(5), contribution(-30), contribution(-10)], LATE_UNTIL) == contribution(-30).counted_at
    )


def test_nothing_accepted_meets_nothing() -> None:
    assert met_at((), [], LATE_UNTIL) is None


@pytest.mark.parametrize(("second", "meets"), [(0, True), (1, False)])
def test_what_comes_after_the_late_time_meets_nothing(second: int, meets: bool) -> None:
    moment = LATE_UNTIL + timedelta(seconds=second)
    found = met_at((), [Contribution(kind=Kind.TEXT, counted_at=moment)], LATE_UNTIL)
    assert found == (moment if meets else None)


def test_with_required_kinds_the_last_of_them_decides() -> None:
    required = (Kind.TEXT, Kind.PHOTO)
    photo, document = contribution(-20, Kind.PHOTO), contribution(3, Kind.DOCUMENT)
    assert met_at(required, [photo], LATE_UNTIL) is None
    assert met_at(required, [photo, document, contribution(9)], LATE_UNTIL) == document.counted_at


@pytest.mark.parametrize(
    ("after", "photo", "counts"),
    [
        (timedelta(minutes=5), True, timedelta()),
        (timedelta(minutes=10), True, timedelta()),
        (timedelta(minutes=10, seconds=1), True, timedelta(minutes=10, seconds=1)),
        (timedelta(minutes=10, seconds=1), False, timedelta()),
        (None, True, timedelta()),
    ],
)
def test_a_caption_soon_after_its_photo_keeps_the_photos_time(
    after: timedelta | None, photo: bool, counts: timedelta
) -> None:
    sent = DUE - timedelta(seconds=10)
    assert counted_at(sent, None if after is None else sent + after, photo=photo) == sent + counts


def owed(item: str, day: int) -> Planned:
    return next(p for p in derive(CAMPAIGN, [SCHOOL]) if (p.item, p.day.day) == (item, day))


@pytest.mark.parametrize(
    ("item", "day", "window"),
    [
        # Ninety days before the first day and before every milestone; between the days, the deadline before.
        (DAILY, 8, "2020-08-10 10:00, 2020-11-08 10:00, 2020-11-09 00:00"),
        (DAILY, 9, "2020-11-08 10:00, 2020-11-09 10:00, 2020-11-10 00:00"),
        ("plan", 6, "2020-08-09 00:00, 2020-11-07 00:00, 2021-01-06 00:00"),
    ],
)
def test_when_something_can_be_met(item: str, day: int, window: str) -> None:
    planned = owed(item, day)
    moments = (planned.opens_at, planned.due_at, planned.late_until)
    assert ", ".join(f"{moment:%Y-%m-%d %H:%M}" for moment in moments) == window


@pytest.mark.parametrize("item", [DAILY, "plan"])
def test_it_is_open_after_its_beginning_until_its_very_end(item: str) -> None:
    open_one = Obligation(**vars(owed(item, 9 if item == DAILY else 6)), id=1)
    second = timedelta(seconds=1)
    begin, end = open_one.opens_at, open_one.late_until
    moments = (begin, begin + second, open_one.due_at, end, end + second)
    assert [open_one.open_at(moment) for moment in moments] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("minutes", "exempt", "expected"),
    [
        (None, False, Standing.MISSING),
        (0, False, Standing.ON_TIME),
        (1, False, Standing.LATE),
        (0, True, Standing.EXEMPT),
        (None, True, Standing.EXEMPT),
    ],
)
def test_the_deadline_itself_is_on_time(minutes: int | None, exempt: bool, expected: Standing) -> None:
    assert standing(obligation(minutes, exempt)) is expected


def obligation(minutes: int | None, exempt: bool) -> Obligation:
    planned = next(p for p in derive(CAMPAIGN, [SCHOOL]) if p.item == DAILY and p.due_at == DUE)
    met = None if minutes is None else DUE + timedelta(minutes=minutes)
    return Obligation(**vars(planned), id=1, exempt=exempt, met_at=met)


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | st.integers(-90, 90), st.booleans())))
def test_the_six_counts_always_add_up(week: list[tuple[int | None, bool]]) -> None:
    counts = count(obligation(minutes, exempt) for minutes, exempt in week)
    owing = [minutes for minutes, exempt in week if not exempt]
    assert counts.exempt == len(week) - len(owing)
    assert counts.missing == owing.count(None)
    assert counts.on_time == sum(1 for minutes in owing if minutes is not None and minutes <= 0)
    assert (counts.expected, counts.actual) == (len(owing), counts.on_time + counts.late)
