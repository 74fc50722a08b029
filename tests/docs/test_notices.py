"""docs/notices.md says of the five notices what their campaign files say."""

from __future__ import annotations

import re

import pytest

from domain.campaigns.campaign import Campaign, Daily
from domain.campaigns.rules import Rules
from domain.findings import Kind
from domain.obligation import satisfies
from domain.statistics import COLUMNS
from storage.campaign_files import codes as campaign_codes
from storage.campaign_files import load
from tests.support.documents import codes, section, squeezed, table

DOCUMENT = "docs/notices.md"
CAMPAIGNS = {code: load(code) for code in campaign_codes()}


def test_who_reports_when_and_to_whom() -> None:
    stated = {(codes(row[0])[0], *row[1:]) for row in table(DOCUMENT, "Who reports, when, to whom")}
    assert stated == {
        (code, one.reference, f"{one.first_day} to {one.last_day}", line.name, " ".join(line.kinds), line.receiver)
        for code, one in CAMPAIGNS.items()
        for line in one.lines
    }


def test_units_a_notice_counts_on() -> None:
    counted = {code: line.units for code, one in CAMPAIGNS.items() for line in one.lines if line.units is not None}
    found = re.findall(r"`([\w-]+)` counts on (\d+) units", section(DOCUMENT, "Who reports, when, to whom"))
    assert {code: int(units) for code, units in found} == counted


def test_milestones() -> None:
    stated = {
        (codes(row[0])[0], row[1], milestone, tuple(row[3].split()))
        for row in table(DOCUMENT, "What is owed once")
        for milestone in codes(row[2])
    }
    assert stated == {
        (code, str(milestone.due_on), milestone.code, one.owing(milestone.code))
        for code, one in CAMPAIGNS.items()
        for milestone in one.milestones
    }


@pytest.mark.parametrize("campaign", CAMPAIGNS.values(), ids=list(CAMPAIGNS))
def test_what_is_owed_every_day_is_the_default(campaign: Campaign) -> None:
    usual = Daily()
    assert campaign.daily.deadline == usual.deadline
    assert f"{usual.deadline:%H:%M}" in section(DOCUMENT, "What is owed every day")
    assert (campaign.daily.kinds, campaign.daily.required) == (usual.kinds, ())
    assert satisfies(Kind.DOCUMENT) is Kind.TEXT


def test_rules_are_the_defaults_and_those_of_nanchang() -> None:
    rules = Rules()
    assert CAMPAIGNS["nanchang-2020"].rules == rules
    stated = squeezed(" ".join(" ".join(row) for row in table(DOCUMENT, "What a file must be")))
    document = rules.document
    assert document.title and document.unit and document.body and rules.photo.min_bytes and rules.video.max_bytes
    for fact in (
        f"{rules.text.min_length} to {rules.text.max_length} 字",
        f"title {document.title.names[0]} at {document.title.points:g} points",
        f"reporting unit {document.unit.names[0]} at {document.unit.points:g}",
        f"body {document.body.names[0]} at {document.body.points:g}",
        f"at least {rules.photo.min_width} pixels wide, at least {rules.photo.min_bytes / 1_000_000:g} MB",
        f"at most {rules.video.max_bytes / (1 << 20):g} MB",
        f"{rules.video.suggested} is suggested",
    ):
        assert fact in stated


def test_the_columns_of_the_form() -> None:
    text = section(DOCUMENT, "The statistics form")
    assert " · ".join(COLUMNS.values()) in text
    milestone = CAMPAIGNS["shandong-2021"].milestone("statistics")
    assert milestone is not None
    assert milestone.contents == tuple(COLUMNS.values())
    unasked = {code for code, one in CAMPAIGNS.items() if not one.rules.statistics.header}
    assert unasked == {code for code in CAMPAIGNS if code.endswith("2020") and code != "nanchang-2020"}


def test_every_campaign_has_the_aim_of_the_notices() -> None:
    assert {one.motto for one in CAMPAIGNS.values()} == {"天天有活动、处处有看点、人人有收获"}
    assert "天天有活动、处处有看点、人人有收获" in section(DOCUMENT, "What receivers do with it")
