"""Commands that carry words of their own: what is content, and what only looks like it."""

from __future__ import annotations

import pytest

from domain.language import given
from domain.language.acts import CaptionText, GiveCaption
from domain.language.normal import normalised
from tests.support.phrase_rows import vocabulary

WORDS = vocabulary("liaison", ("晚霞区汽车工程学校", "晚霞区艺术职业学校"))


@pytest.mark.parametrize("text", ["说明 6 教师指导学生", "6号的说明：教师指导学生", "给6号加个说明：教师指导学生"])
def test_a_caption_for_a_number(text: str) -> None:
    caption = CaptionText(text="教师指导学生", numbers=(6,))
    assert given.read(normalised(text), WORDS) == given.Given(act=GiveCaption(captions=(caption,)), sure=True)


def test_captions_are_kept_in_the_characters_typed() -> None:
    typed, simplified = "第一張烹飪比賽現場\n第二張學生參觀", "第一张烹饪比赛现场\n第二张学生参观"
    captions = (CaptionText(text="烹飪比賽現場", place=1), CaptionText(text="學生參觀", place=2))
    found = given.read(normalised(typed, simplified), WORDS)
    assert found == given.Given(act=GiveCaption(captions=captions), sure=True)


@pytest.mark.parametrize("text", ["说明5 是哪张", "说明5 写几号", "6号的说明：对不", "稿件：今天谁值日"])
def test_content_that_asks_is_none(text: str) -> None:
    found = given.read(normalised(text), WORDS)
    assert found is not None
    assert not found.sure
