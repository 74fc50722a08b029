"""Names of exported files: whatever people typed, Windows takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from domain.clock import CHINA
from domain.findings import Kind
from formats.exports.material import ExportedItem
from formats.exports.names import legal, path_of

ITEM = ExportedItem(
    number=128,
    kind=Kind.PHOTO,
    day=date(2020, 11, 9),
    unit="星河市第一职业学校",
    short_unit="星河一职",
    title="",
    caption="校园开放日汽修体验",
    text="",
    file_name="",
    key="week/2020-11-09/s1/128.JPG",
    size=9,
    sha256="",
    at=datetime(2020, 11, 9, 9, tzinfo=CHINA),
)


def test_a_path_says_order_unit_caption_and_number() -> None:
    assert path_of(ITEM, 1) == "02照片/001_星河一职_校园开放日汽修体验_128.jpg"
    assert path_of(replace(ITEM, within="11月9日"), 1) == "11月9日/02照片/001_星河一职_校园开放日汽修体验_128.jpg"
    assert path_of(replace(ITEM, within="丙市/教育局?"), 1).startswith("丙市_教育局/02照片/001_")
    once = replace(
        ITEM, day=None, kind=Kind.ATTACHMENT, caption="", file_name="总结.docx", key="a/1.docx", within="一次性材料"
    )
    assert path_of(once, 12) == "一次性材料/06附件/012_星河一职_总结_128.docx"


def test_a_press_report_keeps_medium_and_title() -> None:
    press = replace(ITEM, kind=Kind.PRESS, title="", file_name="大众网＋技能闪光.docx", key="a/1.docx")
    assert path_of(press, 3) == "04媒体报道/003_星河一职_大众网+技能闪光_128.docx"


def test_a_text_from_chat_is_a_text_file() -> None:
    text = replace(ITEM, kind=Kind.TEXT, key="", title="焊花里的青春", caption="")
    assert path_of(text, 1) == "01稿件/001_星河一职_焊花里的青春_128.txt"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ('a<b>c:d"e/f\\g|h?i*j', "a_b_c_d_e_f_g_h_i_j"),
        ("../../etc/passwd", "etc_passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("CONTEST", "CONTEST"),
        ("com1", "_com1"),
        ("末尾. . ", "末尾"),
        ("两行\n的\t说明", "两行_的_说明"),
        ("反\u202e转", "反转"),
        ("坏\ud800字", "坏字"),
        ("\x00\x1f", ""),
        ("长" * 99, "长" * 30),
        ("长" * 29 + ". 点", "长" * 29),
        ("笑😀", "笑😀"),
    ],
)
def test_what_a_name_must_not_have(typed: str, name: str) -> None:
    assert legal(typed, 30) == name


def test_the_longest_path() -> None:
    long = replace(ITEM, short_unit="长" * 99, caption="字" * 999, number=10**15 - 1, key="a/1." + "x" * 20)
    path = path_of(replace(long, within="某" * 40), 99_999)
    assert len(path) < 180
    assert all(len(part.encode()) <= 255 for part in path.split("/"))
