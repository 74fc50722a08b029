"""What supervisors are told, on both databases: their own area, by the phrases of the contract."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, delete, insert, select, update

from domain.campaigns.campaign import Campaign, Line, Milestone
from domain.campaigns.evidence import Evidence
from domain.clock import CHINA
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from storage import exemptions, obligations
from storage.engine.database import Database
from storage.tables import events, organisations, people, scheduled_notices, submissions
from storage.tables import exemptions as exemptions_table
from storage.tables import obligations as obligations_table
from tests.support.clocks import FrozenClock
from tests.support.stage import BUREAU, Member, Stage, school, stage

DAY = date(2020, 11, 9)
CAMPAIGN = Campaign(
    code="week-2020",
    title="2020年活动周",
    issued_by="云麓市教育局",
    theme="技能",
    first_day=date(2020, 11, 8),
    last_day=date(2020, 11, 14),
    lines=(Line(code="education", name="教育", kinds=("中等职业学校",), receiver="云麓市教育局职成处"),),
    milestones=(
        Milestone(code="plan", name="活动方案", words=("方案",), due_on=date(2020, 11, 6), accepts=(Evidence.FILE,)),
    ),
)
UNITS = [
    BUREAU,
    OrganisationEntry(code="far", name="远岭市教育局职成处", kind="受理单位", line="教育"),
    school("S1", "云麓市第一职业学校"),
    school("S2", "云麓市第二职业学校"),
    school("S3", "云麓市旅游商贸学校"),
    school("S4", "云麓市机电工程学校"),
    school("S5", "云麓市艺术学校"),
    school("S6", "云麓市护理学校"),
    school("F1", "远岭市第一职业学校", parent="far"),
]
CAST = [
    Member(account="chief", organisation="bureau", role=Role.SUPERVISOR),
    Member(account="far-chief", organisation="far", role=Role.SUPERVISOR),
    Member(account="an", organisation="S1"),
    Member(account="bo", organisation="S2"),
    Member(account="cai", organisation="S3"),
    Member(account="cai", organisation="S4"),
    Member(account="fu", organisation="F1"),
]


@pytest.fixture
async def bot(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Stage]:
    """S1 on time, S2 late, S3 sent only a bad photo, S4 silent, S5 exempt, S6 silent without a liaison; F1 silent."""
    # The bureaus have parents, so that they see what is below them and not their whole line.
    top = OrganisationEntry(code="top", name="省教育厅", kind="受理单位", line="教育")
    units = [top] + [
        OrganisationEntry(**{**vars(u), "parent_code": "top"}) if u.kind == "受理单位" else u for u in UNITS
    ]
    async with stage(database, clock, tmp_path, [CAMPAIGN], units, CAST) as ready:
        clock.set(datetime(2020, 11, 9, 10, 20, tzinfo=CHINA))
        async with database.write() as connection:
            # Only what is asked is answered here; the clock has its own tests.
            await connection.execute(delete(scheduled_notices))
            ids = dict((await connection.execute(select(organisations.c.code, organisations.c.id))).all())
            person = (await connection.execute(select(people.c.id).where(people.c.name == "An"))).scalar_one()
            for code, at in (("S1", time(9, 30, 5)), ("S2", time(10, 15))):
                met = update(obligations_table).where(_owed(ids[code])).values(met_at=CAMPAIGN.at(DAY, at))
                await connection.execute(met)
            for code, kind, state, title in (
                ("S1", "photo", "accepted", ""),
                ("S1", "text", "accepted", "匠心筑梦"),
                ("S2", "photo", "accepted", ""),
                ("S3", "photo", "refused", ""),
            ):
                owed = (await connection.execute(select(obligations_table.c.id).where(_owed(ids[code])))).scalar_one()
                await connection.execute(
                    insert(submissions).values(
                        obligation_id=owed,
                        organisation_id=ids[code],
                        person_id=person,
                        item="daily",
                        kind=kind,
                        state=state,
                        title=title,
                        sent_at=CAMPAIGN.at(DAY, time(9, 30)),
                        counted_at=CAMPAIGN.at(DAY, time(9, 30)),
                        facts={},
                        findings=[],
                    )
                )
            await exemptions.grant(connection, ids["S5"], DAY)
            await obligations.exempt(connection, CAMPAIGN.code)
        yield ready


def _owed(organisation_id: int) -> ColumnElement[bool]:
    return (
        (obligations_table.c.organisation_id == organisation_id)
        & (obligations_table.c.item == "daily")
        & (obligations_table.c.day == DAY)
    )


async def test_missing_names_exactly_the_others(bot: Stage) -> None:
    said = await bot.ask("chief", "今天谁没交")
    assert said.splitlines() == [
        "今天（11月9日）缺报：应报 5 个，缺报 3 个",
        "1. 云麓市旅游商贸学校（已交，但不合格）　Cai",
        "2. 云麓市机电工程学校　Cai",
        "3. 云麓市护理学校　没有联络员",
    ]


async def test_before_the_deadline_it_is_not_yet_missing(bot: Stage) -> None:
    bot.clock.jump(datetime(2020, 11, 9, 9, 0, tzinfo=CHINA))
    said = await bot.ask("chief", "今天还有哪些学校没交？")
    assert said.startswith("今天（11月9日）还没报：应报 5 个，未报 3 个（10:00 截止）")


async def test_late_names_the_time(bot: Stage) -> None:
    bot.clock.jump(datetime(2020, 11, 10, 9, 0, tzinfo=CHINA))
    said = await bot.ask("chief", "昨天哪些单位迟报")
    assert said == "昨天（11月9日）迟报：应报 5 个，迟报 1 个\n1. 云麓市第二职业学校　10:15 报　Bo"


async def test_the_six_counts(bot: Stage) -> None:
    said = await bot.ask("chief", "统计 11月9日")
    assert "应报 5　已报 2\n按时 1　迟报 1\n缺报 3　免报 1" in said
    assert "免报：\n云麓市艺术学校" in said


async def test_the_digest_has_counts_names_kinds_and_titles(bot: Stage) -> None:
    said = await bot.ask("chief", "简报")
    for part in (
        "2020年活动周",
        "应报 5",
        "收到合格材料：照片 2 张、文字 1 篇",
        "缺报（3 个）：",
        "迟报（1 个）：\n1. 云麓市第二职业学校　10:15 报　Bo",
        "1. 《匠心筑梦》云麓市第一职业学校",
    ):
        assert part in said


@pytest.mark.parametrize("text", ["云麓市第一职业学校", "市第一职业学校 11月9日", "请问云一职今天交了吗？"])
async def test_one_unit(bot: Stage, text: str) -> None:
    said = await bot.ask("chief", text)
    assert said.splitlines()[:4] == [
        "云麓市第一职业学校　今天（11月9日）",
        "按时（11月9日 09:30:05 报）",
        "合格：照片 1 张、文字 1 篇",
        "标题：《匠心筑梦》",
    ]
    assert said.endswith("联络员：An")


async def test_an_unclear_unit_lists_the_candidates(bot: Stage) -> None:
    said = await bot.ask("chief", "职业学校")
    assert said == ("“职业学校”可能是下面几个单位：\n1. 云麓市第一职业学校\n2. 云麓市第二职业学校\n回数字就行。")


async def test_what_is_outside_the_area_does_not_exist(bot: Stage) -> None:
    for text in ("远岭市第一职业学校", "今天谁没交", "统计", "简报", "催报", "免报 远岭市第一职业学校 11月9日"):
        assert "远岭市第一职业学校" not in (await bot.ask("chief", text)).replace(f"“{text}”", "").replace(
            "“远岭市第一职业学校”", ""
        )
    assert "1. 远岭市第一职业学校　Fu" in await bot.ask("far-chief", "今天谁没交")


async def test_a_liaison_is_told_nothing_of_the_others(bot: Stage) -> None:
    for text in ("今天谁没交", "统计", "简报", "云麓市第二职业学校"):
        said = await bot.ask("an", text)
        assert "第二职业学校" not in said
        assert "旅游商贸" not in said


async def test_milestones_can_be_asked_about(bot: Stage) -> None:
    said = await bot.ask("chief", "谁没交方案")
    assert said.startswith("活动方案（11月6日前）缺报：应报 6 个，缺报 6 个\n1. 云麓市第一职业学校　An")


@pytest.mark.parametrize("text", ["缺报 11月20日", "第九天谁没交", "缺报 13月45日", "免报 云麓市护理学校 12月1日"])
async def test_a_day_outside_the_week_is_said_to_be_none(bot: Stage, text: str) -> None:
    assert await bot.ask("chief", text) == "活动周没有这一天。报送日是 11月8日至 11月14日。"


@pytest.mark.parametrize(
    ("now", "day"),
    [(datetime(2020, 10, 20, 9, tzinfo=CHINA), "11月8日"), (datetime(2020, 12, 1, 9, tzinfo=CHINA), "11月14日")],
)
async def test_outside_the_week_the_nearest_day_is_meant(bot: Stage, now: datetime, day: str) -> None:
    bot.clock.jump(now)
    assert day in await bot.ask("chief", "谁没交")


async def test_exempting_changes_the_counts_and_leaves_an_event(bot: Stage) -> None:
    said = await bot.ask("chief", "免报 云麓市护理学校 11月9日")
    assert said.splitlines()[:2] == ["云麓市护理学校 11月9日已设为免报。", "云麓市护理学校 11月9日现在：免报。"]
    said = await bot.ask("chief", "免报 护理学校 今天")
    assert said.splitlines() == ["云麓市护理学校 11月9日本来就是免报。", "云麓市护理学校 11月9日现在：免报。"]
    assert "缺报 2　免报 2" in await bot.ask("chief", "统计")
    async with bot.ctx.database.read() as connection:
        found = (await connection.execute(select(events.c.details).where(events.c.verb == "exempted"))).scalars().all()
    assert found == [{"day": "2020-11-09"}]


@pytest.mark.parametrize(
    "text",
    [
        "免报 职业学校 11月9日",
        "免报 云一职 11月9日",
        "免报 云麓市第一职业学笑 11月9日",
        "免报 云麓市第一职业学校",
        "免报 11月9日",
        "免报 远岭市第一职业学校 11月9日",
        "云麓市第一职业学校 11月9日免报吗",
    ],
)
async def test_an_unclear_exemption_changes_nothing(bot: Stage, text: str) -> None:
    assert "已设为" not in await bot.ask("chief", text)
    async with bot.ctx.database.read() as connection:
        assert len((await connection.execute(select(exemptions_table))).all()) == 1


async def test_nudging_waits_for_a_confirmation(bot: Stage) -> None:
    said = await bot.ask("chief", "催报")
    assert said.splitlines() == [
        "将提醒 11月9日还没报的 2 个单位：",
        "云麓市旅游商贸学校",
        "云麓市机电工程学校",
        "这些单位还没有登记联络员账号，提醒不到：云麓市护理学校",
        "发“确认”就发出提醒，发“取消”就不发。",
    ]
    assert not [text for text in bot.heard("cai") if "上级提醒" in text]
    assert (await bot.ask("chief", "确认")).startswith("已提醒 2 个单位。")
    assert (await bot.ask("chief", "确认")).startswith("已提醒 2 个单位。")
    nudges = [text for text in bot.heard("cai") if "上级提醒" in text]
    assert len(nudges) == 1
    assert "云麓市旅游商贸学校：还没有收到合格的材料\n编号 4 不合格，请改好重发\n云麓市机电工程学校" in nudges[0]
    assert not [text for name in ("an", "bo", "fu") for text in bot.heard(name) if "上级提醒" in text]


async def test_a_cancelled_or_forgotten_proposal_sends_nothing(bot: Stage) -> None:
    assert (await bot.ask("chief", "确认")).startswith("没有等您确认的事。")
    await bot.ask("chief", "催报")
    assert (await bot.ask("chief", "取消")).startswith("已取消，")
    assert (await bot.ask("chief", "确认")).startswith("没有等您确认的事。")
    await bot.ask("chief", "催报")
    bot.clock.advance(minutes=11)
    assert (await bot.ask("chief", "确认")).startswith("没有等您确认的事。")
    assert not [text for text in bot.heard("cai") if "上级提醒" in text]


async def test_nobody_is_nudged_when_the_day_is_closed(bot: Stage) -> None:
    bot.clock.jump(datetime(2020, 11, 10, 9, 0, tzinfo=CHINA))
    assert await bot.ask("chief", "催报 11月9日") == "11月9日已经不能补报，不用再催了。"
