"""Who may draft, issue and send a bulletin, and from when on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from domain.bulletin import (
    Bulletin,
    BulletinKind,
    BulletinRefusal,
    BulletinState,
    days_of,
    over_at,
    refused_after,
    refused_change,
    refused_issue,
)
from domain.campaigns.file import parse
from domain.clock import CHINA
from domain.organisation import Organisation, Role
from domain.reach import Reach

CAMPAIGN = parse(Path("campaigns/nanchang-2020.toml").read_text(encoding="utf-8"), "nanchang-2020.toml")
DAY = date(2020, 11, 9)
DUE = CAMPAIGN.due_at(DAY)
AFTER = DUE + timedelta(seconds=1)
OFFICE = Organisation(id=1, code="XH10", name="星河市教育局", kind="市教育局")
REACH = Reach(office=OFFICE, person_id=7, role=Role.SUPERVISOR)
READER = Reach(office=OFFICE, person_id=7, role=Role.READER)
DRAFT = Bulletin(
    id=1,
    campaign=CAMPAIGN.code,
    office_id=1,
    kind=BulletinKind.DAILY,
    day=DAY,
    state=BulletinState.DRAFT,
    names_missing=True,
    by_kind=True,
    revision=1,
    made_at=datetime(2020, 11, 9, 10, 10, tzinfo=CHINA),
    person_id=7,
)
ISSUED = replace(DRAFT, state=BulletinState.ISSUED, number=1, year=2020)


def test_a_draft_changes_and_an_issued_one_never() -> None:
    assert refused_change(REACH, DRAFT) is None
    assert refused_change(REACH, ISSUED) is BulletinRefusal.ISSUED
    assert refused_change(READER, DRAFT) is BulletinRefusal.READER


def test_it_is_issued_once_with_a_title_after_the_deadline() -> None:
    assert refused_issue(REACH, DRAFT, CAMPAIGN, "通报", AFTER) is None
    assert refused_issue(REACH, DRAFT, CAMPAIGN, "通报", DUE) is BulletinRefusal.NOT_OVER
    assert refused_issue(REACH, DRAFT, CAMPAIGN, " \n", AFTER) is BulletinRefusal.NO_TITLE
    assert refused_issue(REACH, ISSUED, CAMPAIGN, "通报", AFTER) is BulletinRefusal.ISSUED
    assert refused_issue(READER, DRAFT, CAMPAIGN, "通报", AFTER) is BulletinRefusal.READER


def test_what_is_about_the_week_waits_for_its_last_day_and_a_newsletter_for_nothing() -> None:
    last = CAMPAIGN.due_at(CAMPAIGN.last_day)
    for kind in (BulletinKind.FINAL, BulletinKind.PUBLIC):
        assert days_of(CAMPAIGN, kind, DAY) == CAMPAIGN.days
        assert over_at(CAMPAIGN, kind, DAY) == last
    assert days_of(CAMPAIGN, BulletinKind.SPECIAL, DAY) == (DAY,)
    newsletter = replace(DRAFT, kind=BulletinKind.SPECIAL)
    assert refused_issue(REACH, newsletter, CAMPAIGN, "简报", DUE - timedelta(hours=1)) is None


def test_only_what_is_issued_is_sent_or_put_right() -> None:
    assert refused_after(REACH, ISSUED) is None
    assert refused_after(REACH, DRAFT) is BulletinRefusal.NOT_ISSUED
    assert refused_after(READER, ISSUED) is BulletinRefusal.READER


@pytest.mark.parametrize("kind", BulletinKind)
@pytest.mark.parametrize("switch", [True, False])
def test_those_missing_are_named_as_the_switch_says_and_never_to_everybody(kind: BulletinKind, switch: bool) -> None:
    named = replace(DRAFT, kind=kind, names_missing=switch).names_those_missing
    assert named is (switch and kind is not BulletinKind.PUBLIC)
