"""导出 in chat: how much there is and where, never a file and never an address that opens by itself."""

from __future__ import annotations

import pytest

from tests.stories.test_exports import sent
from tests.support.stage import Stage
from tests.support.town import november, on

__all__ = ["on"]
pytestmark = [
    pytest.mark.town(now=november(9, "09:30:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
PAGE = "/w/nanchang-2020/exports?day=2020-11-09"


async def test_the_answer_is_the_page_that_asks_for_a_session(on: Stage) -> None:
    await sent(on)
    for said in ("导出 11月9日", "导出今天的材料", "导出"):
        told = await on.ask("dana", said)
        assert "11月9日合格 3 件" in told and told.count("http") == 1, said
        assert f"{PAGE}\n" in told and "/login/" not in told and "/g/" not in told and "zip 下载" in told, said
    assert "合格 1 件" in await on.ask("dave", "导出 11月9日")
    assert "还没有合格的材料" in await on.ask("dana", "导出 11月10日")
    assert PAGE not in await on.ask("alice", "导出 11月9日")
    assert not await on.rows("exports")


async def test_only_what_was_recommended_or_adopted(on: Stage) -> None:
    await sent(on)
    assert "11月9日还没有推荐的材料" in await on.ask("dana", "导出 11月9日 推荐")
    await on.ask("dana", "推荐 1")
    for said in ("导出 11月9日 推荐", "导出11月9日推荐的", "导出今天推荐的材料", "导出推荐", "把今天推荐的导出一下"):
        told = await on.ask("dana", said)
        assert "11月9日推荐 1 件" in told and f"{PAGE}&mark=passed\n" in told, said
        # Another office's recommendation is not its own.
        assert "还没有推荐的材料" in await on.ask("dave", said), said
        assert "mark=adopted" in await on.ask("dana", said.replace("推荐", "采用")), said
        assert "mark=picked" in await on.ask("dana", said.replace("推荐", "备选")), said
    assert not await on.rows("exports")


async def test_the_days_picture_is_behind_a_session_too(on: Stage) -> None:
    await sent(on)
    told = await on.ask("dana", "图片")
    assert "11月9日的情况" in told and "/w/nanchang-2020/2020-11-09.png" in told and "看板" in told
    assert "/2020-11-08.png" in await on.ask("dana", "看图片 11月8日")
    for liaison in ("alice", "bob"):
        assert ".png" not in await on.ask(liaison, "图片")
