"""Lists for supervisors as pure text: long ones by bare names, days beside each other, units that are missing on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.clock import CHINA
from domain.completeness import Counts
from formats.digest.compared import Run, RunsView, compared_text, runs_text
from formats.digest.lists import Called, exempt_text, narrowed, phones_text, reported_text, unregistered_text
from formats.digest.text import DETAILED, DayOverview, UnitLine, missing_text

DAY = date(2020, 11, 9)
DUE = datetime(2020, 11, 9, 10, 0, tzinfo=CHINA)


def unit(n: int, *, met_at: datetime | None = None, note: str = "") -> UnitLine:
    return UnitLine(code=f"S{n}", name=f"云麓第{n}学校", kind="中等职业学校", met_at=met_at, note=note)


def overview(*missing: UnitLine, expected: int = 9, day: date = DAY, now: datetime = DUE) -> DayOverview:
    due_at = datetime.combine(day, DUE.timetz())
    counts = Counts(on_time=expected - len(missing), missing=len(missing))
    return DayOverview(
        campaign="week",
        title="活动周",
        day=day,
        item_name=None,
        due_at=due_at,
        now=now,
        counts=counts,
        missing=missing,
        late=(),
        exempt=(),
        kinds=(),
        titles=(),
        titled=0,
    )


@pytest.mark.parametrize("number", [DETAILED, DETAILED + 1])
def test_a_note_stands_beside_its_unit_in_short_and_in_long_lists(number: int) -> None:
    units = [unit(n, note="今天没活动" if n == 3 else "") for n in range(number)]
    said = missing_text(overview(*units, expected=number))
    assert said.count("云麓第3学校（自报：今天没活动）") == 1
    assert said.count("自报") == 1


def test_a_note_is_one_line_of_bounded_length() -> None:
    said = missing_text(overview(unit(1, note="没有\n活动" + "啊" * 500)))
    assert len(said.splitlines()) == 2
    assert len(said) < 120


@pytest.mark.parametrize("number", [1, DETAILED, DETAILED + 1])
def test_everybody_who_has_reported_is_named(number: int) -> None:
    units = [unit(n, met_at=DUE + timedelta(minutes=n - 1)) for n in range(1, number + 1)]
    said = reported_text(overview(expected=number), units)
    assert said.startswith(f"今天（11月9日）已报：应报 {number} 个，已报 {number} 个\n")
    assert all(f"云麓第{n}学校" in said for n in range(1, number + 1))
    assert said.count("，迟报") == (number - 1 if number <= DETAILED else 0)


def test_an_area_that_owes_nothing() -> None:
    nothing = overview(expected=0)
    for said in (reported_text(nothing, []), phones_text(nothing, []), compared_text(nothing, nothing)):
        assert said == "今天（11月9日）您查看的范围内没有要报送的单位。"
    assert exempt_text(nothing) == "今天（11月9日）没有免报的单位。"


@pytest.mark.parametrize(
    ("names", "below", "said"),
    [
        ((), False, "话"),
        (("甲",), True, "甲及下属单位：\n话"),
        (("甲", "乙"), False, "甲、乙：\n话"),
        (("甲", "乙", "丙", "丁", "戊"), False, "甲、乙、丙、丁等 5 个：\n话"),
    ],
)
def test_what_an_answer_was_narrowed_to(names: tuple[str, ...], below: bool, said: str) -> None:
    assert narrowed("话", names, below=below) == said


def test_two_days_before_the_deadline_of_the_second() -> None:
    before = overview(unit(1), day=DAY - timedelta(days=1))
    view = overview(unit(1), unit(2), now=DUE - timedelta(minutes=1))
    lines = compared_text(view, replace(before, now=view.now)).splitlines()
    assert lines[0] == "今天（11月9日）和昨天（11月8日）相比："
    assert "缺报 2（昨天 1，多 1）" in lines
    assert "还没到截止时间（10:00），缺报是暂时的。" in lines
    assert lines[-4:] == ["两天都没报（1 个）：", "云麓第1学校", "只有今天（11月9日）没报（1 个）：", "云麓第2学校"]


def test_two_days_without_anybody_missing() -> None:
    said = compared_text(overview(), overview(day=DAY - timedelta(days=1)))
    assert said.splitlines()[-1] == "两天没有缺报的单位。"


@pytest.mark.parametrize(
    ("days", "named", "runs", "said"),
    [
        ((), False, (), "过了截止时间的报送日还不到两天，说不上连续没报。"),
        ((DAY,), False, (), "过了截止时间的报送日还不到两天，说不上连续没报。"),
        ((DAY - timedelta(days=1), DAY), False, (), "到今天（11月9日）为止，没有连续两天没报的单位。"),
        ((DAY - timedelta(days=1), DAY), True, (), "没有11月8日、11月9日都没报的单位。"),
    ],
)
def test_nobody_missing_on_and_on(days: tuple[date, ...], named: bool, runs: tuple[Run, ...], said: str) -> None:
    assert runs_text(RunsView(now=DUE, days=days, named=named, runs=runs)) == said


def test_who_has_no_account() -> None:
    called = [Called(unit="甲校", liaisons=("张三 138", "李四 139"))]
    assert unregistered_text(called, ["乙校"]).splitlines() == [
        "还没有登记账号的联络员 2 人：",
        "1. 甲校　张三 138、李四 139",
        "没有联络员的单位 1 个：",
        "乙校",
        "邀请码请单独发给本人；要一段可以转发的话，发“催登记”。",
    ]
