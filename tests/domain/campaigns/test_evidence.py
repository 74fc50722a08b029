"""What meets a milestone: addresses, telephones, words, files; and which documents are a day's story."""

from __future__ import annotations

import pytest

from domain.campaigns.evidence import Evidence, is_days_story, lacking

FILE, TEXT, LINK, CONTACT = Evidence


@pytest.mark.parametrize(
    ("accepted", "text", "expected"),
    [
        ((FILE, TEXT), "方案如下", None),
        ((FILE,), "方案如下", FILE),
        ((LINK,), "https://example.edu.cn/a", None),
        ((LINK,), "见 HTTP://example.edu.cn。", None),
        ((LINK,), "example.edu.cn", LINK),
        ((LINK,), "https:// 还没有", LINK),
        ((CONTACT,), "某某 10000000000", None),
        ((CONTACT,), "某某 010-1234567", None),
        ((CONTACT,), "某某 0551 12345678", None),
        ((CONTACT,), "某某 1000000000", CONTACT),
        ((CONTACT,), "某某 100000000000", CONTACT),
        ((CONTACT,), "编号 9010-12345678", CONTACT),
        ((CONTACT,), "某某", CONTACT),
        ((LINK, CONTACT), "某某 10000000000", LINK),
        ((LINK, CONTACT), "https://example.edu.cn", CONTACT),
        ((LINK, FILE), "还没有", LINK),
        ((FILE, CONTACT), "还没有", CONTACT),
    ],
)
def test_what_a_text_lacks(accepted: tuple[Evidence, ...], text: str, expected: Evidence | None) -> None:
    assert lacking(accepted, text) is expected


@pytest.mark.parametrize("stem", ["典型案例", "职教故事一则", "日报+标题", "日报＋标题", "宣传报道"])
def test_a_days_story_is_told_by_its_name(stem: str) -> None:
    assert is_days_story(stem)


@pytest.mark.parametrize("stem", ["", "工作方案", "统计表", "总结-1"])
def test_anything_else_may_be_a_milestones(stem: str) -> None:
    assert not is_days_story(stem)
