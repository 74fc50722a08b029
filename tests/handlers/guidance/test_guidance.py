"""Help, rules, deadlines, people, how-to: with the campaign in force, this person's units, numbers and channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, update

from domain.abilities import Abilities
from domain.findings import Code, Finding, Kind
from domain.language.questions import Topic
from domain.organisation import Role
from domain.submission import State
from storage.campaign_files import load
from storage.tables import duties, receipts, submissions
from tests.support.asked import NOW, Region, november


async def test_help_shows_days_of_the_campaign_in_force(region: Region) -> None:
    said = await region.ask("cai", Topic.HELP)
    assert "每天 10:00 前" in said
    assert "记到 11月11日——" in said
    assert "免报 单位 11月10日——" in await region.ask("chief", Topic.HELP)
    both = await region.ask("dong", Topic.HELP)
    assert "记到 11月11日" in both
    assert "也可问昨天、11月10日" in both


async def test_help_of_another_year(region: Region) -> None:
    other = load("shandong-2021")
    region.bot.ctx = replace(region.bot.ctx, campaigns={other.code: other})
    said = await region.ask("chief", Topic.HELP)
    assert "免报 单位 5月22日——" in said
    assert "11月" not in said


async def test_on_the_last_day_the_example_is_the_day_before(region: Region) -> None:
    region.bot.clock.jump(november(14))
    assert "记到 11月13日" in await region.ask("cai", Topic.HELP)


async def test_the_status_of_who_reports_for_nobody_is_the_help(region: Region) -> None:
    assert await region.ask("chief", Topic.STATUS) == await region.ask("chief", Topic.HELP)


async def test_the_rules_in_force_on_one_card(region: Region) -> None:
    said = await region.ask("cai", Topic.REQUIREMENTS)
    assert said.startswith("2020年南昌市中等职业学校职业教育活动周报送要求\n每天 10:00 前报：")
    assert await region.ask("cai", Topic.PHOTO_SIZE) == (
        "照片：JPG 格式，原图，宽不少于 2000 像素，不小于 2 MB，每张配一句说明\n张数不限，可以分几次发。"
    )
    for topic in (Topic.VIDEO_RULES, Topic.TEXT_LENGTH):
        assert await region.ask("cai", topic) in said


async def test_deadlines(region: Region) -> None:
    async def said(**asked_for: Any) -> str:
        return await region.ask("an", Topic.DEADLINE, **asked_for)

    assert await said() == "今天（11月10日）的材料 10:00 已截止。11月10日 24:00 前还能补报，记为迟报。"
    over = "昨天（11月9日）的材料已经不能补报了（11月9日 24:00 为止）。"
    assert await said(days=(date(2020, 11, 9),)) == over
    assert await said(item="summary") == "活动周总结 11月18日 24:00 截止，还有 8 天。"
    assert await said(item="plan") == "活动周工作方案 11月6日 24:00 已截止，请尽快补上（记为迟报）。"
    assert await said(item="website") == "这次活动没有这一项。"
    assert await said(no_day="第九天") == "活动周没有这一天。报送日是 11月8日至 11月14日。"
    region.bot.clock.set(november(10, "09:33"))
    assert await said() == (
        "今天（11月10日）的材料 10:00 截止，还有 27 分钟。过了截止时间到 11月10日 24:00 前还能补报，记为迟报。"
    )


async def test_a_milestone_that_is_in_is_not_asked_for_again(region: Region) -> None:
    await region.send("E1", Kind.ATTACHMENT, item="plan", at=november(5))
    assert await region.ask("an", Topic.DEADLINE, item="plan") == "活动周工作方案已收到（11月6日 24:00 截止）。"
    assert "活动周工作方案" not in await region.ask("an", Topic.WHAT_TO_SEND)
    assert "活动周工作方案：11月6日 24:00 前" in await region.ask("cai", Topic.WHAT_TO_SEND)


async def test_originals_go_the_way_of_the_channel(region: Region) -> None:
    shrinking = await region.ask("an", Topic.ORIGINALS, channel=Abilities(shrinks_photos=True))
    whole = await region.ask("an", Topic.ORIGINALS, channel=Abilities(shrinks_photos=False))
    assert "勾选“原图”" in shrinking
    assert "上传" in shrinking
    assert "勾选" not in whole


async def test_whom_to_call_is_the_nearest_office_above(region: Region) -> None:
    for account, office in {
        "an": "东山区教育体育局　Dong 13800000002",
        "cai": "云麓市教育局职成处　Chief 13800000001",
        "dong": "云麓市教育局职成处　Chief 13800000001",
        "chief": "省教育厅职成处　Head（没有电话）",
    }.items():
        assert await region.ask(account, Topic.CONTACT) == f"有问题请联系：\n{office}"


async def test_an_office_without_supervisors_is_passed_over(region: Region) -> None:
    async with region.bot.ctx.database.write() as connection:
        nobody = duties.c.role == Role.SUPERVISOR.value
        here = duties.c.organisation_id.in_([region.ids["east"], region.ids["bureau"]])
        await connection.execute(delete(duties).where(nobody, here))
    assert await region.ask("an", Topic.CONTACT) == "有问题请联系：\n省教育厅职成处　Head（没有电话）"
    assert await region.ask("head", Topic.CONTACT) == "名册里没有您的上级管理员，请联系受理单位。"


async def test_how_to_do_it_comes_with_ones_own_numbers(region: Region) -> None:
    assert "说明 3 " in await region.ask("cai", Topic.HOW_CAPTION)
    finding = [Finding(code=Code.PHOTO_CAPTION)]
    number = await region.send("S2", Kind.PHOTO, State.INCOMPLETE, findings=finding)
    assert (await region.ask("cai", Topic.HOW_CAPTION)).startswith(f"编号 {number} 还缺说明，发：说明 {number} ")
    assert await region.ask("cai", Topic.HOW_WITHDRAW, numbers=(number,)) == f"发：撤回 {number}（编号在回执里）。"
    assert "现在能报的有：11月10日、11月11日。" in await region.ask("cai", Topic.HOW_MOVE)
    region.bot.clock.jump(NOW + timedelta(days=30))
    assert await region.ask("cai", Topic.HOW_MOVE) == "现在没有别的日子能报，改不了。"


async def test_the_example_of_moving_is_what_was_sent_last(region: Region) -> None:
    values = {"channel": "wecom", "account": "an", "person_id": 1, "opened_at": NOW, "due_at": NOW, "state": "sent"}
    numbers = [await region.send("E1", Kind.PHOTO) for _ in range(2)]
    async with region.bot.ctx.database.write() as connection:
        receipt = (await connection.execute(insert(receipts).values(values).returning(receipts.c.id))).scalar_one()
        told = update(submissions).where(submissions.c.id.in_(numbers)).values(receipt_id=receipt)
        await connection.execute(told)
    said = await region.ask("an", Topic.HOW_MOVE)
    assert f"{numbers[1]} 记到" in said
    assert f"{numbers[0]} 记到" not in said


async def test_how_to_hand_in_what_is_owed_once(region: Region) -> None:
    said = await region.ask("an", Topic.HOW_MILESTONE)
    assert said == (
        "发名称就能开始，例如“特色亮点活动一览表”。现在要报的：特色亮点活动一览表、活动周工作方案、活动周总结。"
    )
    assert (await region.ask("an", Topic.HOW_MILESTONE, item="highlights")).startswith("请发来特色亮点活动一览表文件")


async def test_binding_again_is_not_needed(region: Region) -> None:
    assert (await region.ask("an", Topic.HOW_BIND)).startswith("您已经登记为An，不用再绑定。")
