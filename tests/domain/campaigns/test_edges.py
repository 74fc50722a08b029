"""Both edges of every date, time and number that a campaign file may say."""

from __future__ import annotations

import pytest

from domain.campaigns.file import CampaignFileError, parse

WEEK = """
code = "week"
title = "周"
issued_by = "局"
theme = "题"
first_day = 2020-11-08
last_day = {last_day}
[[lines]]
code = "education"
name = "教育"
kinds = ["中等职业学校"]
receiver = "职成处"
"""


def problems(more: str, last_day: str = "2020-11-14") -> list[tuple[str, str]]:
    try:
        parse(WEEK.format(last_day=last_day) + more, "week.toml")
    except CampaignFileError as error:
        return [(problem.key, problem.code) for problem in error.problems]
    return []


def milestone(key: str, value: str) -> str:
    fields = {"code": '"plan"', "name": '"方案"', "due_on": "2020-11-08", "accepts": '["file"]', key: value}
    return "[[milestones]]\n" + "".join(f"{name} = {said}\n" for name, said in fields.items())


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        ("2020-11-08", []),
        ("2020-11-07", [("last_day", "before_first_day")]),
        ("2020-12-09", []),
        ("2020-12-10", [("last_day", "too_long")]),
    ],
)
def test_a_campaign_has_a_day_and_at_most_a_month(last_day: str, expected: list[tuple[str, str]]) -> None:
    assert problems("", last_day) == expected


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("due_on", "2020-05-12", ""),
        ("due_on", "2020-05-11", "far_away"),
        ("due_on", "2021-05-07", ""),
        ("due_on", "2021-05-08", "far_away"),
        ("due_by", '"72:00"', ""),
        ("due_by", '"72:01"', "too_big"),
        ("remind", "[0, 60]", ""),
    ],
)
def test_a_milestone(key: str, value: str, code: str) -> None:
    assert problems(milestone(key, value)) == ([(f"milestones[0].{key}", code)] if code else [])


@pytest.mark.parametrize(("days", "code"), [("-1", "too_small"), ("61", "too_big")])
def test_a_reminder_comes_at_most_so_many_days_before(days: str, code: str) -> None:
    assert problems(milestone("remind", f"[{days}]")) == [("milestones[0].remind[0]", code)]


@pytest.mark.parametrize(
    ("table", "key", "value", "code"),
    [
        ("daily", "late_until", '"10:00"', ""),
        ("daily", "late_until", '"09:59"', "before_deadline"),
        ("daily", "late_until", '"72:00"', ""),
        ("daily", "late_until", '"72:01"', "too_big"),
        ("daily", "digest_after_minutes", "0", ""),
        ("daily", "digest_after_minutes", "-1", "too_small"),
        ("daily", "digest_after_minutes", "600", ""),
        ("daily", "digest_after_minutes", "601", "too_big"),
        ("rules.photo", "min_width", "1", ""),
        ("rules.photo", "min_width", "0", "too_small"),
        ("rules.photo", "min_width", "100_000", ""),
        ("rules.photo", "min_width", "100_001", "too_big"),
        ("rules.video", "max_bytes", "1", ""),
        ("rules.video", "max_bytes", "0", "too_small"),
        ("rules.video", "max_bytes", "10_000_000_000", ""),
        ("rules.video", "max_bytes", "10_000_000_001", "too_big"),
        ("rules.text", "min_length", "0", ""),
        ("rules.text", "min_length", "-1", "too_small"),
        ("rules.text", "max_length", "1_000_000", ""),
        ("rules.text", "max_length", "1_000_001", "too_big"),
    ],
)
def test_a_number_or_time(table: str, key: str, value: str, code: str) -> None:
    assert problems(f"[{table}]\n{key} = {value}\n") == ([(f"{table}.{key}", code)] if code else [])


@pytest.mark.parametrize(
    ("deadline", "reminder", "code"),
    [
        ("23:59", "23:58", ""),
        ("24:00", "08:01", "too_big"),
        ("10:00", "09:59", ""),
        ("10:07", "10:06", ""),
        ("10:07", "10:08", "after_deadline"),
    ],
)
def test_reminders_come_before_the_deadline(deadline: str, reminder: str, code: str) -> None:
    found = problems(f'[daily]\ndeadline = "{deadline}"\nreminders = ["{reminder}"]\n')
    assert [problem for _, problem in found] == ([code] if code else [])


@pytest.mark.parametrize(("minute", "code"), [(59, ""), ("00", "round_time"), ("01", ""), (29, ""), (30, "round_time")])
def test_nobody_is_reminded_when_everybody_sends(minute: int | str, code: str) -> None:
    found = problems(f'[daily]\nreminders = ["09:{minute}"]\n')
    assert found == ([("daily.reminders[0]", code)] if code else [])
