"""Every code that can come has words, and the words are one line with the values in it."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path

import pytest

from domain.campaigns.campaign import Daily
from domain.campaigns.file import CampaignFileError, CampaignProblem, parse
from domain.findings.found import Found
from domain.roster.planned import Action, Change, Subject
from domain.roster.roster import RosterProblem
from formats.operator.campaign import campaign_line, campaign_text
from formats.operator.roster import change_text, import_summary, roster_problem_text
from formats.words import operator as texts
from formats.words import roster as roster_words
from storage.campaign_files import codes, load

ROOT = Path(__file__).parents[3]


def sources(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def test_every_code_of_a_campaign_or_settings_file_has_words() -> None:
    text = sources(
        "domain/campaigns/file.py",
        "domain/campaigns/rules_file.py",
        "domain/campaigns/toml_table.py",
        "storage/campaign_files.py",
        "bot/settings/load.py",
        "bot/settings/channels.py",
        "bot/settings/tables.py",
    )
    found = set(re.findall(r'Unusable\("([a-z_]+)"', text))
    found |= set(re.findall(r'\.note\([^,]+, "([a-z_]+)"', text))
    found |= set(re.findall(r'(?:_error|_problem)\([a-z.]+, "([a-z_]+)"', text))
    found |= set(re.findall(r'PydanticCustomError\("([a-z_]+)"', text))
    found |= set(re.findall(r'\("(wrong_type|missing|unknown_key)"', text))
    assert len(found) > 25
    assert found <= set(texts.PROBLEMS)


def test_every_type_that_is_asked_for_has_a_name() -> None:
    text = sources("domain/campaigns/toml_table.py", "bot/settings/load.py")
    found = set(re.findall(r'"wrong_type", "([a-z]+)"', text))
    assert found == set(texts.TYPES)


def test_every_code_of_a_roster_has_words() -> None:
    text = sources(
        "domain/roster/check.py", *(f"checks/tables/roster_{name}.py" for name in ("file", "header", "cells"))
    )
    found = set(re.findall(r'code="([a-z_]+)"', text)) | set(re.findall(r'BadCell\("([a-z_]+)"', text))
    found |= set(re.findall(r'_of_file\("([a-z_]+)"', text))
    found |= set(re.findall(r'_(?:problem|of_entry)\((?:[^",]+, )*"([a-z_]+)"', text))
    assert len(found) > 20
    # What a vetted package can be refused for comes from the checks of files.
    assert found | {"encrypted", "damaged", "unsafe"} <= set(roster_words.ROSTER_PROBLEMS)


@pytest.mark.parametrize("code", list(texts.PROBLEMS))
def test_a_problem_is_one_line(code: str) -> None:
    said = texts.problem_text(CampaignProblem(source="a.toml", key="k", code=code, found="甲", required="乙"))
    assert said.startswith("a.toml：k：")
    assert len(said.splitlines()) == 1
    assert "{" not in said


@pytest.mark.parametrize("code", list(roster_words.ROSTER_PROBLEMS))
def test_a_roster_problem_is_one_line(code: str) -> None:
    found = Found.MACRO if code == "unsafe" else "甲"
    problem = RosterProblem(row=3, column="单位类型", code=code, found=found, required="乙", other_row=2)
    said = roster_problem_text(problem)
    assert said.startswith("第 3 行 单位类型：")
    assert len(said.splitlines()) == 1
    assert "{" not in said


def test_an_unsafe_roster_is_told_why() -> None:
    problem = RosterProblem(row=0, column="", code="unsafe", found=Found.EXTERNAL_LINK.value)
    assert "不安全的内容（外部链接）" in roster_problem_text(problem)


def test_found_and_required_are_said() -> None:
    with pytest.raises(CampaignFileError) as caught:
        parse('code = "x"\n[daily]\nreminders = ["10:05"]\ndeadline = 5\n[rules.photo]\nmin_width = "a"', "x.toml")
    said = texts.problems_text(caught.value.problems)
    assert 'x.toml：daily.deadline：写的是 5，应是时刻，如 "08:37"。' in said
    assert "x.toml：daily.reminders[0]：10:05 不早于截止时间 10:00" in said
    assert "x.toml：rules.photo.min_width：写的是 a，应是整数。" in said


def test_a_code_without_words_is_still_said() -> None:
    assert texts.problem_text(CampaignProblem(source="a", key="b", code="brand_new")) == "a：b：这里不对（brand_new）。"


def test_changes_are_told_row_by_row() -> None:
    changed = Change(
        row=3, subject=Subject.ORGANISATION, name="甲校", action=Action.CHANGED, columns=("简称", "单位类型")
    )
    left = Change(row=0, subject=Subject.PERSON, name="乙", action=Action.REMOVED)
    assert change_text(changed, str) == "第 3 行 修改单位 甲校（简称、单位类型）"
    assert change_text(left, str) == "不在表里 移出人员 乙（不再负责任何单位，账号、邀请码和上传链接随即失效）"
    assert import_summary([changed, left], dry_run=False) == "已导入。单位：修改 1；人员：移出 1。"
    assert import_summary([changed], dry_run=True).startswith("试运行，没有改动任何数据。")


# a campaign as text


def test_a_campaign_is_told_with_every_time() -> None:
    said = campaign_text(load("shandong-2021"))
    for expected in (
        "教育线：市教育局、高职院校 → 山东省教育厅职业教育处",
        "人社线：市人社局、省属技工院校 → 山东省人力资源和社会保障厅",
        "2021-05-28  从 05-27 10:00 起算，05-28 10:00 截止，迟报收到 05-28 24:00",
        "活动周总结报告（summary）  06-02 24:00 截止，收文件、文字",
        "统计单位、参与活动的职业院校数",
        "提醒：06-01 09:07、06-02 09:07",
        "只要这些单位交：市教育局、高职院校",
    ):
        assert expected in said
    assert said.count("截止，迟报收到") == 7
    assert said.count("只要这些单位交") == 2


def test_a_late_time_beyond_midnight_and_no_milestones() -> None:
    text = (ROOT / "campaigns" / "jinan-2023.toml").read_text(encoding="utf-8").split("[[milestones]]")[0]
    campaign = parse(text.replace('late_until = "24:00"', 'late_until = "33:30"'), "x.toml")
    assert campaign.daily == Daily(
        late_for=timedelta(hours=33, minutes=30),
        reminders=(time(8, 37), time(9, 33), time(9, 51)),
        asks=("典型案例", "稿件", "照片", "视频"),
    )
    said = campaign_text(campaign)
    assert "05-14 10:00 截止，迟报收到 05-15 09:30" in said
    assert "一次性材料：无" in said


def test_the_list_marks_what_is_in_force() -> None:
    lines = [campaign_line(load(code), in_force=code == "moe-2020") for code in codes()]
    assert [line for line in lines if line.startswith("*")] == [
        "* moe-2020  2020-11-08 至 2020-11-14  2020年职业教育活动周"
    ]
