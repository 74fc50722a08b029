"""What supervisors ask, over days, kinds and parts of their area: exact names and numbers, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from domain.findings import Kind
from domain.language.questions import Topic
from domain.submission import State
from tests.support.asked import NOW, Region, november

TODAY, YESTERDAY, FIRST = date(2020, 11, 10), date(2020, 11, 9), date(2020, 11, 8)


async def test_several_days_are_answered_each(region: Region) -> None:
    said = await region.ask("dong", Topic.MISSING, days=(YESTERDAY, TODAY))
    assert said.splitlines() == [
        "昨天（11月9日）缺报：应报 3 个，缺报 1 个",
        "1. 东山护理学校　Gu 13800000005",
        "",
        "今天（11月10日）缺报：应报 3 个，缺报 2 个",
        "1. 东山区教育体育局　Dong 13800000002",
        "2. 东山护理学校　Gu 13800000005",
    ]


async def test_a_named_place_is_that_unit_and_all_below_it(region: Region) -> None:
    said = await region.ask("chief", Topic.COUNTS, "east")
    assert said.startswith("东山区教育体育局及下属单位：\n今天（11月10日）报送统计\n应报 3　已报 1")


async def test_a_kind_and_several_units(region: Region) -> None:
    said = await region.ask("chief", Topic.MISSING, kinds=("区县教体局",))
    assert said.splitlines()[:2] == ["区县教体局：", "今天（11月10日）缺报：应报 1 个，缺报 1 个"]
    said = await region.ask("chief", Topic.LATE, "S1", "S2")
    assert said.splitlines() == [
        "云麓第一职业学校、云麓第二职业学校：",
        "今天（11月10日）迟报：应报 2 个，迟报 1 个",
        "1. 云麓第一职业学校　10:15 报　Cai",
    ]


async def test_what_a_unit_said_of_the_day_stands_beside_it(region: Region) -> None:
    notes = {TODAY: {region.ids["E2"]: "今天没活动", region.ids["E1"]: "不在名单里"}}
    said = await region.ask("dong", Topic.MISSING, days=(YESTERDAY, TODAY), notes=notes)
    assert said.count("自报") == 1
    assert said.splitlines()[-1] == "2. 东山护理学校（自报：今天没活动）　Gu 13800000005"


async def test_who_has_reported_and_when(region: Region) -> None:
    assert (await region.ask("chief", Topic.REPORTED)).splitlines() == [
        "今天（11月10日）已报：应报 5 个，已报 2 个",
        "1. 东山旅游学校　09:30 报",
        "2. 云麓第一职业学校　10:15 报，迟报",
    ]
    assert await region.ask("chief", Topic.REPORTED, "E2") == (
        "东山护理学校：\n今天（11月10日）还没有单位报送（应报 1 个）。"
    )


async def test_who_is_exempt(region: Region) -> None:
    assert await region.ask("chief", Topic.EXEMPTED) == "今天（11月10日）免报 1 个：\n云麓艺术学校"
    assert await region.ask("chief", Topic.EXEMPTED, days=(YESTERDAY,)) == "昨天（11月9日）没有免报的单位。"


async def test_the_digest_of_a_day_named(region: Region) -> None:
    said = await region.ask("chief", Topic.DIGEST, days=(YESTERDAY,))
    assert "昨天（11月9日）简报" in said
    assert "收到合格材料：照片 2 张、文字 1 篇" in said
    assert "1. 《匠心9》云麓第一职业学校" in said


async def test_a_day_that_is_none_is_said_with_the_days_there_are(region: Region) -> None:
    none = "活动周没有这一天。报送日是 11月8日至 11月14日。"
    for topic in (Topic.MISSING, Topic.UNIT, Topic.COMPARED, Topic.MISSING_RUNNING):
        assert await region.ask("chief", topic, "S1", no_day="13月45日") == none
        assert await region.ask("chief", topic, "S1", days=(date(2020, 11, 20),)) == none
    assert await region.ask("chief", Topic.PHONE, no_day="13月45日") == none
    said = await region.ask("chief", Topic.MISSING, days=(FIRST, date(2020, 11, 7)))
    assert said.startswith("11月8日缺报")
    assert said.endswith("\n\n11月7日不是报送日。")


async def test_one_unit_on_several_days_with_what_it_handed_in(region: Region) -> None:
    number = await region.send("S1", Kind.ATTACHMENT, item="plan", at=november(5, "09:12"), title="活动周方案")
    said = await region.ask("chief", Topic.UNIT, "S1", days=(YESTERDAY, TODAY))
    assert said.splitlines() == [
        "云麓第一职业学校　昨天（11月9日）",
        "按时（11月9日 09:10:00 报）",
        "合格：文字 1 篇",
        "标题：《匠心9》",
        "",
        "云麓第一职业学校　今天（11月10日）",
        "迟报（11月10日 10:15:00 报）",
        "合格：文字 1 篇",
        "标题：《匠心10》",
        "",
        "其他各天：11月8日按时",
        "特色亮点活动一览表：缺报（11月4日 24:00 前）",
        f"活动周工作方案：已收到（编号 {number}，11月5日 09:12）　《活动周方案》",
        "活动周总结：还没报（11月18日 24:00 前）",
        "联络员：Cai",
    ]


async def test_one_milestone_of_one_unit(region: Region) -> None:
    number = await region.send("S2", Kind.ATTACHMENT, State.REFUSED, item="plan", at=november(5))
    assert (await region.ask("chief", Topic.UNIT, "S2", item="plan")).splitlines() == [
        "云麓第二职业学校",
        f"活动周工作方案：缺报（11月6日 24:00 前），编号 {number} 不合格",
        "联络员：Cai",
    ]
    assert await region.ask("chief", Topic.MISSING, item="website") == "这次活动没有这一项。"


async def test_several_units_that_fit_are_listed(region: Region) -> None:
    for topic in (Topic.UNIT, Topic.PHONE):
        assert await region.ask("chief", topic, "S1", "S2", "F1") == (
            "可能是下面几个单位，请发完整名称：\n云麓第一职业学校\n云麓第二职业学校"
        )
    assert (await region.ask("chief", Topic.UNIT, "S1", "F1")).startswith("云麓第一职业学校　")
    assert await region.ask("chief", Topic.UNIT) == "请写上单位名称。"
    assert await region.ask("chief", Topic.UNIT, "bureau") == "云麓市教育局职成处在这次活动中没有报送任务。"


async def test_telephones_of_one_unit_and_of_all_that_are_missing(region: Region) -> None:
    assert await region.ask("chief", Topic.PHONE, "E1") == "东山旅游学校　An 13800000003"
    assert await region.ask("chief", Topic.PHONE, "S3") == "云麓艺术学校　没有联络员"
    assert (await region.ask("chief", Topic.PHONE)).splitlines() == [
        "今天（11月10日）没报的 3 个单位的联络员：",
        "1. 东山区教育体育局　Dong 13800000002",
        "2. 东山护理学校　Gu 13800000005",
        "3. 云麓第二职业学校　Cai（没有电话）",
    ]


async def test_liaisons_without_an_account(region: Region) -> None:
    assert (await region.ask("chief", Topic.UNREGISTERED)).splitlines() == [
        "还没有登记账号的联络员 1 人：",
        "1. 东山护理学校　Gu 13800000005",
        "没有联络员的单位 1 个：",
        "云麓艺术学校",
        "邀请码请单独发给本人；要一段可以转发的话，发“催登记”。",
    ]
    assert await region.ask("chief", Topic.UNREGISTERED, "S1") == (
        "云麓第一职业学校：\n您查看的范围内，联络员都登记了。"
    )


async def test_a_day_compared_with_the_one_before(region: Region) -> None:
    assert (await region.ask("chief", Topic.COMPARED)).splitlines() == [
        "今天（11月10日）和昨天（11月9日）相比：",
        "应报 5（昨天 6，少 1）",
        "已报 2（昨天 3，少 1）",
        "按时 1（昨天 3，少 2）",
        "迟报 1（昨天 0，多 1）",
        "缺报 3（昨天 3）",
        "免报 1（昨天 0，多 1）",
        "两天都没报（2 个）：",
        "东山护理学校、云麓第二职业学校",
        "只有今天（11月10日）没报（1 个）：",
        "东山区教育体育局",
        "昨天（11月9日）没报、今天（11月10日）不缺（1 个）：",
        "云麓艺术学校",
    ]
    assert await region.ask("chief", Topic.COMPARED, days=(FIRST,)) == "11月8日是第一个报送日，没有前一天可比。"
    assert "11月8日" in (await region.ask("chief", Topic.COMPARED, days=(FIRST, TODAY))).splitlines()[0]


async def test_who_is_missing_on_and_on(region: Region) -> None:
    assert (await region.ask("chief", Topic.MISSING_RUNNING)).splitlines() == [
        "到今天（11月10日）为止连续没报的单位（2 个）：",
        "1. 东山护理学校　连续 3 天（11月8日至 11月10日）",
        "2. 云麓第二职业学校　连续 2 天（11月9日至 11月10日）",
    ]
    said = await region.ask("chief", Topic.MISSING_RUNNING, days=(FIRST, YESTERDAY))
    assert said == "11月8日、11月9日都没报的单位（2 个）：\n1. 东山护理学校\n2. 云麓艺术学校"


async def test_a_day_whose_deadline_is_to_come_makes_nobody_missing_on_and_on(region: Region) -> None:
    region.bot.clock.set(NOW - timedelta(hours=1))
    said = await region.ask("chief", Topic.MISSING_RUNNING)
    assert said.splitlines()[0] == "到昨天（11月9日）为止连续没报的单位（2 个）："
    region.bot.clock.jump(november(8, "12:00"))
    assert await region.ask("chief", Topic.MISSING_RUNNING) == "过了截止时间的报送日还不到两天，说不上连续没报。"


async def test_how_to_exempt_names_the_unit_and_a_day_of_the_week(region: Region) -> None:
    assert await region.ask("chief", Topic.HOW_EXEMPT, "S1") == (
        "发：免报 云麓第一职业学校 11月10日（写上单位全名和日期）。"
    )
