from __future__ import annotations

from pathlib import Path

import pytest

from checks.check import inspect
from checks.guess import kind_by_name
from checks.request import CheckRequest
from checks.word.press_name import is_press_name
from domain.campaigns.rules import PressRules, Rules
from domain.findings import Kind, Report
from formats.findings.values import found_text, place_text, required_text
from tests.support.docx_files import Docx, image_run, paragraph, prose, run
from tests.support.real_files import RealFiles

NAME = "大众网+我校举办活动周启动仪式.docx"
TEXT = paragraph(run(prose(200)))
PICTURE = paragraph(image_run())


def look(tmp_path: Path, *body: str, name: str = NAME, rules: PressRules | None = None) -> Report:
    path = tmp_path / "press.bin"
    path.write_bytes(Docx(list(body)).bytes())
    return inspect(CheckRequest(path=path, name=name, kind=Kind.PRESS, rules=Rules(press=rules or PressRules())))


def told(report: Report) -> list[tuple[str, str]]:
    return [(f.code, place_text(f)) for f in report.findings]


def test_text_first_and_pictures_last_is_right(tmp_path: Path) -> None:
    report = look(tmp_path, TEXT, TEXT, PICTURE, PICTURE)
    assert report.findings == ()
    assert (report.facts["images"], report.facts["characters"]) == (2, 400)


@pytest.mark.parametrize("caption", ["图1：启动仪式现场", "（来源：大众网　记者甲某）", "学生展示技能"])
def test_captions_and_credits_may_follow_a_picture(tmp_path: Path, caption: str) -> None:
    line = paragraph(run(caption))
    assert look(tmp_path, TEXT, PICTURE, line, PICTURE, line, paragraph()).findings == ()


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ((PICTURE, TEXT), "“活动周期间学校面向社区开…”"),
        ((TEXT, PICTURE, TEXT), "“活动周期间学校面向社区开…”"),
        ((TEXT, paragraph(image_run(), run(prose(100)))), "“活动周期间学校面向社区开…”"),
        ((paragraph(run("题目"), image_run()), TEXT), "“活动周期间学校面向社区开…”"),
        ((TEXT, PICTURE, *[paragraph(run("又写了一行"))] * 6), "“又写了一行”"),
        ((PICTURE, paragraph(run(prose(50))), paragraph(run("短短一行"))), "“活动周期间学校面向社区开…”"),
    ],
)
def test_text_after_a_picture_is_found(tmp_path: Path, body: tuple[str, ...], place: str) -> None:
    assert told(look(tmp_path, *body)) == [("press.images_last", place)]


def test_a_report_needs_its_pictures(tmp_path: Path) -> None:
    assert told(look(tmp_path, TEXT)) == [("press.no_images", "")]
    assert look(tmp_path, TEXT, rules=PressRules(images_required=False)).findings == ()


def test_a_screenshot_is_refused_alone_and_inside_word(tmp_path: Path, real: RealFiles) -> None:
    path = real("photo_small_apple_gainmap.jpg")
    report = inspect(CheckRequest(path=path, name="大众网+我校举办启动仪式.jpg", kind=Kind.PRESS, rules=Rules()))
    assert [(f.code, found_text(f), required_text(f)) for f in report.findings] == [
        ("press.screenshot", "JPG 图片", "Word（.docx）")
    ]
    pasted = look(tmp_path, paragraph(run("报道截图")), PICTURE)
    assert [(f.code, found_text(f)) for f in pasted.findings] == [("press.screenshot", "只有图片，文字 4 字")]


@pytest.mark.parametrize(("characters", "wrong"), [(49, [("press.screenshot", "")]), (50, [])])
def test_fewer_characters_than_fifty_beside_a_picture_are_a_screenshot(
    tmp_path: Path, characters: int, wrong: list[tuple[str, str]]
) -> None:
    assert told(look(tmp_path, paragraph(run("字" * characters)), PICTURE)) == wrong


@pytest.mark.parametrize(
    ("lines", "length", "place"),
    [(4, 5, ""), (5, 5, "“字字字字字”"), (1, 60, ""), (1, 61, f"“{'字' * 12}…”")],
    ids=["four lines", "five lines", "sixty characters", "sixty-one"],
)
def test_a_caption_is_short_and_of_few_lines(tmp_path: Path, lines: int, length: int, place: str) -> None:
    report = look(tmp_path, TEXT, PICTURE, *[paragraph(run("字" * length))] * lines)
    assert told(report) == ([("press.images_last", place)] if place else [])


@pytest.mark.parametrize(("after", "place"), [(59, ""), (60, f"“{'字' * 12}…”")])
def test_captions_are_less_than_the_text(tmp_path: Path, after: int, place: str) -> None:
    report = look(tmp_path, paragraph(run("字" * 60)), PICTURE, paragraph(run("字" * after)))
    assert told(report) == ([("press.images_last", place)] if place else [])


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        "大众网＋我校举办活动周启动仪式.docx",
        "大众网 + 我校举办活动周启动仪式.docx",
        "大众网_我校举办活动周启动仪式.DOCX",
        "大众网-我校举办活动周启动仪式.docx",
        "大众网——我校举办活动周启动仪式.docx",
        "大众网：我校举办活动周启动仪式.docx",
        "大众网《我校举办活动周启动仪式》.docx",
        "大众网 我校举办活动周启动仪式.docx",
        "CCTV+职业教育活动周开幕.docx",
        "某某日报+我校举办活动周启动仪式(1).docx",
        "11.9 大众网+我校举办活动周启动仪式.docx",
        "大众网丨我校举办活动周启动仪式.docx",
        "【大众网】我校举办活动周启动仪式.docx",
        "（学习强国）我校举办活动周启动仪式.docx",
        "大众网（我校举办活动周启动仪式）.docx",
        "大众网加我校举办活动周启动仪式.docx",
        "大众网&我校举办活动周启动仪式.docx",
        "媒体报道-大众网+我校举办活动周启动仪式.docx",
        "大众网+5.20我校举办活动周启动仪式",
    ],
)
def test_how_people_type_medium_and_title(name: str) -> None:
    assert is_press_name(name)


BOTH, MEDIUM, REPORT = "媒体单位+报道标题", "标题前面写媒体单位", "媒体单位后面写报道标题"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("1.docx", BOTH),
        ("IMG_2020.docx", BOTH),
        ("报道.docx", BOTH),
        ("", BOTH),
        ("新建文档.docx", MEDIUM),
        ("我校举办活动周启动仪式.docx", MEDIUM),
        ("学校加强技能培训活动.docx", MEDIUM),
        ("+我校举办活动周启动仪式.docx", MEDIUM),
        ("我校（本部）举办活动周启动仪式.docx", MEDIUM),
        ("（图文）我校举办活动周启动仪式.docx", MEDIUM),
        ("我校加强技能培训活动.docx", MEDIUM),
        ("企业、学校举办活动周启动仪式.docx", MEDIUM),
        ("校园网加强技能培训活动.docx", MEDIUM),
        ("媒体报道+我校举办活动周启动仪式.docx", MEDIUM),
        ("剪报1：我校举办活动周启动仪式.docx", MEDIUM),
        ("新闻（我校举办活动周启动仪式）.docx", MEDIUM),
        ("大众网+.docx", REPORT),
        ("大众网.docx", REPORT),
        ("大众网+报道.docx", REPORT),
        ("大众网我校举办活动周启动仪式.docx", "媒体单位和标题之间有“+”"),
        ("星河日报某校举办活动周启动仪式.docx", "媒体单位和标题之间有“+”"),
        ("我校举办启动仪式+大众网.docx", "媒体单位在前、标题在后"),
    ],
)
def test_of_a_wrong_name_the_rule_it_breaks_is_told(tmp_path: Path, name: str, rule: str) -> None:
    assert not is_press_name(name)
    (finding,) = look(tmp_path, TEXT, PICTURE, name=name).findings
    assert (finding.code, required_text(finding)) == ("press.filename", rule)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("大众网我校举办活动周启动仪式.docx", Kind.PRESS),
        ("人民网我校举办活动周启动仪式.docx", Kind.PRESS),
        ("大众网+.docx", Kind.PRESS),
        ("大众网.docx", Kind.PRESS),
        ("云麓日报某校举办活动周启动仪式.docx", Kind.PRESS),
        ("中国网红主播走进校园的故事.docx", Kind.DOCUMENT),
        ("大众网络课程里的技能故事.docx", Kind.DOCUMENT),
        ("活动周日报我校第三天开放情况.docx", Kind.DOCUMENT),
        ("校园电视台里的小主播.docx", Kind.DOCUMENT),
        ("校园日报编辑部的故事.docx", Kind.DOCUMENT),
        ("开放日报名的孩子们.docx", Kind.DOCUMENT),
    ],
)
def test_a_name_that_begins_with_a_medium_is_a_press_reports(name: str, kind: Kind) -> None:
    assert kind_by_name(name) is kind


def test_every_rule_can_be_switched_off(tmp_path: Path) -> None:
    off = PressRules(word=True, images_last=False, images_required=False, filename=False)
    assert look(tmp_path, PICTURE, TEXT, name="1.docx", rules=off).findings == ()
