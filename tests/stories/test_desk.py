"""What offices make of items: passed up, held by the level above, returned, adopted; the sender hears of it once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.organisation import Role
from domain.reach import Reach
from domain.selection import Level, Mark, Refusal
from handlers.desk import adopting, marking, reach, returning, telling
from handlers.desk.marking import MarkChange
from storage import people
from storage.desk import items
from storage.tables import marks as marks_table
from tests.stories.week_walk import six_in
from tests.support.clocks import FrozenClock
from tests.support.stage import Member, Stage
from tests.support.town import GOOD_TEXT, PEOPLE, SHORT_TEXT, november

CAST = (
    *PEOPLE,
    Member(account="dora", organisation="bureau", role=Role.SUPERVISOR),
    Member(account="rita", organisation="bureau", role=Role.READER),
    Member(account="eve", organisation="s4"),
)
pytestmark = pytest.mark.town(people=CAST)


@pytest.fixture
async def on(on: Stage) -> Stage:
    """Erin's school in the district has sent number 1, alice's number 2."""
    await on.say("erin", GOOD_TEXT)
    await on.drain()
    await on.say("alice", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    return on


async def reach_of(on: Stage, account: str) -> Reach:
    async with on.ctx.database.read() as connection:
        person = await people.by_account(connection, "wecom", account)
        assert person is not None
        found = await reach.reach_of(on.ctx, connection, person)
    assert found is not None
    return found


async def mark(on: Stage, account: str, number: int, what: Mark | None) -> marking.Marked:
    (marked,) = await marking.mark_all(on.ctx, await reach_of(on, account), [MarkChange(number=number, mark=what)])
    return marked


async def test_each_level_marks_for_itself_and_the_level_above_holds_what_it_built_on(on: Stage) -> None:
    assert (await mark(on, "dave", 1, Mark.PASSED)).changed
    assert (await mark(on, "dana", 1, Mark.PICKED)).changed
    assert (await mark(on, "dave", 1, None)).changed
    assert (await mark(on, "dave", 1, Mark.PASSED)).changed
    assert (await mark(on, "dana", 1, Mark.PASSED)).changed
    assert (await mark(on, "dave", 1, Mark.SEEN)).refused is Refusal.LOCKED
    assert (await mark(on, "dana", 1, Mark.SEEN)).changed
    assert (await mark(on, "dave", 1, Mark.SEEN)).changed
    verbs = [event for event in await on.rows("events") if event["verb"] == "marked"]
    assert [(e["details"]["before_mark"], e["details"]["mark"]) for e in verbs][-1] == ("passed", "seen")


async def test_the_last_of_an_office_wins_and_says_whose_mark_gave_way(on: Stage) -> None:
    await mark(on, "dana", 2, Mark.PICKED)
    assert (await mark(on, "dora", 2, Mark.PASSED)).replaced == "Dana"
    again = await mark(on, "dana", 2, Mark.PASSED)
    assert (again.changed, again.by, again.replaced) == (False, "Dora", "")
    assert len([e for e in await on.rows("events") if e["verb"] == "marked"]) == 2


async def test_what_is_out_of_reach_is_not_there(on: Stage) -> None:
    far, never = await mark(on, "dave", 2, Mark.PASSED), await mark(on, "dave", 99, Mark.PASSED)
    assert far.refused is never.refused is Refusal.UNKNOWN
    given = await returning.give_back_at_once(on.ctx, await reach_of(on, "dave"), 2, "说明不符")
    adopted = await adopting.adopt_at_once(on.ctx, await reach_of(on, "dave"), 2, "大众网", level=Level.PROVINCE)
    assert given.refused is adopted.refused is Refusal.UNKNOWN
    assert (await mark(on, "rita", 2, Mark.SEEN)).refused is Refusal.READER


async def test_many_changes_at_once_and_what_takes_a_mark_off_leaves_no_row(on: Stage) -> None:
    bureau = await reach_of(on, "dana")
    changes = [MarkChange(number=n, mark=what, stars=4) for n in (1, 2) for what in (Mark.SEEN, Mark.PICKED)]
    done = await marking.mark_all(on.ctx, bureau, changes)
    assert [one.changed for one in done] == [True] * 4
    await marking.mark_all(on.ctx, bureau, [MarkChange(number=1, mark=None, stars=0), MarkChange(number=2, stars=5)])
    async with on.ctx.database.read() as connection:
        rows = [(r.submission_id, r.mark, r.stars) for r in await connection.execute(select(marks_table))]
    assert rows == [(2, Mark.PICKED, 5)]


async def test_a_return_asks_for_a_better_one_and_the_day_stays(on: Stage) -> None:
    before = len(on.heard("erin"))
    given = await returning.give_back_at_once(on.ctx, await reach_of(on, "dave"), 1, "标题与内容不符")
    assert (given.refused, given.told) == (None, ("Erin",))
    await on.drain()
    (said,) = on.heard("erin")[before:]
    assert "您的 1 号" in said
    assert "标题与内容不符" in said
    assert "11月9日的报送不受影响" in said
    assert "/u/" in said
    assert six_in(await on.ask("dave", "统计"))["已报"] == 1
    assert (await mark(on, "dana", 1, Mark.PASSED)).refused is Refusal.RETURNED
    again = await returning.give_back_at_once(on.ctx, await reach_of(on, "dave"), 1, "再退")
    assert again.refused is Refusal.RETURNED
    called_off = await returning.call_off_at_once(on.ctx, await reach_of(on, "dave"), 1)
    assert called_off.refused is None
    assert (await mark(on, "dana", 1, Mark.PASSED)).changed


async def test_only_uncounted_takes_the_day_back_and_its_end_gives_it_again(on: Stage) -> None:
    bureau = await reach_of(on, "dana")
    assert (await returning.give_back_at_once(on.ctx, bureau, 2, " ", uncounted=True)).refused is Refusal.NO_REASON
    given = await returning.give_back_at_once(on.ctx, bureau, 2, "不是本校的照片", uncounted=True)
    assert given.obligation is not None
    assert given.obligation.met_at is None
    await on.drain()
    assert "不计入11月9日的报送" in on.last("alice")
    assert six_in(await on.ask("dana", "统计"))["已报"] == 1
    await returning.call_off_at_once(on.ctx, bureau, 2)
    assert six_in(await on.ask("dana", "统计"))["已报"] == 2


async def test_an_adoption_is_recorded_once_passes_the_item_on_and_is_told(on: Stage) -> None:
    bureau = await reach_of(on, "dana")
    first = await adopting.adopt_at_once(on.ctx, bureau, 1, "大众网", level=Level.PROVINCE)
    assert (first.refused, first.known) == (None, False)
    address = "https://example.org/1"
    with_address = await adopting.adopt_at_once(on.ctx, bureau, 1, "大众网", level=Level.PROVINCE, url=address)
    assert with_address.adoption is not None
    assert first.adoption is not None
    assert with_address.adoption.id == first.adoption.id
    assert (await adopting.adopt_at_once(on.ctx, bureau, 1, "大众网", level=Level.PROVINCE, url=address)).known
    await on.drain()
    assert on.last("erin").endswith(f"被大众网采用：{address}")
    assert (await mark(on, "dana", 1, None)).refused is Refusal.ADOPTED
    assert (await mark(on, "dave", 1, Mark.PASSED)).changed
    assert (await mark(on, "dave", 1, None)).refused is Refusal.LOCKED
    await adopting.revoke_at_once(on.ctx, bureau, 1, first.adoption.id)
    async with on.ctx.database.read() as connection:
        selected = (await items.find(connection, bureau, [1]))[1].selected
    assert (selected.adoptions, selected.mark_of(bureau.office.id) is not None) == ((), True)


async def test_what_is_refused_is_not_adopted(on: Stage) -> None:
    await on.say("bob", SHORT_TEXT)
    await on.drain()
    bureau = await reach_of(on, "dana")
    assert (await mark(on, "dana", 3, Mark.PASSED)).refused is Refusal.NOT_ACCEPTED
    adopted = await adopting.adopt_at_once(on.ctx, bureau, 3, "大众网", level=Level.CITY)
    assert adopted.refused is Refusal.NOT_ACCEPTED
    assert (await returning.give_back_at_once(on.ctx, bureau, 3, "太短")).refused is None


async def test_when_the_sender_is_gone_the_other_liaisons_hear(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        erin = await people.by_account(connection, "wecom", "erin")
        assert erin is not None
        await people.take_duty(connection, erin.id, erin.reports_for[0].id, Role.LIAISON)
    given = await returning.give_back_at_once(on.ctx, await reach_of(on, "dave"), 1, "标题与内容不符")
    assert given.told == ("Eve",)
    await on.drain()
    assert "Erin" in on.last("eve")


async def test_what_was_passed_on_is_told_once_a_day_as_far_as_it_still_stands(on: Stage, clock: FrozenClock) -> None:
    for account, number in (("dave", 1), ("dana", 1), ("dana", 2)):
        await mark(on, account, number, Mark.PASSED)
    await mark(on, "dana", 2, None)
    before = {account: len(on.heard(account)) for account in ("erin", "alice")}
    clock.set(november(9, "16:59:59"))
    assert await telling.tell_passed(on.ctx) == 0
    clock.set(november(9, "17:00:00"))
    assert await telling.tell_passed(on.ctx) == 1
    assert await telling.tell_passed(on.ctx) == 0
    await on.drain()
    assert [len(on.heard(account)) - before[account] for account in ("erin", "alice")] == [1, 0]
    assert "今天推荐了您的 1 件：1 号" in on.last("erin")
    await mark(on, "dana", 2, Mark.PASSED)
    clock.set(clock.now() + timedelta(hours=1))
    assert await telling.tell_passed(on.ctx) == 0
    clock.set(november(10, "17:00:00"))
    assert await telling.tell_passed(on.ctx) == 1
