"""Two liaisons of a unit, one of two units, one who moves, another one at half past nine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.organisation import Role
from formats.words.chat import REMINDER_TAIL
from storage import organisations
from tests.support.roster_stage import admit, bring, code_of, hire, person_of, rows_of, speaker, without
from tests.support.stage import Member, Stage
from tests.support.town import CAPTION, FOUR, ONE, PEOPLE, THREE, TWO, november, photo


async def send(on: Stage, account: str, width: int = 2400, caption: str = CAPTION) -> None:
    await on.photo(account, photo(width))
    await on.drain()
    if caption:
        await on.ask(account, caption)


# --- Two of one unit ---


async def test_both_are_reminded_until_one_has_sent(on: Stage) -> None:
    await on.until(november(9, "09:34:00"))
    assert [REMINDER_TAIL in said for said in on.heard("bob")] == [True]
    assert len([said for said in on.heard("carol") if TWO in said]) == 1
    await send(on, "bob")
    bob, carol = len(on.heard("bob")), len(on.heard("carol"))
    await on.until(november(9, "09:58:00"))
    assert len(on.heard("bob")) == bob
    assert [TWO in said for said in on.heard("carol")[carol:]] == [False]


async def test_a_receipt_goes_to_the_sender_and_both_see_and_mend(on: Stage) -> None:
    await send(on, "bob", caption="")
    assert on.heard("carol") == []
    assert "编号 1" in await on.ask("carol", f"{TWO}还缺什么")
    captioned = await on.ask("carol", f"说明 1 {CAPTION}")
    assert "编号 1" in captioned
    assert "说明" in on.last("bob") and len(on.heard("bob")) == 1, "a first caption takes nothing away"
    replaced = await on.ask("carol", "说明 1 家长参观实训车间")
    assert "改为" in replaced
    assert "Carol把您发的编号 1 的说明改为：“家长参观实训车间”" in on.last("bob")
    on.clock.set(november(9, "10:30:00"))
    await on.ask("carol", "1 记到 11月10日")
    assert on.last("bob") == "Carol把您发的编号 1 改记到 11月10日。"
    await on.ask("carol", "撤回 1")
    assert on.last("bob") == "Carol撤回了您发的编号 1。"
    assert "撤回" in on.last("carol")
    await on.ask("carol", "撤销")
    assert on.last("bob") == "Carol恢复了您发的编号 1。"


async def test_what_is_ones_own_is_told_to_nobody(on: Stage) -> None:
    await send(on, "bob")
    await on.ask("bob", "撤回 1")
    assert on.heard("carol") == []


async def test_nobody_elses_material_is_seen_or_mended(on: Stage) -> None:
    await send(on, "bob")
    assert "没有找到" in await on.ask("alice", "撤回 1")
    assert [row["state"] for row in await on.rows("submissions")] == ["accepted"]


# --- Several duties ---


async def test_a_liaison_of_two_units_is_asked_which_and_sends_for_both(on: Stage) -> None:
    await on.photo("carol", photo())
    await on.drain()
    assert TWO in on.last("carol") and THREE in on.last("carol")
    await on.ask("carol", THREE)
    await on.ask("carol", CAPTION)
    async with on.ctx.database.read() as connection:
        unit = await organisations.by_code(connection, "s3")
    assert unit is not None
    assert [row["organisation_id"] for row in await on.rows("submissions")] == [unit.id]


@pytest.mark.town(people=(*PEOPLE, Member(account="dave", organisation="s4")))
async def test_a_supervisor_who_reports_does_both(on: Stage) -> None:
    await send(on, "dave")
    assert "合格" in on.last("dave")
    assert "应报" in await on.ask("dave", "今天谁没交")


async def test_one_who_changes_units_leaves_what_was_sent_where_it_was(on: Stage) -> None:
    await send(on, "erin")
    rows = without("Erin", await rows_of(on))
    erin = next(row for row in await rows_of(on) if row.person == "Erin")
    one = next(row for row in rows if row.code == "s1")
    plan = await bring(on, [*rows, replace(one, person="Erin", roles=("联络员",), accounts=erin.accounts)])
    (change,) = [change for change in plan.changes if change.name == "Erin"]
    assert (change.units, change.loses, change.material) == ((FOUR,), (), 1)
    await send(on, "erin", 2401, f"说明 2 {CAPTION}")
    sent = [(row["organisation_id"], row["state"]) for row in await on.rows("submissions")]
    async with on.ctx.database.read() as connection:
        four, first = [await organisations.by_code(connection, code) for code in ("s4", "s1")]
    assert four and first
    assert sent == [(four.id, "accepted"), (first.id, "accepted")]


# --- Another liaison ---


async def test_another_liaison_at_half_past_nine(on: Stage) -> None:
    admit(on, "li")
    on.clock.set(november(9, "09:30:00"))
    await send(on, "alice", caption="")
    asked = await on.ask("dana", "换联络员 一职校 李四 13800000000")
    assert f"{ONE}的联络员由 Alice 换成 李四（13800000000）" in asked
    assert "还没报" in await on.ask("alice", "状态")
    done = await on.ask("dana", "确认")
    code = await code_of(on, "李四")
    assert f"绑定 {code}" in done and "编号 1" in done
    assert f"{ONE}的报送已由 李四 接手" in on.last("alice")
    assert "还没有您的登记" in await on.ask("alice", "状态")
    assert "登记好了" in await on.ask("li", f"绑定 {code}")
    assert "编号 1" in await on.ask("li", "状态")
    assert "合格" in await on.ask("li", f"说明 1 {CAPTION}")
    assert "没有等待确认" in await on.ask("dana", "确认") or "没有" in on.last("dana")
    assert (await person_of(on, "李四")).reports_for[0].name == ONE


async def test_reminders_go_to_the_new_one(on: Stage) -> None:
    admit(on, "li")
    await on.ask("dana", f"把{ONE}的联络员换成李四 13800000000")
    await on.ask("dana", "确认")
    await on.ask("li", f"绑定 {await code_of(on, '李四')}")
    alice, li = len(on.heard("alice")), len(on.heard("li"))
    await on.until(november(9, "09:34:00"))
    assert len(on.heard("alice")) == alice
    assert [REMINDER_TAIL in said for said in on.heard("li")[li:]] == [True]


async def test_of_two_liaisons_it_is_asked_which_goes(on: Stage) -> None:
    asked = await on.ask("dana", f"换联络员 {TWO} 李四 13800000000")
    assert "1. 换掉 Bob" in asked and "2. 换掉 Carol" in asked
    assert "由 Carol 换成 李四" in await on.ask("dana", "2")
    assert "已换" in await on.ask("dana", "确认")
    assert [unit.name for unit in (await person_of(on, "Carol")).reports_for] == [THREE]
    assert "请先说是哪个单位" not in await on.ask("carol", "状态")
    assert [unit.name for unit in (await person_of(on, "Bob")).reports_for] == [TWO]


async def test_somebody_who_is_known_takes_over_at_once(on: Stage) -> None:
    rows = [replace(row, phone="13800000077") if row.person == "Erin" else row for row in await rows_of(on)]
    await bring(on, rows)
    done = await on.ask("dana", f"换联络员 {ONE} Erin 138-0000-0077")
    assert "确认" not in done, "no such name is read"
    erin = [replace(row, person="艾琳") if row.person == "Erin" else row for row in await rows_of(on)]
    await bring(on, erin)
    await on.ask("dana", f"换联络员 {ONE} 艾琳 138-0000-0077")
    assert "已告诉本人" in await on.ask("dana", "确认")
    assert f"您现在负责{ONE}的报送" in on.last("erin")
    assert {unit.name for unit in (await person_of(on, "艾琳")).reports_for} == {ONE, FOUR}


async def test_nothing_changes_without_a_yes_or_beyond_the_area(on: Stage) -> None:
    before = await rows_of(on)
    await on.ask("dana", f"换联络员 {ONE} 李四 13800000000")
    assert "联络员没有换" in await on.ask("dana", "取消")
    assert "没有" in await on.ask("dana", "确认")
    await on.ask("dana", f"换联络员 {ONE} 李四 13800000000")
    on.clock.advance(minutes=11)
    await on.ask("dana", "确认")
    await on.ask("dave", f"换联络员 {ONE} 李四 13800000000")
    await on.ask("dave", "确认")
    await on.ask("alice", f"换联络员 {ONE} 李四 13800000000")
    await on.ask("alice", "确认")
    for words in (
        "换联络员",
        "换联络员 一职校",
        "换联络员 一职校 李四",
        "联络员要不要换",
        "不换联络员",
        "怎么换联络员",
    ):
        await on.ask("dana", words)
        await on.ask("dana", "确认")
    assert await rows_of(on) == before


async def test_the_next_import_says_what_it_would_overwrite(on: Stage) -> None:
    file = await rows_of(on)
    await on.ask("dana", f"换联络员 {ONE} 李四 13800000000")
    await on.ask("dana", "确认")
    plan = await bring(on, file, dry_run=True)
    said = {change.name: change.overwrites for change in plan.changes if change.overwrites}
    assert set(said) == {"Alice", "李四"}
    handover = said["李四"]
    assert handover is not None
    assert (handover.unit, handover.old, handover.new, handover.by) == (ONE, "Alice", "李四", "Dana")
    assert plan.overwrites
    await bring(on, await rows_of(on))
    assert not (await bring(on, await rows_of(on), dry_run=True)).overwrites


# --- Who has not arrived ---


async def test_who_has_not_registered_never_wrote_and_what_to_forward(on: Stage) -> None:
    on.clock.set(november(7))
    code = await hire(on, "张联络", "s1", phone="13800000009")
    said = await on.ask("dana", "谁还没登记")
    assert f"{ONE}　张联络 13800000009（邀请码 {code}）" in said
    silent = await on.ask("dana", "谁没发过消息")
    assert "Alice" in silent and "张联络" not in silent
    await on.ask("alice", "你好")
    assert "Alice" not in await on.ask("dana", "谁没发过消息")
    forward = await on.ask("dana", "催登记")
    assert f"张联络，您负责{ONE}的报送" in forward and f"绑定 {code}" in forward
    other = await hire(on, "王联络", "s4")
    group = await on.ask("dana", "催登记")
    assert "张联络" in group and "王联络" in group
    assert code not in group and other not in group
    assert "王联络" in await on.ask("dave", "谁还没登记") and "张联络" not in on.last("dave")
    assert code not in await on.ask("alice", "谁还没登记")
    assert await speaker(on, "zhang") is None


@pytest.mark.town(people=(*PEOPLE, Member(account="dora", organisation="bureau", role=Role.SUPERVISOR)))
async def test_everybody_has_arrived(on: Stage) -> None:
    assert "都登记了" in await on.ask("dana", "谁还没登记")
    assert "都登记了" in await on.ask("dana", "催登记")
