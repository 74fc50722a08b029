"""What the bot asks has buttons on a channel that shows them: pressed is as typed, once, and late it is too late."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.campaign_files import load
from storage.engine.database import Database
from tests.support.bot_stage import BotStage, bot_stage, shown
from tests.support.clocks import FrozenClock
from tests.support.town import BUREAU, CAPTION, DISTRICT, ONE, PEOPLE, SCHOOLS, THREE, TWO, november, photo

LATE = "现在没有要选的"
NOTHING = "没有等您确认的事。"


@pytest.fixture
async def on(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[BotStage]:
    clock.set(november(9))
    async with bot_stage(
        database, clock, tmp_path, [load("nanchang-2020")], [BUREAU, DISTRICT, *SCHOOLS], PEOPLE
    ) as opened:
        yield opened


def buttons(on: BotStage, account: str) -> dict[str, str]:
    """Of the last card that somebody was shown: what stands on each, and its key."""
    cards = [one.card for one in on.bot.rooms.brought if one.conversation == account and "button_list" in one.card]
    return {button["text"]: button["key"] for button in cards[-1]["button_list"]} if cards else {}


async def say(on: BotStage, account: str, *said: str | int) -> str:
    """Words, and photos so many pixels wide; what is answered."""
    before = len(on.heard(account))
    for one in said:
        await (on.say(account, one) if isinstance(one, str) else on.photo(account, photo(one)))
        await on.drain()
        on.clock.advance(seconds=1)
    return "\n".join(on.heard(account)[before:])


async def press(on: BotStage, account: str, key: str) -> str:
    """What is answered; the card itself changes besides."""
    before = len(on.bot.rooms.brought)
    await on.event(account, "template_card_event", key)
    await on.drain()
    on.clock.advance(seconds=1)
    brought = [one for one in on.bot.rooms.brought[before:] if one.conversation == account]
    return "\n".join(shown(one.text) for one in brought if one.how != "aibot_respond_update_msg")


async def captions(on: BotStage) -> list[str]:
    return [str(row["caption"]) for row in await on.rows("submissions")]


async def test_an_offer_is_taken_by_its_button_once(on: BotStage) -> None:
    await say(on, "alice", 2400, "插花")
    there = buttons(on, "alice")
    assert list(there) == ["把“插花”记作编号…"]
    (key,) = there.values()
    assert "说明“插花”（编号 1）" in await press(on, "alice", key)
    assert await captions(on) == ["插花"]
    assert LATE in await press(on, "alice", key)
    assert await captions(on) == ["插花"]


async def test_several_choices_have_a_button_each_by_the_numbers_of_the_text(on: BotStage) -> None:
    await on.photo("alice", photo(2400))
    await say(on, "alice", 2402)
    asked = await say(on, "alice", "发错了")
    assert "1. 撤回编号 1\n2. 撤回编号 2\n3. 撤回编号 1、2" in asked
    there = buttons(on, "alice")
    assert list(there) == ["1. 撤回编号 1", "2. 撤回编号 2", "3. 撤回编号 1…"]
    await press(on, "alice", there["2. 撤回编号 2"])
    assert [row["state"] for row in await on.rows("submissions")] == ["incomplete", "withdrawn"]


async def test_a_button_of_an_older_question_does_nothing_of_the_newer_one_and_ends_it_not(on: BotStage) -> None:
    await say(on, "alice", 2400, "插花")
    (older,) = buttons(on, "alice").values()
    await say(on, "alice", "茶艺")
    (newer,) = buttons(on, "alice").values()
    assert older != newer
    assert LATE in await press(on, "alice", older)
    assert await captions(on) == [""]
    assert "说明“茶艺”（编号 1）" in await press(on, "alice", newer)


async def test_a_button_pressed_after_ten_minutes_answers_as_the_number_would(on: BotStage) -> None:
    await say(on, "alice", 2400, "插花")
    (key,) = buttons(on, "alice").values()
    on.clock.advance(minutes=11)
    pressed = await press(on, "alice", key)
    assert pressed == await say(on, "alice", "1")
    assert LATE in pressed and await captions(on) == [""]


async def test_a_nudge_is_confirmed_or_not_by_a_button(on: BotStage) -> None:
    for account in ("alice", "bob", "carol", "erin", "dana"):
        await say(on, account, "状态")
    assert "发“确认”就发出提醒" in await say(on, "dana", "催报")
    there = buttons(on, "dana")
    assert list(there) == ["确认", "取消"]
    assert "没有提醒任何单位" in await press(on, "dana", there["取消"])
    assert NOTHING in await press(on, "dana", there["确认"])
    assert not any("请您" in text and "提醒" in text for text in on.heard("alice"))

    before = len(on.heard("alice"))
    await say(on, "dana", "催报", "几点截止")
    again = buttons(on, "dana")
    assert again["确认"] != there["确认"]
    assert NOTHING in await press(on, "dana", there["确认"])
    assert len(on.heard("alice")) == before
    await press(on, "dana", again["确认"])
    on.clock.advance(seconds=30)
    await on.drain()
    assert len(on.heard("alice")) == before + 1
    await press(on, "dana", again["确认"])
    on.clock.advance(seconds=30)
    await on.drain()
    assert len(on.heard("alice")) == before + 1


async def test_which_unit_is_answered_by_its_name(on: BotStage) -> None:
    asked = await say(on, "carol", 2400)
    assert TWO in asked and THREE in asked
    there = buttons(on, "carol")
    assert [label[:2] for label in there] == ["1.", "2."]
    answered = await press(on, "carol", list(there.values())[1])
    assert THREE in answered and TWO not in answered


async def test_a_caption_that_came_first_is_noted_by_the_receipts_button(on: BotStage) -> None:
    await say(on, "alice", "汽修专业学生更换刹车片", 2400)
    assert list(buttons(on, "alice")) == ["记作说明"]
    await press(on, "alice", buttons(on, "alice")["记作说明"])
    assert await captions(on) == ["汽修专业学生更换刹车片"]


async def test_a_return_that_counts_no_more_is_confirmed_by_a_button(on: BotStage) -> None:
    await say(on, "alice", 2400, CAPTION)
    assert "发“确认”退回" in await say(on, "dana", "退回 1 不计 看不清")
    there = buttons(on, "dana")
    assert list(there) == ["确认", "取消"]
    assert ONE in await press(on, "dana", there["确认"])
    assert NOTHING in await press(on, "dana", there["确认"])


async def test_what_is_no_question_has_no_buttons(on: BotStage) -> None:
    await say(on, "alice", "状态", 2400, CAPTION)
    assert buttons(on, "alice") == {}


async def test_a_stranger_who_presses_is_told_how_to_enrol(on: BotStage) -> None:
    await say(on, "stranger", "你好")
    assert "绑定" in await press(on, "stranger", "1#1f|1. 撤回")
