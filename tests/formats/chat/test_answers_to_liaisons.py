"""Answers to liaisons as pure text: all days, single submissions, what is owed once, deadlines."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.abilities import Abilities
from domain.clock import CHINA
from domain.findings import Kind
from domain.obligation import Standing
from domain.submission import State
from formats.chat.guidance import DeadlineDay, deadline_text, how_exempt, how_withdraw
from formats.chat.milestone_lines import MilestoneView, milestone_line, milestone_lines
from formats.chat.receipt_items import ReceiptItem
from formats.chat.submissions import CAPTIONS, SubmissionsDay, SubmissionsView, latest_text, submissions_text
from formats.chat.week import WeekDay, WeekUnit, WeekView, week_text

DAY = date(2020, 11, 9)
DUE = datetime(2020, 11, 9, 10, 0, tzinfo=CHINA)
NOW = DUE - timedelta(minutes=27)
PLAN = MilestoneView(name="方案", due_at=datetime(2020, 11, 7, tzinfo=CHINA), standing=Standing.MISSING)


def test_all_days_of_a_week() -> None:
    photos = tuple((number, Kind.PHOTO, State.ACCEPTED) for number in (3, 4, 5))
    others = ((6, Kind.TEXT, State.ACCEPTED), (7, Kind.PHOTO, State.INCOMPLETE), (8, Kind.VIDEO, State.REFUSED))
    before = DUE - timedelta(days=1)
    days = (
        WeekDay(day=before.date(), due_at=before, standing=Standing.LATE, submissions=photos + others),
        WeekDay(day=DAY, due_at=DUE, standing=Standing.MISSING, submissions=((9, Kind.PHOTO, State.WITHDRAWN),)),
    )
    unit = WeekUnit(organisation="甲校", days=days, milestones=(PLAN,))
    empty = WeekUnit(organisation="乙校", days=())
    assert week_text(WeekView(now=NOW, units=(unit, empty), unassigned=(11,))).splitlines() == [
        "甲校",
        "昨天（11月8日）　已报，迟报",
        "照片 3 张（编号 3–5）、文字 1 篇（编号 6）",
        "缺说明：编号 7",
        "不合格：编号 8",
        "今天（11月9日）　还没报，10:00 截止",
        "方案：缺报（11月6日 24:00 前）",
        "",
        "未定单位：编号 11，请回复单位名称",
    ]
    assert week_text(WeekView(now=NOW, units=())) == "现在没有要您报送的任务。"


@pytest.mark.parametrize(
    ("milestone", "said"),
    [
        (PLAN, "方案：缺报（11月6日 24:00 前）"),
        (
            MilestoneView(
                name="网站", due_at=DUE, standing=Standing.LATE, met_at=NOW, numbers=(3, 4), what="https://a.cn"
            ),
            "网站：已收到（编号 3、4，11月9日 09:33）　https://a.cn",
        ),
        (
            MilestoneView(name="总结", due_at=DUE, standing=Standing.MISSING, refused=(5,)),
            "总结：还没报（11月9日 10:00 前），编号 5 不合格",
        ),
        (MilestoneView(name="方案", due_at=DUE, standing=Standing.ON_TIME), "方案：已收到"),
    ],
)
def test_what_is_owed_once(milestone: MilestoneView, said: str) -> None:
    assert milestone_line(milestone, NOW) == said


def test_what_one_is_exempt_from_is_not_told() -> None:
    assert milestone_lines([MilestoneView(name="方案", due_at=DUE, standing=Standing.EXEMPT)], NOW) == []


def accepted(number: int) -> ReceiptItem:
    return ReceiptItem(number=number, kind=Kind.PHOTO, state=State.ACCEPTED, findings=(), caption=f"第 {number} 张")


@pytest.mark.parametrize("number", [1, CAPTIONS, CAPTIONS + 1])
def test_few_captions_are_repeated_and_many_are_not(number: int) -> None:
    items = tuple(accepted(n) for n in range(1, number + 1))
    day = SubmissionsDay(organisation="甲校", day=DAY, items=items)
    said = submissions_text(SubmissionsView(now=NOW, channel=Abilities(), days=(day,)))
    assert said.count("的说明：") == (number if number <= CAPTIONS else 0)


def test_what_came_for_a_milestone_is_under_its_name() -> None:
    item = ReceiptItem(number=2, kind=Kind.ATTACHMENT, state=State.ACCEPTED, findings=(), file_name="方案.docx")
    day = SubmissionsDay(organisation="甲校", day=DAY, items=(item,), item_name="工作方案")
    view = SubmissionsView(now=NOW, channel=Abilities(), days=(day,), unknown=(8,))
    assert latest_text(view, NOW).splitlines() == [
        "最近收到您的（11月9日 09:33:00）：",
        "甲校　工作方案",
        "文件 1 份合格（编号 2）：《方案.docx》",
        "",
        "没有找到编号 8 的材料，请看回执里的编号。",
    ]


def test_a_day_without_late_time_promises_none() -> None:
    day = DeadlineDay(day=DAY, due_at=DUE, late_until=DUE)
    assert deadline_text([day], NOW) == "今天（11月9日）的材料 10:00 截止，还有 27 分钟。"
    assert (
        deadline_text([day], DUE + timedelta(seconds=1))
        == "今天（11月9日）的材料已经不能补报了（11月9日 10:00 为止）。"
    )


def test_how_to() -> None:
    assert how_withdraw([3, 4], 9) == "最近发的是编号 3、4。要撤回，发：撤回 4"
    assert how_exempt("", DAY) == "发：免报 单位名称 11月9日（写上单位全名和日期）。"
