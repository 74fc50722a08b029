"""Liaisons talk to the bot: they come in, send photos and texts, mend what they sent, and are understood or asked."""

from __future__ import annotations

import pytest

from storage import invites, people
from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.fakes import wecom_messages as xml
from tests.support.stage import Member, Stage
from tests.support.town import (
    CAPTION,
    FOUR,
    GOOD_TEXT,
    ONE,
    PEOPLE,
    SHORT_TEXT,
    THREE,
    TWO,
    november,
    photo,
)

NAMES = (ONE, TWO, THREE, FOUR, "云麓市教育局职成处", *(member.account.title() for member in PEOPLE))


async def states(on: Stage) -> list[str]:
    return [str(row["state"]) for row in await on.rows("submissions")]


# --- Coming in ---


async def test_a_stranger_learns_how_to_enrol_and_nothing_else(on: Stage) -> None:
    await on.say("alice", GOOD_TEXT)
    for words in ("你好", "今天谁没交", ONE, "状态", "帮助", "绑定", "绑定 XXXX1234", "撤回 1"):
        answer = await on.ask("stranger", words)
        assert "邀请码" in answer, words
        assert not [name for name in NAMES if name in answer], words


async def test_a_strangers_photo_is_answered_and_kept_nowhere(on: Stage) -> None:
    await on.photo("stranger", photo())
    await on.drain()
    assert "绑定 邀请码" in on.last("stranger")
    assert await on.rows("submissions") == []


async def test_an_account_of_the_roster_is_greeted_by_name_once(on: Stage) -> None:
    for _ in range(3):
        await on.event("erin", "enter_agent")
        await on.drain()
        on.clock.advance(hours=1)
    (welcome,) = on.heard("erin")
    assert welcome.startswith("Erin，您好")
    assert "10:00" in welcome


@pytest.mark.town(people=[Member(account="gina-of-the-roster", organisation="s1")])
async def test_an_invite_code_binds_one_account_and_no_second(
    on: Stage, database: Database, clock: FrozenClock
) -> None:
    on.wecom.mailboxes.members |= {"gina", "thief"}  # type: ignore[operator]
    async with database.write() as connection:
        (person,) = await people.all(connection)
        await people.forget_accounts(connection, person.id)
        await invites.add(connection, {person.id: "ABCD2345"}, clock.now())
    assert "不对" in await on.ask("gina", "绑定 ABCD2346")
    answer = await on.ask("gina", "绑定 abcd-2345")
    assert person.name in answer
    assert ONE in answer
    stolen = await on.ask("thief", "绑定 ABCD2345")
    assert "已经用过" in stolen
    assert ONE not in stolen
    assert "记到 11月9日" in await on.ask("gina", GOOD_TEXT)


async def test_guessing_codes_is_stopped(on: Stage) -> None:
    for number in range(5):
        assert "不对" in await on.ask("stranger", f"绑定 GUESS00{number}")
    assert "次数太多" in await on.ask("stranger", "绑定 GUESS009")
    on.clock.advance(hours=2)
    assert "不对" in await on.ask("stranger", "绑定 GUESS009")


# --- Photos and captions ---


async def test_a_photo_asks_for_its_caption_and_a_short_text_gives_it(on: Stage) -> None:
    await on.photo("alice", photo())
    await on.drain()
    asked = on.last("alice")
    assert "说明 1 文字" in asked
    assert "还没有合格的材料" in asked
    answer = await on.ask("alice", CAPTION)
    assert "照片 1 张合格（编号 1）" in answer
    assert "已报齐" in answer
    (row,) = await on.rows("submissions")
    assert (row["caption"], row["state"]) == (CAPTION, "accepted")
    assert row["key"] == "nanchang-2020/2020-11-09/s1/1.jpg"
    assert await on.ctx.objects.get(str(row["key"])) == photo()


async def test_one_text_after_three_photos_is_the_caption_of_all(on: Stage) -> None:
    for width in (2400, 2401, 2402):
        await on.photo("alice", photo(width))
    await on.drain()
    assert "照片 3 张还缺说明" in on.last("alice")
    assert "照片 3 张合格（编号 1–3）" in await on.ask("alice", CAPTION)


async def test_a_caption_by_number_leaves_the_others_waiting(on: Stage) -> None:
    for width in (2400, 2401, 2402):
        await on.photo("alice", photo(width))
    await on.drain()
    answer = await on.ask("alice", "说明 2 " + CAPTION)
    assert "照片 1 张合格（编号 2）" in answer
    assert await states(on) == ["incomplete", "accepted", "incomplete"]
    assert "编号 1、3 缺说明" in answer


async def test_a_caption_can_be_replaced(on: Stage) -> None:
    await on.photo("alice", photo())
    await on.drain()
    await on.ask("alice", CAPTION)
    answer = await on.ask("alice", "说明 1 家长参观实训车间")
    assert f"已由“{CAPTION}”改为：“家长参观实训车间”" in answer
    (row,) = await on.rows("submissions")
    assert (row["caption"], row["state"]) == ("家长参观实训车间", "accepted")


async def test_a_refused_photo_is_told_in_numbers_and_its_caption_does_not_save_it(on: Stage) -> None:
    await on.photo("alice", photo(1600, 1000))
    await on.drain()
    refusal = on.last("alice")
    assert "宽 1600 像素，要求不少于 2000 像素" in refusal
    assert "要求不小于 2 MB" in refusal
    assert "原图" in refusal
    assert "编号 1 本身不合格" in await on.ask("alice", CAPTION)
    assert [row["caption"] for row in await on.rows("submissions")] == [""]
    assert await states(on) == ["refused"]


async def test_after_a_refusal_the_good_photo_takes_the_caption(on: Stage) -> None:
    await on.photo("alice", photo(1600, 1000))
    await on.drain()
    await on.photo("alice", photo())
    await on.drain()
    assert "照片 1 张合格（编号 2）" in await on.ask("alice", CAPTION)
    assert await states(on) == ["refused", "accepted"]


async def test_a_caption_that_comes_while_the_photo_is_still_being_fetched(on: Stage) -> None:
    on.wecom.fail_next("media/get", -1)
    await on.photo("alice", photo())
    await on.say("alice", CAPTION)
    await on.read()
    assert await states(on) == ["receiving"]
    on.clock.advance(seconds=10)
    await on.drain()
    (row,) = await on.rows("submissions")
    assert (row["state"], row["caption"]) == ("accepted", CAPTION)
    assert "照片 1 张合格（编号 1）" in on.last("alice")


async def test_a_caption_long_after_is_late_and_is_called_late(on: Stage) -> None:
    on.clock.set(november(9, "09:55:00"))
    await on.photo("alice", photo())
    await on.drain()
    on.clock.set(november(9, "10:20:00"))
    answer = await on.ask("alice", "说明 1 " + CAPTION)
    assert "记到 11月9日，迟报" in answer
    assert "迟报" in await on.ask("alice", "状态")


# --- Taking back, moving ---


async def test_withdrawing_makes_the_day_missing_again(on: Stage) -> None:
    await on.ask("alice", GOOD_TEXT)
    answer = await on.ask("alice", "撤回 1")
    assert "编号 1 已撤回" in answer
    assert "今天还没有合格的材料" in answer
    assert "之前已经撤回" in await on.ask("alice", "撤回 1")


async def test_nobody_touches_what_is_anothers(on: Stage) -> None:
    await on.photo("alice", photo())
    await on.drain()
    for words in ("撤回 1", "说明 1 " + CAPTION, "1 记到 11月10日"):
        answer = await on.ask("bob", words)
        assert "没有找到编号 1" in answer, words
        assert ONE not in answer
    (row,) = await on.rows("submissions")
    assert (row["state"], row["caption"]) == ("incomplete", "")


async def test_material_is_moved_while_both_days_are_open_and_its_bytes_follow(on: Stage) -> None:
    on.clock.set(november(9, "11:00:00"))
    await on.photo("alice", photo())
    await on.drain()
    answer = await on.ask("alice", CAPTION)
    assert "记到 11月9日，迟报" in answer
    assert "记到 11月10日" in answer
    assert "11月10日" in await on.ask("alice", "记到 11月10日")
    await on.drain()
    (row,) = await on.rows("submissions")
    assert row["key"] == "nanchang-2020/2020-11-10/s1/1.jpg"
    assert await on.ctx.objects.get("nanchang-2020/2020-11-10/s1/1.jpg") == photo()
    on.clock.set(november(10, "10:30:00"))
    assert "现在不能报" in await on.ask("alice", "记到 11月9日")
    assert "活动周没有这一天" in await on.ask("alice", "记到 11月19日")


# --- Long texts ---


async def test_a_long_text_is_material_and_a_short_one_is_refused_with_its_length(on: Stage) -> None:
    refusal = await on.ask("alice", SHORT_TEXT)
    assert "291" in refusal
    assert "要求 800–1500 字" in refusal
    assert "《焊花里的青春》，864 字" in await on.ask("alice", GOOD_TEXT)
    assert await states(on) == ["refused", "accepted"]


async def test_a_text_in_pieces_is_one_text(on: Stage) -> None:
    title, body = GOOD_TEXT.split("\n")
    await on.ask("alice", "稿件")
    assert "焊花里的青春" in await on.ask("alice", title), "as short as this it may be a remark"
    assert "已收 6 字" in await on.ask("alice", "1")
    await on.ask("alice", body[:400])
    assert await on.rows("submissions") == []
    await on.ask("alice", body[400:])
    assert "《焊花里的青春》，864 字" in await on.ask("alice", "完")
    (row,) = await on.rows("submissions")
    assert str(row["text"]).replace("\n", "") == GOOD_TEXT.replace("\n", "")
    assert "没有正在发的稿件" in await on.ask("alice", "完")


async def test_a_cancelled_text_in_pieces_leaves_nothing(on: Stage) -> None:
    await on.ask("alice", "稿件")
    await on.ask("alice", GOOD_TEXT)
    assert "已取消" in await on.ask("alice", "取消")
    assert "没有正在发的稿件" in await on.ask("alice", "完")
    assert await on.rows("submissions") == []


# --- One person for two units ---


async def test_one_who_serves_two_units_is_asked_once_a_sitting(on: Stage) -> None:
    await on.photo("carol", photo())
    await on.drain()
    asked = on.last("carol")
    assert f"1. {TWO}" in asked
    assert f"2. {THREE}" in asked
    answer = await on.ask("carol", "第三职业学校")
    assert THREE in answer
    assert "说明" in answer
    assert "照片 1 张合格" in await on.ask("carol", CAPTION)
    again = await on.ask("carol", GOOD_TEXT)
    assert THREE in again
    assert "哪个单位" not in again
    on.clock.advance(hours=1)
    assert "哪个单位" in await on.ask("carol", GOOD_TEXT)
    (row, *_) = await on.rows("submissions")
    assert row["key"] == "nanchang-2020/2020-11-09/s3/1.jpg"
    (assigned,) = [event for event in await on.rows("events") if event["verb"] == "assigned"]
    assert [assigned[name] for name in ("submission_id", "obligation_id", "organisation_id", "person_id")] == [
        row[name] for name in ("id", "obligation_id", "organisation_id", "person_id")
    ]


async def test_choosing_a_unit_that_is_not_there_changes_nothing(on: Stage) -> None:
    await on.ask("carol", GOOD_TEXT)
    answer = await on.ask("carol", "3")
    assert "不是您的单位" in answer
    assert f"2. {THREE}" in answer
    assert await states(on) == ["unassigned"]


# --- Not understood ---


async def test_what_is_not_understood_is_answered_with_three_things_to_do(on: Stage) -> None:
    for account in ("alice", "dana"):
        answer = await on.ask(account, "今天下雨了怎么办呀")
        assert answer.startswith("没看懂")
        assert [line[0] for line in answer.splitlines()[1:4]] == ["1", "2", "3"]
    assert await on.rows("submissions") == []


async def test_voice_place_and_nothing_at_all(on: Stage) -> None:
    now = int(on.clock.real().timestamp())
    await on.push(xml.voice_xml("alice", "voice-1", now))
    await on.push(xml.location_xml("alice", "学校门口", now))
    await on.drain()
    voice, place = on.heard("alice")
    assert "请改发文字" in voice
    assert "位置" in place
    await on.push(xml.voice_xml("alice", "voice-2", now + 5, recognition="状态"))
    await on.drain()
    assert ONE in on.last("alice")
