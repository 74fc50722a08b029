"""The sentences themselves: filled without leftovers, short enough for every channel, discreet to strangers."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from domain.abilities import Abilities
from domain.campaigns.campaign import Milestone
from domain.campaigns.evidence import Evidence
from domain.clock import CHINA
from domain.completeness import Counts
from domain.days import Timing
from domain.findings import Code, Finding, Kind
from domain.language import nearby
from domain.obligation import Standing
from domain.organisation import Duty, Organisation, Person, Role
from domain.statistics import COLUMNS
from domain.submission import State
from formats.chat import answers, offers, supervisor_answers
from formats.chat.milestone_lines import MilestoneView
from formats.chat.reached import NudgedUnit, Reached
from formats.chat.receipt_items import ReceiptItem
from formats.chat.reminder import ReminderUnit, milestone_reminder_text, nudge_text, reminder_text
from formats.chat.status import StatusDay, StatusUnit, StatusView, status_text
from formats.digest.text import (
    DayOverview,
    UnitLine,
    counts_text,
    digest_text,
    late_text,
    missing_text,
)
from formats.digest.unit import UnitDay, UnitView, unit_text
from formats.spoken import clock_text, left_text, moment_text, numbers_text
from formats.words import chat as texts
from formats.words import questions
from handlers.conversation import suggestions
from tests.support.said import understood

DAY = date(2020, 11, 9)
DUE = datetime(2020, 11, 9, 10, 0, tzinfo=CHINA)
NOW = DUE - timedelta(minutes=27)
DAYS = tuple(date(2020, 11, n) for n in range(8, 15))
#: WeCom cuts a longer text without a word (platform.md §3).
WECOM_BYTES = 2048


def sentences() -> Iterator[tuple[str, str]]:
    for module in (texts, questions):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str):
                yield name, value
            if name.isupper() and isinstance(value, dict):
                yield from ((f"{name}[{key}]", v) for key, v in value.items() if isinstance(v, str))


@pytest.mark.parametrize(("name", "sentence"), list(sentences()))
def test_sentences_are_short_plain_and_well_formed(name: str, sentence: str) -> None:
    assert sentence.strip() == sentence != ""
    assert len(sentence.encode()) <= 1024
    assert not re.search(r"[!！]|[\U0001F300-\U0001FAFF]", sentence)
    assert all(field is None or field.isidentifier() for _, field, _, _ in string.Formatter().parse(sentence))


@pytest.mark.parametrize(("role", "able"), [(Role.LIAISON, nearby.LIAISONS), (Role.SUPERVISOR, nearby.SUPERVISORS)])
def test_everything_that_is_suggested_can_be_chosen_and_is_worded(role: Role, able: dict[offers.Choice, str]) -> None:
    unit = Organisation(id=1, code="S1", name="甲校", kind="中等职业学校")
    near = suggestions.nearest(Person(id=1, name="甲", duties=(Duty(organisation=unit, role=role),)), "怎么办")
    assert len(near) == suggestions.HOW_MANY
    assert set(near) <= set(able)
    worded = [offers.suggestion(choice) for choice in able]
    assert len(set(worded)) == len(able)


@pytest.mark.parametrize("helped", [texts.HELP_LIAISON, texts.HELP_SUPERVISOR])
def test_the_help_promises_only_what_is_understood(helped: str) -> None:
    helped = helped.format(deadline="10:00", day="11月10日")
    said = [line.partition("——")[0] for line in helped.splitlines() if "——" in line]
    assert len(said) >= 5
    for line in said:
        if line not in ("单位名称", "免报 单位 11月10日"):
            assert understood(line, today=DAY, days=DAYS)[0] != "unknown", line


def test_a_stranger_learns_how_to_enrol_and_nothing_else() -> None:
    assert "邀请码" in texts.STRANGER
    assert "绑定" in texts.STRANGER
    assert "{" not in texts.STRANGER


def test_help_fits_one_message_for_everybody() -> None:
    milestones = [("活动周工作方案", "方案"), ("特色亮点活动一览表", "一览表"), ("活动周总结", "总结")]
    for liaison, supervisor, reader in [*product((True, False), repeat=3)][:-1]:
        said = answers.help_text(
            liaison=liaison,
            supervisor=supervisor,
            reader=reader,
            day=DAY,
            other_day=DAYS[2],
            milestones=milestones,
        )
        assert len(said.encode()) <= WECOM_BYTES
        assert "{" not in said
        assert ("今天谁没交" in said) is (supervisor or reader)
        assert ("催报" in said) is supervisor
        assert ("状态" in said) is liaison


def test_binding_names_the_duties() -> None:
    said = answers.bound("赵小三", reports_for=["甲校", "乙校"], supervises=["丙局"])
    assert (
        said == "赵小三，登记好了。\n您为这些单位报送：甲校、乙校。\n您可以查看：丙局及下属单位。\n"
        "您的姓名、手机、账号和发来的材料只为这次报送保存，活动结束后由受理单位清理。\n发“帮助”看看能做什么。"
    )


def test_many_choices_are_cut_short() -> None:
    said = answers.choose_unit([f"第{n}学校" for n in range(1, 60)])
    assert "20. 第20学校\n……共 59 个" in said
    assert "第21学校" not in said


def milestone(name: str, *accepts: Evidence, contents: tuple[str, ...] = ()) -> Milestone:
    return Milestone(code="x", name=name, due_on=DAY, accepts=accepts, contents=contents)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (answers.withdrawn([3]), "已撤回：编号 3。"),
        (answers.moved([3, 4, 5], date(2020, 11, 10), Timing.EARLY), "编号 3–5 已改记到 11月10日。（提前）"),
        (answers.captioned([3], "焊接", completed=[3]), "说明已加到编号 3：焊接\n照片合格（编号 3）。"),
        (answers.milestone_ask(milestone("专题网站", Evidence.LINK)), "请把网址一起发来：专题网站 https://…"),
        (
            answers.milestone_ask(milestone("总结", Evidence.FILE, Evidence.TEXT, contents=("企业数", "学生数"))),
            "请发来总结的文字或文件，下一条就记作总结。\n内容要包括：企业数、学生数。",
        ),
        (
            answers.milestone_ask(milestone("统计表", Evidence.FILE, contents=tuple(COLUMNS.values()))),
            "请发来统计表文件，下一个文件就记作统计表。\n"
            + texts.MILESTONE_STATISTICS.format(contents="、".join(COLUMNS.values())),
        ),
        (
            supervisor_answers.nudge_confirm(DAY, [NudgedUnit(name="甲校", reached=Reached.NO_ACCOUNT)]),
            "这些单位还没有登记联络员账号，提醒不到：甲校",
        ),
    ],
)
def test_confirmations(said: str, expected: str) -> None:
    assert said == expected


@pytest.mark.parametrize(("numbers", "said"), [([3], "3"), ([4, 3], "3、4"), ([3, 4, 5, 9, 5], "3–5、9"), ([], "")])
def test_numbers(numbers: list[int], said: str) -> None:
    assert numbers_text(numbers) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=59), "不到 1 分钟"),
        (timedelta(minutes=27, seconds=59), "27 分钟"),
        (timedelta(hours=1, minutes=23), "1 小时 23 分钟"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(days=3, hours=5), "3 天"),
    ],
)
def test_time_left_is_never_promised_too_long(left: timedelta, said: str) -> None:
    assert left_text(left) == said


def test_midnight_belongs_to_the_day_that_ends() -> None:
    assert moment_text(datetime(2020, 11, 7, 0, 0, tzinfo=CHINA)) == "11月6日 24:00"


# --- Status and reminders ---


CHAT = Abilities(files=False)


def refused(number: int) -> ReceiptItem:
    large = Finding(code=Code.VIDEO_SIZE, found=210 << 20, required=200 << 20)
    return ReceiptItem(number=number, kind=Kind.VIDEO, state=State.REFUSED, findings=(large,))


def test_what_was_refused_of_a_day_that_is_done_is_only_named() -> None:
    day = StatusDay(day=DAY, due_at=DUE, standing=Standing.ON_TIME, refused=(refused(3), refused(4)))
    unit = StatusUnit(organisation="甲校", day=day)
    said = status_text(StatusView(now=NOW, channel=CHAT, units=(unit,)))
    assert said.splitlines()[-1] == "不合格：编号 3、4，不影响已报齐"


def test_status_of_an_open_day() -> None:
    day = StatusDay(
        day=DAY,
        due_at=DUE,
        standing=Standing.MISSING,
        missing_kinds=(Kind.VIDEO,),
        uncaptioned=(4, 5),
        refused=(refused(3),),
    )
    unit = StatusUnit(
        organisation="甲校",
        day=day,
        earlier_missing=(date(2020, 11, 8),),
        milestones=(
            MilestoneView(name="方案", due_at=datetime(2020, 11, 7, tzinfo=CHINA), standing=Standing.ON_TIME),
            MilestoneView(name="总结", due_at=datetime(2020, 11, 19, tzinfo=CHINA), standing=Standing.MISSING),
        ),
    )
    assert status_text(StatusView(now=NOW, channel=CHAT, units=(unit,), unassigned=(7,))).splitlines() == [
        "甲校　今天（11月9日）",
        "还没报，10:00 截止",
        "还缺：视频",
        "缺说明：编号 4、5，请发“说明 编号 文字”",
        "编号 3 视频不合格：",
        "大小 210 MB，要求不超过 200 MB。",
        "请剪短，或用剪映等软件压缩后再发。",
        "之前缺报：11月8日",
        "方案：已收到",
        "总结：还没报（11月18日 24:00 前）",
        "",
        "未定单位：编号 7，请回复单位名称",
    ]


def test_status_after_the_deadline_is_overdue() -> None:
    day = StatusDay(day=DAY, due_at=DUE, standing=Standing.MISSING)
    unit = StatusUnit(organisation="甲校", day=day)
    assert "缺报" in status_text(StatusView(now=DUE + timedelta(seconds=1), channel=CHAT, units=(unit,)))


def test_nothing_owed_is_said() -> None:
    assert status_text(StatusView(now=NOW, channel=CHAT, units=())) == texts.STATUS_NOTHING_OWED


def test_a_reminder_says_what_is_missing_and_how_long_is_left() -> None:
    units = [
        ReminderUnit(organisation="甲校", due_at=DUE, refused=(3,)),
        ReminderUnit(organisation="乙校", due_at=DUE, uncaptioned=(4,)),
    ]
    assert reminder_text(units, day=DAY, due_at=DUE, now=NOW).splitlines() == [
        "今天（11月9日）的材料 10:00 截止，还有 27 分钟。",
        "甲校：还没有收到合格的材料",
        "编号 3 不合格，请改好重发",
        "乙校：还没有收到合格的材料",
        "编号 4 缺说明，回复一句话就行",
        "直接把材料发给我就行。",
    ]


def test_a_reminder_of_the_only_unit_names_it_where_something_is_said_of_it_alone() -> None:
    def lines(**values: Any) -> list[str]:
        units = [ReminderUnit(organisation="甲校", due_at=DUE, only=True, missing_kinds=(Kind.VIDEO,), **values)]
        return reminder_text(units, day=DAY, due_at=DUE, now=NOW).splitlines()[1:-1]

    assert lines() == ["还缺视频"]
    assert lines(uncaptioned=(4,)) == ["甲校：还缺视频", "编号 4 缺说明，回复一句话就行"]


def test_a_nudge_after_the_deadline_asks_to_hurry() -> None:
    units = [ReminderUnit(organisation="甲校", due_at=DUE, missing_kinds=(Kind.VIDEO, Kind.TEXT))]
    said = nudge_text(units, day=DAY, due_at=DUE, now=DUE + timedelta(hours=1))
    assert "甲校：还缺视频、文字" in said
    assert "截止时间已过" in said


@pytest.mark.parametrize(("only", "named"), [(False, ["甲校"]), (True, [])])
def test_a_milestone_reminder_names_all_that_is_asked(only: bool, named: list[str]) -> None:
    said = milestone_reminder_text(
        [ReminderUnit(organisation="甲校", due_at=DUE, only=only)],
        item="总结",
        due_at=datetime(2020, 11, 19, tzinfo=CHINA),
        now=datetime(2020, 11, 17, 9, 7, tzinfo=CHINA),
        word="总结",
        contents=["企业数"],
    )
    assert said.splitlines() == [
        "总结请在 11月18日 24:00 前报送，还有 1 天。",
        *named,
        "内容要包括：企业数。",
        "发“总结”就能开始。",
    ]


# --- Supervisors ---


def overview(missing: int, *, now: datetime = DUE + timedelta(minutes=10), expected: int = 100) -> DayOverview:
    units = tuple(
        UnitLine(code=f"S{n}", name=f"云麓市第{n}中等职业技术学校", kind="中等职业学校") for n in range(1, missing + 1)
    )
    return DayOverview(
        campaign="week",
        title="2020年活动周",
        day=DAY,
        item_name=None,
        due_at=DUE,
        now=now,
        counts=Counts(on_time=expected - missing, missing=missing),
        missing=units,
        late=(),
        exempt=(),
        kinds=(),
        titles=(),
        titled=0,
    )


def test_a_long_list_still_names_everybody_in_full() -> None:
    said = missing_text(overview(80))
    assert said.startswith("今天（11月9日）缺报：应报 100 个，缺报 80 个\n")
    assert all(f"云麓市第{n}中等职业技术学校" in said for n in range(1, 81))
    assert max(len(line.encode()) for line in said.splitlines()) < WECOM_BYTES / 4


@pytest.mark.parametrize("missing", [0, 3, 80])
def test_every_answer_names_the_day(missing: int) -> None:
    for worded in (missing_text, late_text, counts_text, digest_text):
        assert "11月9日" in worded(overview(missing))


def test_all_there() -> None:
    assert missing_text(overview(0)) == "今天（11月9日）应报 100 个，已全部报送。"


def test_an_area_that_owes_nothing() -> None:
    assert "没有要报送的单位" in missing_text(overview(0, expected=0))


def test_a_day_to_come_is_not_called_missing() -> None:
    said = missing_text(overview(3, now=DUE - timedelta(days=1)))
    assert said.startswith("明天（11月9日）还没到")
    assert "缺报" not in said


@pytest.mark.parametrize(
    ("standing", "met_at", "now", "said"),
    [
        (Standing.MISSING, None, NOW, "还没报（10:00 截止）"),
        (Standing.MISSING, None, DUE + timedelta(seconds=1), "缺报"),
        (Standing.LATE, DUE + timedelta(minutes=5), DUE + timedelta(hours=1), "迟报（11月9日 10:05:00 报）"),
        (Standing.EXEMPT, None, NOW, "免报"),
    ],
)
def test_one_unit(standing: Standing, met_at: datetime | None, now: datetime, said: str) -> None:
    view = UnitView(
        organisation="甲校",
        now=now,
        days=(UnitDay(day=DAY, due_at=DUE, standing=standing, met_at=met_at, bad=((Kind.PHOTO, 2),)),),
        week=((date(2020, 11, 8), Standing.ON_TIME),),
    )
    assert unit_text(view).splitlines() == [
        "甲校　今天（11月9日）",
        said,
        "不合格或缺说明：照片 2 张",
        "其他各天：11月8日按时",
        "联络员：没有联络员",
    ]


def test_a_clock_beside_a_day_names_any_other_day() -> None:
    evening = datetime(2020, 11, 8, 19, 40, tzinfo=CHINA)
    assert [clock_text(evening, day) for day in (None, date(2020, 11, 8), date(2020, 11, 9))] == [
        "19:40",
        "19:40",
        "8日19:40",
    ]
