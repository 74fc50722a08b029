"""What an ending is, and what is only a point in a name."""

from __future__ import annotations

import pytest

from domain.file_names import ending_of, press_parts, stem_of


@pytest.mark.parametrize(
    ("name", "stem", "ending"),
    [
        ("活动周方案.docx", "活动周方案", ".docx"),
        (" 照片.JPG ", "照片", ".JPG"),
        ("IMG_0001(1).JPG", "IMG_0001(1)", ".JPG"),
        ("视频.3gp", "视频", ".3gp"),
        ("活动周方案", "活动周方案", ""),
        ("5.20活动周方案", "5.20活动周方案", ""),
        ("活动周方案5.20", "活动周方案5.20", ""),
        ("5.20活动周方案.docx", "5.20活动周方案", ".docx"),
        ("方案.docx.bin", "方案.docx", ".bin"),
        ("", "", ""),
    ],
)
def test_stem_and_ending(name: str, stem: str, ending: str) -> None:
    assert (stem_of(name), ending_of(name)) == (stem, ending)


@pytest.mark.parametrize(
    ("name", "medium", "title"),
    [
        ("大众网+学校开放了实训车间.docx", "大众网", "学校开放了实训车间"),
        ("大众网 ＋ 一加一+等于二.doc", "大众网", "一加一+等于二"),
        ("大众网：学校开放了实训车间.docx", "", "大众网：学校开放了实训车间"),
        ("大众网+.docx", "", "大众网+"),
        ("", "", ""),
    ],
)
def test_a_press_reports_name_says_its_medium_before_a_plus_sign(name: str, medium: str, title: str) -> None:
    assert press_parts(name) == (medium, title)
