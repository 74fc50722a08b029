"""Supervisors ask, excuse and nudge, by the contract's phrases, and never see beyond their area."""

from __future__ import annotations

import pytest

from tests.stories.week_walk import names_listed, six_in
from tests.support.clocks import FrozenClock
from tests.support.stage import Stage
from tests.support.town import CAPTION, FOUR, GOOD_TEXT, ONE, THREE, TWO, november, photo

EAST = "东山区教育体育局"


pytestmark = pytest.mark.town(now=november(9, "09:30:00"))


@pytest.fixture
async def on(on: Stage, clock: FrozenClock) -> Stage:
    """On the 9th alice reported in time, bob late, carol and erin not; it is now the 10th."""
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    clock.set(november(9, "11:30:00"))
    await on.say("bob", GOOD_TEXT)
    await on.drain()
    clock.set(november(10, "09:00:00"))
    await on.work()
    return on


async def test_who_was_missing_on_a_day_however_it_is_named(on: Stage) -> None:
    for words in ("缺报 11月9日", "昨天谁没交？", "11-9 谁没报", "周一谁没交", "第二天谁没交", "９号谁没交。"):
        answer = await on.ask("dana", words)
        assert "11月9日" in answer, words
        assert "应报 5 个" in answer, words
        assert names_listed(answer) == {THREE, FOUR, EAST}, words


async def test_who_is_missing_today(on: Stage) -> None:
    await on.ask("erin", GOOD_TEXT)
    answer = await on.ask("dana", "今天谁没交")
    assert names_listed(answer) == {ONE, TWO, THREE, EAST}
    assert "10:00" in answer


async def test_who_was_late(on: Stage) -> None:
    answer = await on.ask("dana", "昨天哪些单位迟报")
    assert names_listed(answer) == {TWO}
    assert "11:30" in answer


async def test_the_six_counts_of_a_day(on: Stage) -> None:
    answer = await on.ask("dana", "昨天的统计")
    assert six_in(answer) == {"应报": 5, "已报": 2, "按时": 1, "迟报": 1, "缺报": 3, "免报": 0}


async def test_a_unit_by_its_name_its_short_name_or_a_clear_part_of_it(on: Stage) -> None:
    for words in (f"{TWO} 昨天", "第二职业 昨天", "云麓第二 11月9日"):
        answer = await on.ask("dana", words)
        assert answer.startswith(TWO), words
        assert "迟报" in answer
    assert (await on.ask("dana", "一职校")).startswith(ONE)


async def test_an_unclear_name_is_answered_with_the_candidates(on: Stage) -> None:
    answer = await on.ask("dana", "云麓")
    assert [name for name in (ONE, TWO, THREE, FOUR) if name in answer] == [ONE, TWO, THREE]


async def test_the_digest_names_what_came_and_who_did_not(on: Stage) -> None:
    answer = await on.ask("dana", "昨天的简报")
    assert six_in(answer)["缺报"] == 3
    assert names_listed(answer, "迟报") == {TWO}
    assert "文字 2 篇" in answer
    assert f"《焊花里的青春》{ONE}" in answer


async def test_a_supervisor_never_sees_beyond_their_area(on: Stage) -> None:
    for words in (
        "缺报 11月9日",
        "昨天哪些单位迟报",
        "昨天的统计",
        "昨天的简报",
        "催报",
        ONE,
        "一职校",
        "云麓",
        f"{TWO} 昨天",
        "谁没交方案",
    ):
        answer = await on.ask("dave", words)
        assert answer, words
        beyond = (ONE, TWO, THREE, "Alice", "Bob", "Carol")
        assert not [name for name in beyond if name in answer.replace(words, "")], words


async def test_a_liaison_gets_no_answer_about_others(on: Stage) -> None:
    for words in ("今天谁没交", "统计", TWO, "简报", "催报", f"免报 {ONE} 11月10日"):
        answer = await on.ask("alice", words)
        assert TWO not in answer, words
        assert "应报" not in answer
        assert "已设为免报" not in answer


async def test_an_exemption_counts_at_once_and_only_for_that_day(on: Stage) -> None:
    assert "11月10日已设为免报" in await on.ask("dana", f"免报 {FOUR} 11月10日")
    assert "本来就是免报" in await on.ask("dana", f"免报 {FOUR} 11月10日")
    assert six_in(await on.ask("dana", "统计"))["免报"] == 1
    assert six_in(await on.ask("dana", "统计 11月11日"))["免报"] == 0
    before = {account: len(on.heard(account)) for account in ("alice", "erin")}
    await on.until(november(10, "09:59:00"))
    assert on.heard("erin")[before["erin"] :] == []
    assert len(on.heard("alice")[before["alice"] :]) == 2, "the reminders of 09:33 and 09:51"


async def test_nobody_is_excused_by_a_guess_or_outside_the_area(on: Stage) -> None:
    asked = await on.ask("dana", "免报 云麓 11月10日")
    assert [line[0] for line in asked.splitlines() if "11月10日免报" in line] == ["1", "2", "3"]
    beyond = await on.ask("dave", f"免报 {ONE} 11月10日")
    nowhere = await on.ask("dave", "免报 无此职业学校 11月10日")
    # Of two messages alike, the second one names its time.
    assert beyond == nowhere.splitlines()[0], "as if it did not exist"
    assert "免报 单位名称" in await on.ask("dana", "免报 全部")
    assert six_in(await on.ask("dana", "统计"))["免报"] == 0


async def test_a_nudge_names_first_whom_it_will_reach_and_goes_only_after_a_word(on: Stage) -> None:
    before = {account: len(on.heard(account)) for account in ("alice", "bob", "carol", "erin")}
    await on.ask("alice", GOOD_TEXT)
    asked = await on.ask("dana", "催报")
    assert [name for name in (ONE, TWO, THREE, FOUR) if name in asked] == [TWO, THREE, FOUR]
    assert f"提醒不到：{EAST}" in asked
    assert len(on.heard("erin")) == before["erin"]
    assert "已提醒 3 个单位" in await on.ask("dana", "确认")
    for account in ("bob", "carol", "erin"):
        (nudge,) = on.heard(account)[before[account] :]
        assert nudge.startswith("上级提醒")
    assert len(on.heard("alice")) == before["alice"] + 1, "only her receipt"


async def test_a_nudge_that_was_called_off_or_is_old_nudges_nobody(on: Stage) -> None:
    await on.ask("dave", "催报")
    assert "已取消" in await on.ask("dave", "取消")
    assert "没有等您确认" in await on.ask("dave", "确认")
    await on.ask("dave", "催报")
    on.clock.advance(minutes=11)
    assert "没有等您确认" in await on.ask("dave", "确认")
    assert not [text for text in on.heard("erin") if text.startswith("上级提醒")]


async def test_a_missing_unit_that_sent_something_bad_is_marked(on: Stage) -> None:
    await on.photo("erin", photo(1600, 1000))
    await on.drain()
    answer = await on.ask("dana", "今天谁没交")
    assert f"{FOUR}（已交，但不合格）" in answer
    await on.photo("erin", photo())
    await on.drain()
    await on.ask("erin", CAPTION)
    assert FOUR not in await on.ask("dana", "今天谁没交")
