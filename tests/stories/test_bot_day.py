"""A day of the week on WeCom's 智能机器人, over a real socket: who may be reached is, and the counts are right."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from formats.digest import cjk_font
from storage.campaign_files import load
from storage.engine.database import Database
from tests.support.bot_stage import BOT, BotStage, bot_stage
from tests.support.clocks import FrozenClock
from tests.support.town import BUREAU, CAPTION, DISTRICT, PEOPLE, SCHOOLS, november, photo


@pytest.fixture
async def on(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[BotStage]:
    clock.set(november(9, "07:50:00"))
    units = [BUREAU, DISTRICT, *SCHOOLS]
    async with bot_stage(database, clock, tmp_path, [load("nanchang-2020")], units, PEOPLE) as opened:
        yield opened


def word(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def six(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"(应报|已报|按时|迟报|缺报|免报) (\d+)", text)}


async def heard_since(on: BotStage, before: dict[str, int]) -> dict[str, str]:
    told = {account: "\n".join(on.heard(account)[number:]) for account, number in before.items()}
    return {account: text for account, text in told.items() if text}


def now(on: BotStage) -> dict[str, int]:
    return {member.account: len(on.heard(member.account)) for member in PEOPLE}


def _draws() -> bool:
    """There is a Chinese font to draw with."""
    try:
        cjk_font.find_font()
    except cjk_font.NoChineseFont:
        return False
    return True


@pytest.mark.long
async def test_a_day(on: BotStage) -> None:
    # Everybody but erin and dave has spoken to the bot.
    for account in ("alice", "bob", "carol", "dana"):
        assert await on.ask(account, "状态")

    await on.photo("alice", photo())
    await on.say("alice", CAPTION)
    await on.drain()
    assert "合格" in on.last("alice")

    before = now(on)
    await on.until(november(9, "08:38:00"))
    reminded = await heard_since(on, before)
    assert set(reminded) == {"bob", "carol"}
    assert all("还有" in text for text in reminded.values())

    await on.photo("bob", photo(1600, 1200))
    await on.drain()
    assert "不合格" in on.last("bob") and "要求不少于" in on.last("bob")
    await on.photo("bob", photo(2600, 1700))
    await on.say("bob", CAPTION)
    await on.drain()
    assert "合格" in on.last("bob")

    # A Word file arrives, as it is.
    data = word("活动周总结")
    await on.file("alice", "云麓第一职业学校活动周总结.docx", data)
    await on.drain()
    assert "活动周总结" in on.last("alice")
    (document,) = [row for row in await on.rows("submissions") if row["file_name"].endswith(".docx")]
    assert await on.ctx.objects.get(str(document["key"])) == data

    # What waited for erin comes when she speaks.
    await on.say("erin", "你好")
    await on.until(november(9, "09:20:00"))
    assert any("还有" in text for text in on.heard("erin"))

    before = now(on)
    await on.until(november(9, "09:34:00"))
    assert set(await heard_since(on, before)) == {"carol", "erin"}

    await on.until(november(9, "09:52:00"))
    before = now(on)
    await on.until(november(9, "10:12:00"))
    told = await heard_since(on, before)
    assert set(told) == {"dana"}
    assert "简报（截至" in told["dana"]
    assert six(told["dana"]) == {"应报": 5, "已报": 2, "按时": 2, "迟报": 0, "缺报": 3, "免报": 0}

    # The digest comes as a picture and Word, to whoever hears it and nobody else.
    brought = [(one.conversation, one.kind) for one in on.bot.rooms.brought if one.media]
    assert brought == [("dana", "image")] * _draws() + [("dana", "file")]
    names = [name for _, name, _ in on.bot.shelf.taken.values()]
    assert names == ["简报-11月9日.png"] * _draws() + ["简报-11月9日.docx"]

    await on.photo("erin", photo(2700, 1800))
    await on.say("erin", CAPTION)
    await on.drain()
    assert six(await on.ask("dana", "统计")) == {"应报": 5, "已报": 3, "按时": 2, "迟报": 1, "缺报": 2, "免报": 0}

    await on.ask("dave", "你好")
    assert any("简报（截至" in text for text in on.heard("dave"))

    assert on.bot.lost == []
    assert {row["state"] for row in await on.rows("inbox")} == {"done"}
    assert {row["state"] for row in await on.rows("outbox")} == {"sent"}
    assert {row["channel"] for row in await on.rows("inbox")} == {BOT}
