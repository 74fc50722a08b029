"""Every finding code of the contract has words: short, with what was found, what is required, and what to do."""

from __future__ import annotations

import pytest

from domain.findings import Finding
from domain.messages import Abilities
from formats import finding_texts as texts
from formats.finding import finding_text
from tests.finding_codes import CODES

CHAT = Abilities(shrinks_photos=True)
DESK = Abilities(shrinks_photos=False)


def test_the_contract_and_the_words_name_the_same_codes() -> None:
    assert set(texts.FINDINGS) == set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("channel", [CHAT, DESK])
def test_a_code_is_at_most_two_short_lines(code: str, channel: Abilities) -> None:
    for finding in (Finding(code=code), Finding(code=code, found="值" * 200, required="规" * 200, place="第 3 段")):
        lines = finding_text(finding, channel).split("\n")
        assert 1 <= len(lines) <= 2
        assert all(line.endswith("。") and len(line) <= 200 for line in lines)
        assert not any(mark in line for line in lines for mark in "{}")
        assert code not in "".join(lines)


@pytest.mark.parametrize("code", [c for c in CODES if texts.FINDINGS[c].parts])
def test_found_is_said_where_it_is_known(code: str) -> None:
    assert "甲乙" in finding_text(Finding(code=code, found="甲乙", required="丙丁"), CHAT)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding(code="photo.width", found="1600", required="2000"), "宽 1600 像素，要求不少于 2000 像素。"),
        (Finding(code="photo.size", found="0.81 MB", required="2 MB"), "大小 0.81 MB，要求不小于 2 MB。"),
        (Finding(code="text.length", found="650", required="800–1500"), "字数 650，要求 800–1500 字。"),
        (Finding(code="text.length", found="650", required="不少于 800"), "字数 650，要求不少于 800 字。"),
        (Finding(code="press.filename", found="报道.docx"), "文件名“报道.docx”不合要求。"),
        (
            Finding(
                code="document.body_font", found="宋体 12 磅", required="仿宋_GB2312 三号（16 磅）", place="第 3 段"
            ),
            "第 3 段：正文字体：宋体 12 磅，应为仿宋_GB2312 三号（16 磅）。",
        ),
        (Finding(code="video.resolution", required="480"), "视频清晰度不够，要求短边不少于 480 像素。"),
    ],
)
def test_values_are_put_in(finding: Finding, said: str) -> None:
    assert finding_text(finding, CHAT).split("\n")[0] == said


def test_the_way_out_is_that_of_the_channel() -> None:
    finding = Finding(code="photo.width", found="1600", required="2000")
    assert "勾选“原图”" in finding_text(finding, CHAT)
    assert "勾选" not in finding_text(finding, DESK)


def test_a_code_of_a_later_version_is_still_a_sentence() -> None:
    said = finding_text(Finding(code="photo.future", found="7", required="8"), CHAT)
    assert said == "现为 7，要求 8。\n请改好后重发。"
