"""What liaisons ask about their own units: days, numbers, findings. Other people's numbers do not exist."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, update

from domain.findings import Code, Finding, Kind, Level
from domain.findings.found import Earlier
from domain.language.questions import Topic
from domain.submission import State
from storage.tables import receipts, submissions
from tests.support.asked import NOW, Region, november

TODAY, YESTERDAY, FIRST = date(2020, 11, 10), date(2020, 11, 9), date(2020, 11, 8)
NARROW = Finding(code=Code.PHOTO_WIDTH, found=1080, required=2000)
REPEATED = Finding(
    code=Code.FILE_DUPLICATE, found=Earlier(7, date(2020, 11, 9), unit_id=1, unit="远岭职业学校"), level=Level.ADVICE
)
UNCAPTIONED = Finding(code=Code.PHOTO_CAPTION)


async def test_status_by_day_and_unit(region: Region) -> None:
    assert (await region.ask("cai", Topic.STATUS, "S2", days=(FIRST, YESTERDAY))).splitlines() == [
        "云麓第二职业学校　11月8日",
        "已报，按时",
        "合格：照片 1 张",
        "",
        "云麓第二职业学校　昨天（11月9日）",
        "缺报",
    ]
    assert await region.ask("cai", Topic.STATUS, days=(date(2020, 11, 20),)) == (
        "活动周没有这一天。报送日是 11月8日至 11月14日。"
    )


async def test_milestones_are_read_back(region: Region) -> None:
    number = await region.send("E1", Kind.ATTACHMENT, item="plan", at=november(5, "09:12"), file_name="方案.docx")
    line = f"活动周工作方案：已收到（编号 {number}，11月5日 09:12）　《方案.docx》"
    assert line in (await region.ask("an", Topic.STATUS)).splitlines()
    assert await region.ask("an", Topic.STATUS, item="plan") == f"东山旅游学校\n{line}"
    assert await region.ask("an", Topic.RECEIVED, item="plan") == f"东山旅游学校\n{line}"
    assert await region.ask("an", Topic.STATUS, item="summary") == (
        "东山旅游学校\n活动周总结：还没报（11月18日 24:00 前）"
    )


async def test_a_text_without_a_title_goes_by_its_first_words(region: Region) -> None:
    await region.send("E1", Kind.TEXT, item="summary", text="我校本周共开展活动六场，\n参加学生八百人。")
    said = await region.ask("an", Topic.STATUS, item="summary")
    assert said.endswith("　我校本周共开展活动六场， 参加学生八百人。")
    assert "《" not in said


async def test_all_days_with_their_numbers(region: Region) -> None:
    of = region.numbers
    refused = await region.send("S2", Kind.PHOTO, State.REFUSED, findings=[NARROW])
    said = await region.ask("cai", Topic.ALL_DAYS, "S2")
    assert said.splitlines()[:6] == [
        "云麓第二职业学校",
        "11月8日　已报，按时",
        f"照片 1 张（编号 {of['S2 8']}）",
        "昨天（11月9日）　缺报",
        "今天（11月10日）　缺报",
        f"不合格：编号 {refused}",
    ]
    both = await region.ask("cai", Topic.ALL_DAYS)
    assert all(f"编号 {of[f'S1 {day}']}）" in both for day in (8, 9, 10))
    assert "11月11日" not in both


async def test_of_all_days_those_named(region: Region) -> None:
    said = await region.ask("cai", Topic.ALL_DAYS, "S2", days=(FIRST, TODAY))
    assert [line for line in said.splitlines() if "日）" in line or line.startswith("11月")] == [
        "11月8日　已报，按时",
        "今天（11月10日）　缺报",
    ]


async def test_the_state_of_numbers_with_the_reasons(region: Region) -> None:
    refused = await region.send("S2", Kind.PHOTO, State.REFUSED, findings=[NARROW])
    waiting = await region.send("S2", Kind.PHOTO, State.INCOMPLETE, findings=[UNCAPTIONED])
    withdrawn = await region.send("S2", Kind.VIDEO, State.WITHDRAWN)
    said = await region.ask("cai", Topic.SUBMISSION, numbers=(refused, waiting, withdrawn))
    assert said.splitlines() == [
        "云麓第二职业学校　今天（11月10日）",
        "共 2 件：不合格 1，缺说明 1。",
        f"编号 {refused} 照片不合格：",
        "宽 1080 像素，要求不少于 2000 像素。",
        "请勾选“原图”再发，或发“上传”从网页传原图；已是原图的，请换一张。",
        f"照片 1 张还缺说明，补上才算合格（编号 {waiting}）。",
        f"请直接回复一句话，或发“说明 {waiting} 文字”。",
        f"编号 {withdrawn} 已撤回。",
    ]


async def test_an_accepted_photo_is_told_with_its_caption(region: Region) -> None:
    number = region.numbers["E1 10"]
    assert (await region.ask("an", Topic.SUBMISSION, numbers=(number,))).splitlines() == [
        "东山旅游学校　今天（11月10日）",
        f"照片 1 张合格（编号 {number}）",
        f"编号 {number} 的说明：学生练习插花",
    ]


async def test_numbers_of_others_do_not_exist(region: Region) -> None:
    theirs = region.numbers["S1 10"]
    assert await region.ask("an", Topic.SUBMISSION, numbers=(theirs,)) == (
        f"没有找到编号 {theirs} 的材料，请看回执里的编号。"
    )
    assert await region.ask("an", Topic.SUBMISSION, receipts=("1110-77",)) == (
        "没有找到回执 1110-77，请看回执第一行的号码。"
    )
    assert await region.ask("an", Topic.SUBMISSION) == "请写上编号（回执里有），例如：3 号过没过"


async def test_what_it_repeats_names_nobody(region: Region) -> None:
    number = await region.send("E1", Kind.PHOTO, findings=[REPEATED], caption="又一张")
    for topic in (Topic.SUBMISSION, Topic.QUALIFIED, Topic.RECEIVED, Topic.STATUS, Topic.ALL_DAYS):
        said = await region.ask("an", topic, numbers=(number,) if topic is Topic.SUBMISSION else ())
        assert "远岭" not in said, topic


async def test_what_came_last(region: Region) -> None:
    number = region.numbers["E1 10"]
    assert await region.ask("an", Topic.RECEIVED) != "还没有收到过您的材料。"
    await _on_a_receipt(region, number)
    later = await region.send("E1", Kind.VIDEO, State.RECEIVING, at=NOW)
    assert (await region.ask("an", Topic.RECEIVED)).splitlines() == [
        "最近收到您的（11月10日 10:20:00）：",
        "东山旅游学校　今天（11月10日）",
        f"照片 1 张合格（编号 {number}）",
        f"编号 {later} 还在接收，结果稍后告诉您。",
        f"编号 {number} 的说明：学生练习插花",
    ]
    assert await region.ask("fu", Topic.RECEIVED) == "还没有收到过您的材料。"


async def test_a_receipt_stands_for_all_it_was_about(region: Region) -> None:
    number = region.numbers["E1 10"]
    receipt = await _on_a_receipt(region, number)
    said = await region.ask("an", Topic.SUBMISSION, receipts=(f"1110-{receipt}",))
    assert said == await region.ask("an", Topic.SUBMISSION, numbers=(number,))
    assert "没有找到回执" in await region.ask("cai", Topic.SUBMISSION, receipts=(f"1110-{receipt}",))


async def test_whether_what_came_today_is_good(region: Region) -> None:
    refused = await region.send("E1", Kind.PHOTO, State.REFUSED, findings=[NARROW])
    said = await region.ask("an", Topic.QUALIFIED)
    assert f"编号 {refused} 照片不合格：\n宽 1080 像素" in said
    assert f"照片 1 张合格（编号 {region.numbers['E1 10']}）" in said
    assert await region.ask("cai", Topic.QUALIFIED, "S2") == "云麓第二职业学校　今天（11月10日）\n还没有收到材料。"
    assert f"编号 {region.numbers['S2 8']}）" in await region.ask("cai", Topic.QUALIFIED, "S2", days=(FIRST,))


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.UNASSIGNED])
async def test_what_has_no_unit(region: Region, state: State) -> None:
    number = await region.send("S2", Kind.PHOTO, state)
    loose = update(submissions).where(submissions.c.id == number).values(obligation_id=None, organisation_id=None)
    async with region.bot.ctx.database.write() as connection:
        await connection.execute(loose)
    said = await region.ask("cai", Topic.SUBMISSION, numbers=(number,))
    expected = {
        State.WITHDRAWN: f"编号 {number} 已撤回。",
        State.UNASSIGNED: f"编号 {number} 还没有确定单位，请回复单位名称。",
    }
    assert said == expected[state]
    assert (f"编号 {number}" in await region.ask("cai", Topic.STATUS)) is (state is State.UNASSIGNED)


async def _on_a_receipt(region: Region, number: int) -> int:
    async with region.bot.ctx.database.write() as connection:
        row = {"channel": "wecom", "account": "an", "person_id": 1, "opened_at": NOW, "due_at": NOW, "state": "sent"}
        receipt = (await connection.execute(insert(receipts).values(row).returning(receipts.c.id))).scalar_one()
        await connection.execute(update(submissions).where(submissions.c.id == number).values(receipt_id=receipt))
    return int(receipt)
