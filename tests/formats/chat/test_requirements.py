"""The rules of a campaign as one card: its own numbers, and no word of a rule that is switched off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from domain.campaigns.rules import DocumentRules, FontRule, PhotoRules, PressRules, Rules, TextRules, VideoRules
from domain.clock import CHINA
from domain.findings import Kind
from formats.chat.requirements import (
    photo_line,
    photo_size_text,
    requirements_text,
    text_length_text,
    text_line,
    video_line,
    what_to_send_text,
)
from storage.campaign_files import load

NANCHANG = load("nanchang-2020")
#: WeCom cuts a longer text without a word.
WECOM_BYTES = 2048
BARE = Rules(
    photo=PhotoRules(formats=(), min_width=None, min_bytes=None, caption=False),
    video=VideoRules(formats=(), max_bytes=None, min_lines=None, suggested=""),
    text=TextRules(min_length=None, max_length=None),
    document=DocumentRules(title=None, unit=None, body=None),
    press=PressRules(word=False, images_last=False, images_required=False, filename=False),
)


def test_the_card_of_nanchang() -> None:
    assert requirements_text(NANCHANG, NANCHANG.kinds).splitlines() == [
        "2020年南昌市中等职业学校职业教育活动周报送要求",
        "每天 10:00 前报：典型活动案例、典型职教故事、典型宣传报道案例、照片、动漫、视频短片、媒体报道",
        "有一件合格就算报了。",
        "照片：JPG 格式，原图，宽不少于 2000 像素，不小于 2 MB，每张配一句说明",
        "视频：mp4 格式，不超过 200 MB，短边不少于 480 像素，建议 1280×720 以上",
        "文字：800–1500 字，按 Word 的字数算，标点也算",
        "Word 文稿：800–1500 字，标题方正小标宋简体二号，单位名称楷体三号，正文仿宋_GB2312三号",
        "媒体报道：用 Word 文件，不收截图，要有图片，图片放在文字后面，文件名写“媒体单位+报道标题”",
        "另外要报：",
        "特色亮点活动一览表：11月4日 24:00 前",
        "活动周工作方案：11月6日 24:00 前",
        "活动周总结：11月18日 24:00 前",
    ]


@pytest.mark.parametrize("code", ["jinan-2023", "moe-2020", "nanchang-2020", "shandong-2020", "shandong-2021"])
def test_every_card_fits_one_message(code: str) -> None:
    said = requirements_text(load(code), load(code).kinds)
    assert len(said.encode()) <= WECOM_BYTES
    assert "{" not in said


def test_what_is_owed_once_is_what_these_kinds_owe() -> None:
    campaign = load("shandong-2021")
    of_labour = requirements_text(campaign, {"省属技工院校"})
    assert "活动周方案" in of_labour
    assert "统计表" not in of_labour
    assert "统计表" in requirements_text(campaign, {"省属技工院校", "高职院校"})


def test_a_rule_that_is_off_is_not_said() -> None:
    said = requirements_text(replace(NANCHANG, rules=BARE, milestones=()), NANCHANG.kinds)
    assert said.splitlines()[3:] == ["照片：没有特别要求", "视频：没有特别要求", "文字：没有特别要求"]


def test_only_what_the_campaign_takes_is_on_the_card() -> None:
    daily = replace(NANCHANG.daily, kinds=(Kind.PHOTO,), required=(Kind.PHOTO,), asks=())
    said = requirements_text(replace(NANCHANG, daily=daily, milestones=()), NANCHANG.kinds)
    assert said.splitlines()[1:] == [
        "每天 10:00 前报：照片",
        "每天都要有：照片",
        "照片：JPG 格式，原图，宽不少于 2000 像素，不小于 2 MB，每张配一句说明",
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            photo_line(PhotoRules(min_width=None, min_bytes=1_500_000)),
            "照片：JPG 格式，原图，不小于 1.5 MB，每张配一句说明",
        ),
        (photo_line(PhotoRules(min_width=None, min_bytes=None)), "照片：JPG 格式，每张配一句说明"),
        (
            video_line(VideoRules(max_bytes=50_000_000)),
            "视频：mp4 格式，不超过 50 MB，短边不少于 480 像素，建议 1280×720 以上",
        ),
        (text_line(TextRules(min_length=None)), "文字：不超过 1500 字，按 Word 的字数算，标点也算"),
        (text_line(TextRules(max_length=None)), "文字：不少于 800 字，按 Word 的字数算，标点也算"),
        (
            text_length_text(
                TextRules(), DocumentRules(title=FontRule(names=("黑体",), points=17), unit=None, body=None)
            ),
            "文字：800–1500 字，按 Word 的字数算，标点也算\nWord 文稿：800–1500 字，标题黑体 17 磅",
        ),
        (photo_size_text(BARE.photo), "照片：没有特别要求\n张数不限，可以分几次发。"),
    ],
)
def test_single_rules(said: str, expected: str) -> None:
    assert said == expected


def test_what_to_send_names_what_is_still_missing() -> None:
    now = datetime(2020, 11, 9, 9, 0, tzinfo=CHINA)
    missing = [("甲校", (Kind.VIDEO, Kind.TEXT)), ("乙校", ())]
    said = what_to_send_text(NANCHANG, missing, [("总结", datetime(2020, 11, 19, tzinfo=CHINA))], now)
    assert said.splitlines()[2:] == [
        "甲校今天（11月9日）还缺：视频、文字",
        "直接发给我就行。",
        "另外要报：",
        "总结：11月18日 24:00 前",
    ]
