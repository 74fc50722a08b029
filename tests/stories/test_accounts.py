"""Who may speak for whom in mid-week: codes that somebody took, supervisors to be confirmed, people who leave."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from handlers.roster import accounts
from storage.tables import links
from tests.support.roster_stage import admit, bring, code_of, hire, rows_of, speaker, without
from tests.support.stage import Stage
from tests.support.town import CAPTION, ONE, photo

STRANGER = "还没有您的登记"


async def test_a_code_that_somebody_took_is_told_and_taken_back(on: Stage) -> None:
    admit(on, "mallory", "zhang")
    code = await hire(on, "张联络", "s1", phone="13800000009")
    assert "登记好了" in await on.ask("mallory", f"绑定 {code}")
    await on.ask("mallory", "上传")
    second = await on.ask("zhang", f"绑定 {code}")
    assert "11月9日" in second and "已经用过了" in second
    assert "Dana" in second and ONE not in second
    told = on.last("dana")
    assert "张联络" in told and "mallory" in told and "zhang" in told and "11月9日 09:00" in told
    await on.ask("zhang", f"绑定 {code}")
    assert on.heard("dana").count(told) == 1
    done = await accounts.unbind(on.ctx.database, "张联络", now=on.clock.now(), real=on.clock.real())
    assert [account.account for account in done.accounts] == ["mallory"]
    assert STRANGER in await on.ask("mallory", "状态")
    assert "不对" in await on.ask("zhang", f"绑定 {code}")
    assert done.code == await code_of(on, "张联络") != code
    assert ONE in await on.ask("zhang", f"绑定 {done.code}")
    async with on.ctx.database.read() as connection:
        assert all(row.revoked_at for row in await connection.execute(select(links)))
    verbs = [row["verb"] for row in await on.rows("events")]
    assert {"code_tried", "unbound", "bound"} <= set(verbs)


async def test_an_account_alone_is_taken_back(on: Stage) -> None:
    admit(on, "zhang")
    await hire(on, "张联络", "s1", bound="zhang")
    done = await accounts.unbind(on.ctx.database, "zhang", now=on.clock.now(), real=on.clock.real())
    assert (done.person.name, [a.account for a in done.accounts]) == ("张联络", ["zhang"])
    assert STRANGER in await on.ask("zhang", "状态")
    assert "还没报" in await on.ask("alice", "状态")


async def test_a_renewed_code_opens_and_the_old_one_does_not(on: Stage) -> None:
    admit(on, "zhang")
    code = await hire(on, "张联络", "s1")
    renewed = await accounts.renew(on.ctx.database, "张 联络", now=on.clock.now())
    assert "不对" in await on.ask("zhang", f"绑定 {code}")
    assert "登记好了" in await on.ask("zhang", f"绑定 {renewed.code}")
    again = await accounts.renew(on.ctx.database, "张联络@s1", now=on.clock.now())
    assert again.code != renewed.code
    assert "还没报" in await on.ask("zhang", "状态")


async def test_a_second_supervisor_waits_for_the_office_above(on: Stage) -> None:
    admit(on, "eve")
    code = await hire(on, "伊科长", "east", role="管理员")
    assert "等上级确认" in await on.ask("eve", f"绑定 {code}")
    assert STRANGER in await on.ask("eve", "今天谁没交")
    assert "确认 伊科长" in on.last("dana")
    assert "确认" not in on.last("dave")
    assert "没有等您确认" in await on.ask("dave", "确认 伊科长") or await speaker(on, "eve") is None
    assert "已确认" in await on.ask("dana", "确认")
    assert "登记好了" in on.last("eve")
    assert "应报" in await on.ask("eve", "今天谁没交")


async def test_a_yes_that_comes_late_is_asked_about_and_given_by_name(on: Stage) -> None:
    admit(on, "eve")
    code = await hire(on, "伊科长", "east", role="管理员")
    await on.ask("eve", f"绑定 {code}")
    on.clock.advance(minutes=30)
    assert "确认伊科长的登记" in await on.ask("dana", "确认")
    assert await speaker(on, "eve") is None
    assert "已确认" in await on.ask("dana", "确认 伊科长")
    assert await speaker(on, "eve") is not None


async def test_where_no_office_is_above_the_operator_confirms(on: Stage) -> None:
    admit(on, "eve")
    code = await hire(on, "伊处长", "bureau", role="管理员")
    assert "等运行人员确认" in await on.ask("eve", f"绑定 {code}")
    done = await accounts.confirm(
        on.ctx.database, "伊处长", now=on.clock.now(), real=on.clock.real(), text="登记已确认", seal=on.ctx.seal
    )
    assert [account.account for account in done.accounts] == ["eve"]
    await on.drain()
    assert "登记已确认" in on.last("eve")
    assert "应报" in await on.ask("eve", "今天谁没交")
    nothing = await accounts.confirm(
        on.ctx.database, "伊处长", now=on.clock.now(), real=on.clock.real(), text="登记已确认", seal=on.ctx.seal
    )
    assert nothing.accounts == ()


async def test_the_first_supervisor_of_an_office_waits_for_nobody(on: Stage) -> None:
    admit(on, "eve")
    rows = [row for row in await rows_of(on) if row.person != "Dave"]
    model = next(row for row in await rows_of(on) if row.person == "Dave")
    await bring(on, [*rows, replace(model, person="伊科长", accounts=())])
    assert "登记好了" in await on.ask("eve", f"绑定 {await code_of(on, '伊科长')}")


async def test_who_is_removed_speaks_no_more_and_comes_back_with_nothing(on: Stage) -> None:
    await on.photo("alice", photo())
    await on.drain()
    await on.ask("alice", CAPTION)
    before = await rows_of(on)
    plan = await bring(on, without("Alice", before))
    (left,) = [change for change in plan.changes if change.name == "Alice"]
    assert ([a.account for a in left.loses], left.material) == (["alice"], 1)
    assert STRANGER in await on.ask("alice", "状态")
    named = [replace(row, accounts=()) if row.person == "Alice" else row for row in before]
    await bring(on, named)
    assert STRANGER in await on.ask("alice", "状态")
    assert "登记好了" in await on.ask("alice", f"绑定 {await code_of(on, 'Alice')}")
    (row,) = await on.rows("submissions")
    assert (row["state"], row["organisation_id"] is not None) == ("accepted", True)
    assert "已报" in await on.ask("alice", "状态")


async def test_a_namesake_has_no_part_in_what_somebody_sent_who_left(on: Stage) -> None:
    await on.photo("alice", photo())
    await on.drain()
    await bring(on, without("Alice", await rows_of(on)))
    admit(on, "other")
    await hire(on, "Alice", "s4", bound="other")
    assert "没有找到" in await on.ask("other", "撤回 1")
    assert [row["state"] for row in await on.rows("submissions")] == ["incomplete"]
