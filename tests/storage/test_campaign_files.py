"""The five shipped notices say what the notices say; a file is found by code or path."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from domain.campaigns.file import CampaignFileError
from domain.campaigns.rules import Rules, StatisticsRules
from domain.findings import Kind
from storage.campaign_files import FOLDER, codes, find, load, load_campaigns

ALL = ["jinan-2023", "moe-2020", "nanchang-2020", "shandong-2020", "shandong-2021"]

#: Notices, "Before, during, after": code → milestone → due on.
MILESTONES = {
    "moe-2020": {
        "plan": date(2020, 10, 20),
        "website": date(2020, 10, 20),
        "contact": date(2020, 10, 20),
        "statistics": date(2020, 11, 21),
    },
    "shandong-2020": {
        "plan": date(2020, 11, 5),
        "website": date(2020, 11, 5),
        "contact": date(2020, 11, 5),
        "summary": date(2020, 11, 20),
        "statistics": date(2020, 11, 20),
    },
    "shandong-2021": {
        "plan": date(2021, 5, 22),
        "website": date(2021, 5, 22),
        "contact": date(2021, 5, 22),
        "summary": date(2021, 6, 2),
        "statistics": date(2021, 6, 2),
    },
    "jinan-2023": {"summary": date(2023, 5, 23)},
    "nanchang-2020": {
        "highlights": date(2020, 11, 4),
        "plan": date(2020, 11, 6),
        "summary": date(2020, 11, 18),
    },
}

#: Who reports to whom: code → (kinds, receiver) per line.
LINES = {
    "moe-2020": [({"省级教育行政部门"}, "教育部职成司")],
    "shandong-2020": [
        ({"市教育局", "高职院校"}, "山东省教育厅职业教育处"),
        ({"市人社局", "省属技工院校"}, "山东省人力资源和社会保障厅"),
    ],
    "shandong-2021": [
        ({"市教育局", "高职院校"}, "山东省教育厅职业教育处"),
        ({"市人社局", "省属技工院校"}, "山东省人力资源和社会保障厅"),
    ],
    "jinan-2023": [
        ({"区县教体局", "中等职业学校", "高职院校", "技工院校"}, "济南市教育局职业教育与高等教育处"),
    ],
    "nanchang-2020": [({"区县教体局", "中等职业学校"}, "南昌市教育局职成处")],
}

WEEKS = {
    "moe-2020": (date(2020, 11, 8), "人人出彩，技能强国"),
    "shandong-2020": (date(2020, 11, 8), "人人出彩，技能强国"),
    "shandong-2021": (date(2021, 5, 22), "技能：让生活更美好"),
    "jinan-2023": (date(2023, 5, 14), "技能：让生活更美好"),
    "nanchang-2020": (date(2020, 11, 8), "人人出彩，技能强国"),
}


def test_all_five_notices_ship() -> None:
    assert codes() == ALL
    assert list(load_campaigns(list(reversed(ALL)))) == list(reversed(ALL))


@pytest.mark.parametrize("code", ALL)
def test_the_dates_of_a_notice_are_in_force(code: str) -> None:
    campaign = load(code)
    first, theme = WEEKS[code]
    assert campaign.theme == theme
    assert campaign.days == tuple(first + timedelta(days=n) for n in range(7))
    assert {m.code: m.due_on for m in campaign.milestones} == MILESTONES[code]
    assert [(set(line.kinds), line.receiver) for line in campaign.lines] == LINES[code]
    assert all(line.passes_to for line in campaign.lines)


@pytest.mark.parametrize("code", ALL)
def test_the_clock_of_a_notice_is_in_force(code: str) -> None:
    campaign = load(code)
    first = campaign.first_day
    assert campaign.due_at(first) == datetime.combine(first, time(10, 0), campaign.timezone)
    assert campaign.late_until(first) == campaign.at(first + timedelta(days=1), time(0))
    assert campaign.daily.reminders == (time(8, 37), time(9, 33), time(9, 51))
    assert campaign.daily.digest_after == timedelta(minutes=10)
    for milestone in campaign.milestones:
        assert campaign.milestone_due_at(milestone) == campaign.at(milestone.due_on + timedelta(days=1), time(0))
    assert campaign.motto == "天天有活动、处处有看点、人人有收获"


@pytest.mark.parametrize("code", ALL)
def test_material_follows_the_one_notice_that_says(code: str) -> None:
    rules = load(code).rules
    # The forms of 2020 were sent out apart (另发): their headers are not known, all else is the default.
    assert rules == Rules(statistics=StatisticsRules(header=code not in ("moe-2020", "shandong-2020")))
    assert (rules.photo.min_width, rules.photo.min_bytes, rules.photo.caption) == (2000, 2_000_000, True)
    assert (rules.video.max_bytes, rules.video.min_lines, rules.video.suggested) == (209_715_200, 480, "1280×720")
    assert (rules.text.min_length, rules.text.max_length) == (800, 1500)
    assert rules.document.title and rules.document.title.points == 22


def test_what_milestones_must_contain() -> None:
    nanchang = load("nanchang-2020").milestone("summary")
    assert nanchang and len(nanchang.contents) == 9
    jinan = load("jinan-2023").milestone("summary")
    assert jinan and jinan.contents == ("文字", "图片", "活动亮点", "典型案例")
    form = load("shandong-2021").milestone("statistics")
    assert form and len(form.contents) == 10
    assert (form.contents[0], form.contents[-1]) == ("统计单位", "媒体报道情况")
    assert [line.units for line in load("moe-2020").lines] == [32]


@pytest.mark.parametrize("code", ALL)
def test_only_the_statistics_form_is_checked_as_one(code: str) -> None:
    forms = {m.code for m in load(code).milestones if m.kind is Kind.STATISTICS}
    assert forms == {"statistics"} & set(MILESTONES[code])
    assert {m.kind for m in load(code).milestones if m.code not in forms} <= {Kind.ATTACHMENT}


@pytest.mark.parametrize("name", ["mine.toml", "folder/mine", "folder\\mine"])
def test_what_looks_like_a_path_is_one_and_anything_else_a_code(name: str) -> None:
    assert find(name) == Path(name)
    assert find("mine") == FOLDER / "mine.toml"


def test_a_path_is_a_file_anywhere(tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    copy.write_bytes(b"\xef\xbb\xbf" + (FOLDER / "moe-2020.toml").read_bytes().replace(b"\n", b"\r\n"))
    assert load(str(copy)) == load("moe-2020")


def failing(name: str) -> list[tuple[str, str]]:
    with pytest.raises(CampaignFileError) as caught:
        load_campaigns([name])
    return [(problem.source, problem.code) for problem in caught.value.problems]


def test_what_cannot_be_read_is_a_problem_of_that_file(tmp_path: Path) -> None:
    latin = tmp_path / "gbk.toml"
    latin.write_bytes('title = "周"'.encode("gbk"))
    assert failing(str(latin)) == [(str(latin), "encoding")]
    assert failing(str(tmp_path / "none.toml")) == [(str(tmp_path / "none.toml"), "not_found")]
    assert failing(f"{tmp_path}/.toml/") == [(f"{tmp_path}/.toml/", "not_found")]
    assert failing("beijing-2020") == [("beijing-2020", "not_found")]
    (tmp_path / "folder.toml").mkdir()
    assert failing(str(tmp_path / "folder.toml")) == [(str(tmp_path / "folder.toml"), "unreadable")]
    assert failing("a\0b") == [("a\0b", "unreadable")]


def test_problems_of_several_files_come_together(tmp_path: Path) -> None:
    with pytest.raises(CampaignFileError) as caught:
        load_campaigns(["nowhere", "moe-2020", "moe-2020"])
    assert [(p.source, p.code) for p in caught.value.problems] == [("nowhere", "not_found"), ("moe-2020", "duplicate")]
