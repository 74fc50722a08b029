"""What the command line prints of a roster, read by whoever has three thousand rows of it."""

from __future__ import annotations

from domain.organisation import Role
from domain.roster.planned import Action, Change, Leaving, Plan, Subject
from domain.roster.roster import Columns, Roster, RosterProblem
from formats.operator.roster import change_text, plan_text, roster_problem_text, roster_problems_text

NOBODY_LEAVES = Leaving(units=0, of_units=9, bound=0, of_bound=9)


def problem(row: int, code: str = "no_such_parent", **fields: object) -> RosterProblem:
    return RosterProblem(row=row, column="上级单位编码", code=code, found="B0", **fields)  # type: ignore[arg-type]


def lines(*problems: RosterProblem) -> list[str]:
    return roster_problems_text("r.xlsx", problems).splitlines()


def test_what_is_wrong_in_many_rows_is_one_line() -> None:
    said = lines(*(problem(row) for row in range(2, 3002)), problem(4000, "circle"))
    assert "有 3001 处要改" in said[0]
    assert [line.split("：")[0] for line in said[1:]] == [
        "第 2、3、4、5、6 等 3000 行 上级单位编码",
        "第 4000 行 上级单位编码",
    ]
    assert lines(problem(2), problem(3))[1].startswith("第 2、3 行 上级单位编码：")


def test_what_is_wrong_with_sheets_and_files_is_a_line_each() -> None:
    said = lines(problem(2, sheet="东"), problem(2, sheet="西"), problem(0, "no_column", sheet="西"), problem(0))
    assert [line[:5] for line in said[1:]] == ["东 第 2", "西 第 2", "西：缺少“", "上级“B0"]


def test_the_other_row_is_named_with_its_sheet() -> None:
    there = problem(6, "contradicts", sheet="西", other_row=3, other_sheet="东", required="B1")
    assert roster_problem_text(there).startswith("西 第 6 行 上级单位编码：写的是“B0”，东 第 3 行同一单位写的是“B1”")
    here = problem(6, "contradicts", other_row=3, required="B1")
    assert "，第 3 行同一单位" in roster_problem_text(here)


def test_duties_given_and_taken_are_named() -> None:
    change = Change(
        row=3,
        subject=Subject.PERSON,
        name="甲",
        action=Action.CHANGED,
        columns=("角色",),
        begun=(("乙校", Role.LIAISON), ("丙校", Role.SUPERVISOR)),
        ended=(("甲校", Role.SUPERVISOR),),
    )
    assert change_text(change, str) == "第 3 行 修改人员 甲（角色；不再是甲校管理员；新任乙校联络员、丙校管理员）"


def test_units_left_alone_and_rows_and_sheets_out_of_sight_are_told() -> None:
    plan = Plan(
        changes=(),
        units=(),
        leaving=(),
        people=(),
        leaving_people=(),
        serving=True,
        left=NOBODY_LEAVES,
        alone=("甲校", "乙校"),
    )
    roster = Roster(
        columns=Columns(()),
        organisations=(),
        people=(),
        unread=("旧",),
        unseen=(("东", 3), ("东", 4), ("西", 2)),
    )
    assert plan_text(plan, roster, str, dry_run=False).splitlines()[:3] == [
        "这些单位没有联络员了，没人能报送：甲校、乙校。",
        "隐藏的行也读了：东 第 3、4 行；西 第 2 行。",
        "没有读的工作表（隐藏的，或没有表头）：旧。",
    ]
