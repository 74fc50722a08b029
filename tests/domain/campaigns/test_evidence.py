"""Which documents are a day's story."""

from __future__ import annotations

import pytest

from domain.campaigns.evidence import is_days_story


@pytest.mark.parametrize("stem", ["典型案例", "职教故事一则", "日报+标题", "日报＋标题", "宣传报道"])
def test_a_days_story_is_told_by_its_name(stem: str) -> None:
    assert is_days_story(stem)


@pytest.mark.parametrize("stem", ["", "工作方案", "统计表", "总结-1"])
def test_anything_else_may_be_a_milestones(stem: str) -> None:
    assert not is_days_story(stem)
