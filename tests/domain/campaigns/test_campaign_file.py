"""What a campaign file may say, and that everything wrong with one is told at once, by key."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.campaigns.campaign import Campaign, Daily, Milestone
from domain.campaigns.evidence import Evidence
from domain.campaigns.file import CampaignFileError, parse
from domain.campaigns.rules import (
    PHOTO_SPELLINGS,
    VIDEO_SPELLINGS,
    FontRule,
    PhotoFormat,
    Rules,
    VideoFormat,
    format_names,
)
from domain.findings import Kind
from domain.selection import Level
from domain.statistics import COLUMNS

LEAST = """
code = "week"
title = "周"
issued_by = "局"
theme = "题"
first_day = 2020-11-08
last_day = 2020-11-14
[[lines]]
code = "education"
name = "教育"
kinds = ["中等职业学校"]
receiver = "职成处"
"""


def problems(text: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(CampaignFileError) as caught:
        parse(text, "week.toml")
    assert {p.source for p in caught.value.problems} == {"week.toml"}
    return [(p.key, p.code, p.found, p.required) for p in caught.value.problems]


def test_what_is_not_said_is_the_default() -> None:
    campaign = parse(LEAST, "week.toml")
    assert campaign.daily == Daily()
    assert campaign.rules == Rules()
    assert campaign.milestones == ()
    assert campaign.timezone == ZoneInfo("Asia/Shanghai")
    assert (campaign.daily.deadline, campaign.late_until(date(2020, 11, 8))) == (
        time(10, 0),
        datetime(2020, 11, 9, tzinfo=campaign.timezone),
    )


def test_everything_that_can_be_said() -> None:
    campaign = parse(
        LEAST
        + """
via = "系统"
passes_to = ["厅"]
units = 3
[daily]
deadline = 11:15:00
late_until = "36:30"
reminders = ["08:05"]
digest_after_minutes = 5
kinds = ["photo", "text"]
required = ["text"]
asks = ["照片"]
[[milestones]]
code = "plan"
name = "方案"
due_on = "2020-11-01"
due_by = "17:30"
accepts = ["file"]
words = ["方案"]
contents = ["时间"]
remind = [3]
remind_at = "15:01"
[rules.photo]
min_width = 1600
min_bytes = false
[rules.document]
title = false
unit = { names = ["楷体"], points = 15.5 }
""",
        "week.toml",
    )
    assert campaign.lines[0].via == "系统"
    assert (campaign.lines[0].passes_to, campaign.lines[0].units) == (("厅",), 3)
    assert campaign.daily == Daily(
        deadline=time(11, 15),
        late_for=timedelta(hours=36, minutes=30),
        reminders=(time(8, 5),),
        digest_after=timedelta(minutes=5),
        kinds=(Kind.PHOTO, Kind.TEXT),
        required=(Kind.TEXT,),
        asks=("照片",),
    )
    plan = campaign.milestones[0]
    assert plan == Milestone(
        code="plan",
        name="方案",
        due_on=date(2020, 11, 1),
        due_by=timedelta(hours=17, minutes=30),
        accepts=(Evidence.FILE,),
        words=("方案",),
        contents=("时间",),
        remind=(3,),
        remind_at=time(15, 1),
    )
    assert campaign.milestone_due_at(plan) == datetime(2020, 11, 1, 17, 30, tzinfo=campaign.timezone)
    assert (campaign.rules.photo.min_width, campaign.rules.photo.min_bytes) == (1600, None)
    assert campaign.rules.photo.formats == (PhotoFormat.JPEG,)
    assert campaign.rules.document.title is None
    assert campaign.rules.document.unit == FontRule(names=("楷体",), points=15.5)
    assert campaign.rules.document.body == Rules().document.body


@pytest.mark.parametrize(
    ("spelt", "meant", "named"),
    [
        ('["JPG"]', (PhotoFormat.JPEG,), "JPG"),
        ('["jpeg"]', (PhotoFormat.JPEG,), "JPG"),
        ('["JPEG", "jpg"]', (PhotoFormat.JPEG,), "JPG"),
        ('["png", "Jpg"]', (PhotoFormat.JPEG, PhotoFormat.PNG), "JPG、PNG"),
        ('["PNG"]', (PhotoFormat.PNG,), "PNG"),
    ],
)
def test_a_photos_format_is_the_same_however_it_is_spelt(
    spelt: str, meant: tuple[PhotoFormat, ...], named: str
) -> None:
    formats = parse(f"{LEAST}[rules.photo]\nformats = {spelt}", "week.toml").rules.photo.formats
    assert formats == meant
    assert all(isinstance(one, PhotoFormat) for one in formats)
    assert format_names(formats) == named


def test_a_videos_format_is_the_same_however_it_is_spelt() -> None:
    formats = parse(f'{LEAST}[rules.video]\nformats = ["MOV", "MP4"]', "week.toml").rules.video.formats
    assert formats == (VideoFormat.MP4, VideoFormat.MOV)
    assert format_names(formats) == "mp4、mov"


def test_every_format_can_be_spelt() -> None:
    assert set(PHOTO_SPELLINGS.values()) == set(PhotoFormat)
    assert set(VIDEO_SPELLINGS.values()) == set(VideoFormat)


def test_a_milestone_is_checked_as_what_it_is() -> None:
    form, plan = parse(LEAST + milestone("statistics") + milestone("plan"), "week.toml").milestones
    assert (form.kind, plan.kind) == (Kind.STATISTICS, Kind.ATTACHMENT)
    assert form.accepts == (Evidence.FILE,)
    assert isinstance(form.accepts[0], Evidence)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('code = "week"', "", ("code", "missing", "", "")),
        ('code = "week"', 'code = "daily"', ("code", "reserved", "daily", "")),
        ('code = "week"', 'code = "a/b"', ("code", "bad_code", "a/b", "")),
        ('title = "周"', 'title = " "', ("title", "empty", " ", "")),
        ('title = "周"', "title = 5", ("title", "wrong_type", "5", "text")),
        ("2020-11-14", "2020-11-07", ("last_day", "before_first_day", "2020-11-07", "2020-11-08")),
        ("2020-11-14", "2021-11-14", ("last_day", "too_long", "2021-11-14", "31")),
        ("2020-11-14", "2020-11-14T08:00:00", ("last_day", "wrong_type", "2020-11-14 08:00:00", "date")),
        ('["中等职业学校"]', "[]", ("lines[0].kinds", "empty", "", "")),
        ('["中等职业学校"]', '"中等职业学校"', ("lines[0].kinds", "wrong_type", "中等职业学校", "list")),
        ('receiver = "职成处"', 'reciever = "职成处"', ("lines[0].receiver", "missing", "", "")),
        ('theme = "题"', 'theme = "题"\nreturn_reasons = [""]', ("return_reasons[0]", "empty", "", "")),
        (
            'theme = "题"',
            'theme = "题"\nreturn_reasons = ["' + "长" * 61 + '"]',
            ("return_reasons[0]", "too_wordy", "长" * 60 + "…", "60"),
        ),
        (
            'theme = "题"',
            'theme = "题"\nreturn_reasons = ["1","2","3","4","5","6","7","8","9","10"]',
            ("return_reasons", "too_many", "10", "9"),
        ),
        ('theme = "题"', 'theme = "题"\ntimezone = "Mars/Base"', ("timezone", "unknown_zone", "Mars/Base", "")),
    ],
)
def test_a_wrong_key_is_named(old: str, new: str, expected: tuple[str, str, str, str]) -> None:
    assert LEAST.count(old) == 1
    assert expected in problems(LEAST.replace(old, new))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('[daily]\nreminders = ["09:30"]', ("daily.reminders[0]", "round_time", "09:30", "")),
        ('[daily]\nreminders = ["08:01", "10:00"]', ("daily.reminders[1]", "round_time", "10:00", "")),
        ('[daily]\nreminders = ["08:01", "10:05"]', ("daily.reminders[1]", "after_deadline", "10:05", "10:00")),
        ('[daily]\nreminders = ["08:01", "08:01"]', ("daily.reminders[1]", "duplicate", "08:01", "")),
        ('[daily]\nreminders = ["8.01"]', ("daily.reminders[0]", "wrong_type", "8.01", "time")),
        ('[daily]\ndeadline = "24:00"', ("daily.deadline", "too_big", "24:00", "23:59")),
        ('[daily]\nlate_until = "09:00"', ("daily.late_until", "before_deadline", "09:00", "10:00")),
        ('[daily]\nkinds = ["photo"]\nrequired = ["text"]', ("daily.required[0]", "not_allowed", "text", "photo")),
        ("[daily]\ndigest_after_minutes = -1", ("daily.digest_after_minutes", "too_small", "-1", "0")),
        ('[rules.photo]\nformats = ["HEIC"]', ("rules.photo.formats[0]", "not_allowed", "HEIC", "JPEG、JPG、PNG")),
        ('[rules.photo]\nformats = ["JPG", "jpg"]', ("rules.photo.formats[1]", "duplicate", "jpg", "")),
        ("[rules.photo]\nformats = []", ("rules.photo.formats", "empty", "", "")),
        ('[rules.photo]\nformats = "JPG"', ("rules.photo.formats", "wrong_type", "JPG", "list")),
        ('[rules.video]\nformats = ["avi"]', ("rules.video.formats[0]", "not_allowed", "avi", "mp4、mov")),
        ("[rules.photo]\ncaption = 1", ("rules.photo.caption", "wrong_type", "1", "flag")),
        ('[rules.photo]\nmin_bytes = "2M"', ("rules.photo.min_bytes", "wrong_type", "2M", "whole")),
        ("[rules.text]\nmin_length = 9\nmax_length = 8", ("rules.text.max_length", "too_small", "8", "9")),
        ("[rules.document.body]\nnames = []\npoints = 16", ("rules.document.body.names", "empty", "", "")),
        ("[rules.sound]", ("rules.sound", "unknown_key", "", "document、photo、press、statistics、text、video")),
    ],
)
def test_a_wrong_table_is_named(more: str, expected: tuple[str, str, str, str]) -> None:
    assert problems(LEAST + more) == [expected]


def test_unknown_kinds_of_organisation_and_offices_that_only_receive_are_refused() -> None:
    found = problems(LEAST.replace('["中等职业学校"]', '["小学", "受理单位", "技工院校"]'))
    assert [(key, code, value) for key, code, value, _ in found] == [
        ("lines[0].kinds[0]", "not_allowed", "小学"),
        ("lines[0].kinds[1]", "not_allowed", "受理单位"),
    ]


def test_a_kind_reports_on_one_line_only() -> None:
    second = '[[lines]]\ncode = "labour"\nname = "人社"\nkinds = ["中等职业学校"]\nreceiver = "处"\n'
    assert problems(LEAST + second) == [("lines[1].kinds", "duplicate", "中等职业学校", "")]


def milestone(code: str, **changes: str) -> str:
    fields = {"name": '"方案"', "due_on": "2020-11-01", "accepts": '["file"]', **changes}
    return f'[[milestones]]\ncode = "{code}"\n' + "".join(f"{key} = {value}\n" for key, value in fields.items())


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (milestone("plan") + milestone("plan"), ("milestones[1].code", "duplicate", "plan", "")),
        (
            milestone("plan", words='["方案"]') + milestone("b", words='["方案"]'),
            ("milestones[1].words[0]", "duplicate", "方案", ""),
        ),
        (milestone("plan", due_on="2002-11-01"), ("milestones[0].due_on", "far_away", "2002-11-01", "180")),
        (
            milestone("plan", accepts='["fax"]'),
            ("milestones[0].accepts[0]", "not_allowed", "fax", "file、text、link、contact"),
        ),
        (milestone("plan", remind="[1.5]"), ("milestones[0].remind[0]", "wrong_type", "1.5", "whole")),
        (milestone("plan", remind_at='"09:00"'), ("milestones[0].remind_at", "round_time", "09:00", "")),
        (milestone("plan", due_by='"09:00"'), ("milestones[0].remind_at", "after_deadline", "09:07", "09:00")),
        ("[milestones]\nx = 1", ("milestones", "wrong_type", "{'x': 1}", "list")),
    ],
)
def test_a_wrong_milestone_is_named(more: str, expected: tuple[str, str, str, str]) -> None:
    assert problems(LEAST + more) == [expected]


def test_all_problems_come_together() -> None:
    text = 'title = ""\nfirst_day = 1\nlines = []\nextra = 1\n[daily]\ndeadline = 10\n[[milestones]]\n'
    keys = {key for key, *_ in problems(text)}
    assert keys >= {"code", "title", "first_day", "last_day", "lines", "extra", "daily.deadline", "milestones[0].code"}


@pytest.mark.parametrize(
    ("text", "line"), [("code = ", "1"), ("a = 1\nb = [", "2"), ("a = 1\n\na = 2", "3"), ("[" * 5000, "1")]
)
def test_what_is_no_toml_is_told_by_line(text: str, line: str) -> None:
    assert problems(text) == [("", "syntax", line, "")]


def test_the_deadline_is_local() -> None:
    campaign = parse(LEAST.replace("theme", 'timezone = "Asia/Urumqi"\ntheme', 1), "week.toml")
    assert isinstance(campaign, Campaign)
    assert campaign.due_at(date(2020, 11, 8)).utcoffset() == timedelta(hours=6)


def test_media_have_levels_and_days_a_goal() -> None:
    assert (parse(LEAST, "week.toml").media, parse(LEAST, "week.toml").recommend_goal) == ({}, None)
    said = "recommend_goal = 30\n" + LEAST + '[media]\n"大众网" = "省"\n"人民日报" = "国家"\n'
    campaign = parse(said, "week.toml")
    assert campaign.media == {"大众网": Level.PROVINCE, "人民日报": Level.NATION}
    assert campaign.recommend_goal == 30
    assert [p[:3] for p in problems(LEAST + '[media]\n"大众网" = "厅"\n')] == [("media.大众网", "not_allowed", "厅")]
    assert problems("recommend_goal = 0\n" + LEAST)[0][:2] == ("recommend_goal", "too_small")


def test_every_key_is_explained() -> None:
    with_a_slip = LEAST.replace("[[lines]]", "slip = 1\n[[lines]]\nslip = 1")
    tables = ("daily", "rules", "rules.photo", "rules.video", "rules.text", "rules.document", "rules.press")
    with_a_slip += "".join(f"[{table}]\nslip = 1\n" for table in tables) + milestone("plan", slip="1")
    known = [required.split("、") for _, code, _, required in problems(with_a_slip) if code == "unknown_key"]
    assert len(known) == 3 + len(tables)
    explained = (Path(__file__).parents[3] / "docs" / "campaigns.md").read_text(encoding="utf-8")
    keys = {key for keys in known for key in keys} - {"rules", "daily", "lines", "milestones", "media"}
    keys -= {"photo", "video", "text", "document", "press", "categories", "themes"}
    assert len(keys) > 30
    assert {key for key in keys if f"`{key}`" not in explained} == set()


@pytest.mark.parametrize(
    ("code", "contents", "kind"),
    [
        ("statistics", (), Kind.STATISTICS),
        ("statistics", ("企业数",), Kind.STATISTICS),
        ("figures", tuple(COLUMNS.values()), Kind.STATISTICS),
        ("figures", tuple(COLUMNS.values())[1:], Kind.ATTACHMENT),
        ("summary", ("企业数", "学生数"), Kind.ATTACHMENT),
        ("summary", (), Kind.ATTACHMENT),
    ],
)
def test_the_form_is_told_by_its_code_or_its_columns(code: str, contents: tuple[str, ...], kind: Kind) -> None:
    told = Milestone(code=code, name="表", due_on=date(2021, 6, 2), accepts=(Evidence.FILE,), contents=contents)
    assert told.kind is kind


ASKED_OF = """
[[lines]]
code = "labour"
name = "人社"
kinds = ["市人社局", "省属技工院校"]
receiver = "厅"
[[milestones]]
code = "form"
name = "表"
due_on = 2020-11-20
accepts = ["file"]
"""


@pytest.mark.parametrize(
    ("said", "owing"),
    [
        ("", ("中等职业学校", "市人社局", "省属技工院校")),
        ('lines = ["labour"]', ("市人社局", "省属技工院校")),
        ('kinds = ["省属技工院校", "中等职业学校"]', ("中等职业学校", "省属技工院校")),
        ('lines = ["labour"]\nkinds = ["市人社局"]', ("市人社局",)),
    ],
)
def test_a_milestone_is_owed_by_the_lines_and_kinds_that_it_names(said: str, owing: tuple[str, ...]) -> None:
    campaign = parse(LEAST + ASKED_OF + said, "week.toml")
    assert campaign.owing("form") == owing
    assert set(campaign.owing("daily")) == campaign.kinds
    assert campaign.owing("no such") == ()
    for kind in campaign.kinds:
        assert [one.code for one in campaign.milestones_of({kind})] == (["form"] if kind in owing else [])


def test_who_owes_a_milestone_has_to_be_among_who_reports() -> None:
    form = "milestones[0]"
    assert problems(LEAST + ASKED_OF + 'lines = ["labour", "nobody"]') == [
        (f"{form}.lines[1]", "not_allowed", "nobody", "education、labour")
    ]
    assert problems(LEAST + ASKED_OF + 'kinds = ["高职院校"]') == [
        (f"{form}.kinds[0]", "not_allowed", "高职院校", "中等职业学校、市人社局、省属技工院校")
    ]
    assert problems(LEAST + ASKED_OF + 'lines = ["labour"]\nkinds = ["中等职业学校"]') == [
        (f"{form}.kinds[0]", "not_allowed", "中等职业学校", "市人社局、省属技工院校")
    ]
    assert problems(LEAST + ASKED_OF + "lines = []\nkinds = []") == [
        (f"{form}.lines", "empty", "", ""),
        (f"{form}.kinds", "empty", "", ""),
    ]
