"""Short conversations in which nothing happens that was not meant: what is stored at their end, and what was said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.databases import ready_database
from tests.support.simulator_stage import in_simulator
from tests.support.stage import Stage
from tests.support.town import FOUR, GOOD_TEXT, ONE, REPORT, THREE, TWO, november, photo, town

LONG = "我校组织师生走进社区，开展家电维修、健康体检、茶艺展示等便民服务。" * 25


pytestmark = pytest.mark.town(now=november(10, "10:20:00"))


@pytest.fixture(params=["wecom on postgresql", "simulator on sqlite"])
async def on(request: pytest.FixtureRequest, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Stage]:
    """The town on both channels and both databases, at the price of two."""
    channel, kind = request.param.split(" on ")
    asked = request.node.get_closest_marker("town")
    async with ready_database(kind, tmp_path) as url:
        database = Database(url)
        async with town(database, clock, tmp_path, **asked.kwargs) as opened:
            yield opened if channel == "wecom" else await in_simulator(opened)
        await database.close()


async def send(on: Stage, *said: str | int, by: str = "alice") -> str:
    """Words, and photos as their widths; what was answered to the last of them."""
    before = 0
    for one in said:
        before = len(on.heard(by))
        if isinstance(one, int):
            await on.photo(by, photo(one))
        else:
            await on.say(by, one)
        await on.drain()
    return "\n".join(on.heard(by)[before:])


async def captions(on: Stage) -> list[tuple[str, str]]:
    return [(str(row["state"]), str(row["caption"])) for row in await on.rows("submissions")]


# --- Captions ---


async def test_a_caption_after_its_photo_and_the_thanks_before_it_are_told_apart(on: Stage) -> None:
    answer = await send(on, 2400, "好的", "护理专业学生练习包扎")
    assert await captions(on) == [("accepted", "护理专业学生练习包扎")]
    assert "说明“护理专业学生练习包扎”（编号 1）" in answer


@pytest.mark.parametrize("said", ["等一下", "等一会儿发", "就这些", "这是谁拍的啊", "李老师这是哪个班的", "你问问教务"])
async def test_talk_beside_waiting_photos_is_asked_about_and_noted_nowhere(on: Stage, said: str) -> None:
    answer = await send(on, 2400, 2402, said)
    assert await captions(on) == [("incomplete", ""), ("incomplete", "")]
    assert answer


async def test_what_may_be_a_caption_is_one_tap_away(on: Stage) -> None:
    answer = await send(on, 2400, 2402, "插花")
    assert "把“插花”记作编号 1、2 的说明？回 1 就记。" in answer
    answer = await send(on, "1")
    assert await captions(on) == [("accepted", "插花")] * 2
    assert "说明“插花”（编号 1、2）" in answer


async def test_a_number_answers_nothing_once_something_else_was_said_sent_or_much_time_has_passed(on: Stage) -> None:
    await send(on, 2400, "插花", "几点截止", "1")
    await send(on, "插花", 2402, "2")
    await send(on, "插花")
    on.clock.advance(minutes=11)
    assert "没有要选的" in await send(on, "1")
    assert await captions(on) == [("incomplete", ""), ("incomplete", "")]


async def test_what_the_bot_says_by_itself_ends_no_question(on: Stage) -> None:
    await send(on, 2400, "插花")
    await send(on, "催报", "确认", by="dana")
    await send(on, "1")
    assert await captions(on) == [("accepted", "插花")]


async def test_a_caption_before_its_photo_is_kept_and_offered_under_it(on: Stage) -> None:
    assert "照片发来后我再问一次" in await send(on, "汽修专业学生更换刹车片")
    answer = await send(on, 2400)
    assert "刚才的“汽修专业学生更换刹车片”记作编号 1 的说明？回 1 就记。" in answer
    assert await captions(on) == [("incomplete", "")]
    await send(on, "1")
    assert await captions(on) == [("accepted", "汽修专业学生更换刹车片")]


async def test_a_caption_before_its_photo_outlives_a_question_but_not_ten_minutes(on: Stage) -> None:
    await send(on, "汽修专业学生更换刹车片")
    await send(on, "几点截止")
    assert "汽修专业学生更换刹车片" in await send(on, 2400)
    await send(on, "撤回 1", "汽修专业学生更换刹车片")
    on.clock.advance(minutes=11)
    assert "汽修专业学生更换刹车片" not in await send(on, 2402)


async def test_the_caption_of_a_refused_photo_is_offered_under_the_good_one(on: Stage) -> None:
    await on.photo("alice", photo(1600, 1000))
    await on.drain()
    assert "编号 1 本身不合格" in await send(on, "护理专业学生练习包扎")
    assert "记作编号 2 的说明？回 1 就记" in await send(on, 2400)
    await send(on, "1")
    assert await captions(on) == [("refused", ""), ("accepted", "护理专业学生练习包扎")]


async def test_each_photo_gets_its_own_by_place_or_by_number(on: Stage) -> None:
    await send(on, 2400, 2402, "第一张：开幕式现场\n第二张：领导参观展台")
    assert await captions(on) == [("accepted", "开幕式现场"), ("accepted", "领导参观展台")]
    await send(on, 2404, 2406, "说明 3 学生表演茶艺\n说明 4 家长参观实训室")
    assert (await captions(on))[2:] == [("accepted", "学生表演茶艺"), ("accepted", "家长参观实训室")]


async def test_a_caption_of_a_photo_goes_and_a_second_line_replaces_it_at_once(on: Stage) -> None:
    await send(on, 2400, "学生在练习插花")
    answer = await send(on, "学生们在花艺教室练习插花")
    assert "“学生在练习插花”改为：“学生们在花艺教室练习插花”" in answer
    assert await captions(on) == [("accepted", "学生们在花艺教室练习插花")]
    await send(on, "谢谢", "老师指导学生包扎伤口")
    assert await captions(on) == [("accepted", "学生们在花艺教室练习插花")], "something came between"


async def test_what_was_noted_by_mistake_is_taken_back(on: Stage) -> None:
    answer = await send(on, 2400, "幼师班学生表演手指操", "不是说明")
    assert "“幼师班学生表演手指操”不再是编号 1 的说明" in answer
    assert await captions(on) == [("incomplete", "")]
    assert "今天还没有合格的材料" in await send(on, 2402)


async def test_a_correction_by_number_and_a_word_about_a_mistake(on: Stage) -> None:
    await send(on, 2400, "学生练习车床", "写错了", "说明 1 学生练习铣床")
    assert await captions(on) == [("accepted", "学生练习铣床")]


# --- Taking back ---


async def test_one_of_two_is_withdrawn_and_the_other_gets_its_caption(on: Stage) -> None:
    await send(on, 2400, 2402, "第二张不要了")
    assert [state for state, _ in await captions(on)] == ["incomplete", "incomplete"]
    await send(on, "撤回2", "学生为居民理发")
    assert await captions(on) == [("accepted", "学生为居民理发"), ("withdrawn", "")]


async def test_a_negated_withdrawal_withdraws_nothing(on: Stage) -> None:
    await send(on, 2400, "先别撤回1", "我问下主任")
    assert await captions(on) == [("incomplete", "")]


@pytest.mark.parametrize("said", ["把1撤回", "删掉1", "撤消1", "撤回 1110-1"])
async def test_a_withdrawal_works_or_is_one_tap_away(on: Stage, said: str) -> None:
    if "回 1 就" in await send(on, 2400, said):
        await send(on, "1")
    assert [state for state, _ in await captions(on)] == ["withdrawn"]


async def test_all_that_a_receipt_named_is_withdrawn_by_its_number(on: Stage) -> None:
    await on.photo("alice", photo(2400))
    await on.photo("alice", photo(2402))
    await on.drain()
    await send(on, "学生为居民理发", 2404)
    await send(on, "撤回 1110-1")
    assert [state for state, _ in await captions(on)] == ["withdrawn", "withdrawn", "incomplete"]
    assert "没有找到回执" in await send(on, "撤回 1110-1", by="bob")


async def test_the_last_thing_is_undone_and_named(on: Stage) -> None:
    answer = await send(on, 2400, "学生志愿者清扫社区", "撤销")
    assert "去掉编号 1 的说明" in answer
    assert await captions(on) == [("incomplete", "")]
    await send(on, "撤销")
    assert await captions(on) == [("accepted", "学生志愿者清扫社区")], "undoing was the last thing"


async def test_more_than_one_item_is_undone_only_after_a_word(on: Stage) -> None:
    await on.photo("alice", photo(2400))
    await on.photo("alice", photo(2402))
    await on.drain()
    assert "撤销全部 2 件（撤回编号 1、2）？回 1 就办。" in await send(on, "撤销")
    assert [state for state, _ in await captions(on)] == ["incomplete", "incomplete"]
    await send(on, "1")
    assert [state for state, _ in await captions(on)] == ["withdrawn", "withdrawn"]


async def test_nothing_is_undone_after_ten_minutes(on: Stage) -> None:
    await send(on, 2400)
    on.clock.advance(minutes=11)
    assert "没有可以撤销的操作" in await send(on, "撤销")
    assert [state for state, _ in await captions(on)] == ["incomplete"]


async def test_a_day_is_moved_told_and_moved_back(on: Stage) -> None:
    answer = await send(on, 2400, "学生参观校史馆", "记到11月11日")
    assert f"{ONE} 编号 1 已改记到 11月11日" in answer
    assert f"{ONE} 11月11日现在：已报齐。" in answer
    assert f"{ONE} 11月10日现在：缺报。" in answer
    assert f"{ONE} 11月10日现在：已报齐。" in await send(on, "撤销")


async def test_a_question_about_another_day_moves_nothing(on: Stage) -> None:
    await send(on, 2400, "这张能记到昨天吗")
    assert await captions(on) == [("incomplete", "")]
    (row,) = await on.rows("submissions")
    assert "2020-11-10" in str(row["key"])


# --- Texts ---


async def test_a_text_in_pieces_leaves_out_the_photo_between(on: Stage) -> None:
    opening = "我校今天举行活动周启动仪式，全校师生参加。"
    await send(on, "稿件", opening, 2400, LONG, "完")
    text, shot = sorted(await on.rows("submissions"), key=lambda row: str(row["kind"]) != "text")
    assert str(text["text"]) == f"{opening}\n{LONG}"
    assert (shot["state"], shot["caption"]) == ("incomplete", "")


async def test_done_in_another_form_ends_a_text_and_a_sentence_like_a_caption_is_a_piece(on: Stage) -> None:
    await send(on, "稿件", LONG, "学生们在操场展示无人机编队。", "完了")
    (row,) = await on.rows("submissions")
    assert str(row["text"]).endswith("学生们在操场展示无人机编队。")
    assert "没有正在发的稿件" in await send(on, "完")


async def test_not_yet_is_neither_the_end_nor_a_piece(on: Stage) -> None:
    await send(on, "稿件", LONG, "还没完，等下", "等一下", "好的")
    assert await on.rows("submissions") == []
    await send(on, "完")
    (row,) = await on.rows("submissions")
    assert str(row["text"]) == LONG


async def test_a_text_is_dropped_with_a_reason(on: Stage) -> None:
    answer = await send(on, "稿件", LONG, "取消 校长要改")
    number = next(line[0] for line in answer.splitlines() if "取消，什么都不保存" in line)
    assert "825 字）没有保存" in await send(on, number)
    assert await on.rows("submissions") == []
    assert "没有正在发的稿件" in await send(on, "完")


async def test_a_long_text_without_a_title_is_asked_about_and_goes_by_its_first_words(on: Stage) -> None:
    answer = await send(on, LONG)
    assert "记作今天的文字？回 1 就记" in answer
    assert await on.rows("submissions") == []
    answer = await send(on, "1")
    assert "《》" not in answer
    assert "《我校组织师生走进社区》" in answer
    (row,) = await on.rows("submissions")
    assert str(row["text"]) == LONG


async def test_thanks_after_a_text_are_answered_and_not_added(on: Stage) -> None:
    answer = await send(on, f"技能之花开满校园\n{LONG}", "谢谢🙏")
    (row,) = await on.rows("submissions")
    assert (row["title"], str(row["text"]).endswith(LONG)) == ("技能之花开满校园", True)
    assert "不客气" in answer


async def test_a_report_in_two_messages_is_offered_as_one(on: Stage) -> None:
    first, second = LONG[:450], LONG[450:]
    assert "回 1" in await send(on, first)
    answer = await send(on, second)
    assert "合成一篇（825 字）" in answer
    await send(on, "1")
    (row,) = await on.rows("submissions")
    assert str(row["text"]) == LONG


async def test_the_same_text_again_gets_advice_that_names_nobody_else(on: Stage) -> None:
    assert "重复" not in await send(on, GOOD_TEXT)
    assert "和已报的材料重复：1 号" in await send(on, GOOD_TEXT)
    answer = await send(on, GOOD_TEXT, by="bob")
    assert "和别的单位已报的材料重复" in answer
    assert ONE not in answer
    assert "1 号" not in answer


# --- Units ---


async def test_the_unit_is_answered_and_the_caption_comes_after(on: Stage) -> None:
    await send(on, 2400, "第三职业学校", by="carol")
    await send(on, "导游专业学生模拟讲解", by="carol")
    (row,) = await on.rows("submissions")
    assert (row["state"], row["caption"], "/s3/" in str(row["key"])) == ("accepted", "导游专业学生模拟讲解", True)


@pytest.mark.parametrize("said", ["第二个", "二", "2吧"])
async def test_a_unit_is_chosen_by_its_place(on: Stage, said: str) -> None:
    assert THREE in await send(on, 2400, said, by="carol")


async def test_a_further_photo_joins_the_question_which_unit(on: Stage) -> None:
    await send(on, 2400, 2402, "1", by="carol")
    assert [state for state, _ in await captions(on)] == ["incomplete", "incomplete"]


async def test_a_wrong_unit_is_mended(on: Stage) -> None:
    answer = await send(on, 2400, TWO, f"发错单位了，是{THREE}", by="carol")
    assert THREE in answer
    await on.drain()
    (row,) = await on.rows("submissions")
    assert row["key"] == "nanchang-2020/2020-11-10/s3/1.jpg"
    await send(on, "撤销", by="carol")
    await on.drain()
    (row,) = await on.rows("submissions")
    assert row["key"] == "nanchang-2020/2020-11-10/s2/1.jpg"


# --- Nothing today ---


async def test_no_activity_is_a_note_beside_the_unit_and_exempts_nobody(on: Stage) -> None:
    answer = await send(on, "今天没活动")
    assert f"{ONE} 11月10日没有活动" in answer
    missing = await send(on, "今天谁没交", by="dana")
    assert "今天没活动" in next(line for line in missing.splitlines() if ONE in line)
    await send(on, "撤销")
    assert "今天没活动" not in await send(on, "今天谁没交", by="dana")


# --- Refusals are named once ---


async def test_what_was_replaced_is_not_named_again(on: Stage) -> None:
    await on.photo("alice", photo(1600, 1000))
    await on.drain()
    for answer in (await send(on, 2400), await send(on, "学生为居民理发"), await send(on, "状态")):
        assert "不合格" not in answer


# --- Supervisors ---


async def test_a_hesitating_supervisor_nudges_nobody(on: Stage) -> None:
    before = {account: len(on.heard(account)) for account in ("alice", "bob", "carol", "erin")}
    for said in ("催报", "先别发，等十一点", "确认一下都有谁"):
        await send(on, said, by="dana")
    assert {account: len(on.heard(account)) for account in before} == before


async def test_a_nudge_is_confirmed_after_another_question_and_goes_to_whom_it_was_proposed(on: Stage) -> None:
    await send(on, "今天谁没交", "催一下", f"{FOUR}今天报了吗", by="dana")
    answer = await send(on, "确认", by="dana")
    nudged = {account for account in ("alice", "bob", "carol", "erin") if "上级提醒" in on.last(account)}
    assert nudged in (set(), {"alice", "bob", "carol", "erin"})
    assert bool(nudged) == ("已提醒" in answer)


async def test_an_exemption_is_undone_and_says_whom_it_concerns(on: Stage) -> None:
    answer = await send(on, f"免报 {FOUR} 11月11日", by="dana")
    assert f"{FOUR} 11月11日现在：免报。" in answer
    assert "涉及联络员：Erin" in answer
    assert f"{FOUR} 11月11日现在：还没有合格的材料。" in await send(on, "撤销", by="dana")


async def test_a_supervisors_question_is_no_caption(on: Stage) -> None:
    await send(on, 2400, "今天谁没交", f"{TWO}报了没有")
    assert await captions(on) == [("incomplete", "")]


# --- Milestones ---


@pytest.mark.town(now=november(5))
async def test_only_what_was_announced_counts(on: Stage) -> None:
    """The week before: the plan is still owed."""
    await send(on, "方案", "还差校长签字", "下午给你", "等一会儿发", "这个方案要写多少字")
    assert await on.rows("submissions") == []
    assert "已收到" in await send(on, REPORT)
    (row,) = await on.rows("submissions")
    assert (row["item"], row["state"]) == ("plan", "accepted")


@pytest.mark.town(now=november(5))
async def test_a_milestone_has_a_number_is_replaced_withdrawn_and_read_back(on: Stage) -> None:
    answer = await send(on, f"方案：{REPORT}")
    assert answer.startswith("回执 1105-")
    assert "编号 1" in answer
    await send(on, f"方案：{REPORT}新")
    assert [str(row["state"]) for row in await on.rows("submissions")] == ["withdrawn", "accepted"]
    assert "编号 2" in await send(on, "状态")
    await send(on, "撤销")
    if [str(row["state"]) for row in await on.rows("submissions")] != ["accepted", "withdrawn"]:
        await send(on, "1")
    assert [str(row["state"]) for row in await on.rows("submissions")] == ["accepted", "withdrawn"]
