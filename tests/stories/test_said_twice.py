"""What is said twice arrives twice, however it is cut or put together; and who was told how many is told the truth."""

from __future__ import annotations

import pytest

from domain.messages import Unreachable
from domain.organisation import Role
from handlers.outgoing import nudge_answers
from storage import unreachable
from tests.support.stage import Member, Stage, school
from tests.support.town import EAST, FOUR, GOOD_TEXT, ONE, PEOPLE, TWO, november

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

MANY = [school(f"m{number}", f"云麓市第{number}高级职业技术教育中心学校") for number in range(80)]
LIAISONS = ("alice", "bob", "carol", "erin")


def nothing_swallowed(on: Stage) -> bool:
    return not on.wecom.mailboxes.swallowed and not on.wecom.mailboxes.dropped


async def asked(on: Stage, account: str, *said: str) -> list[str]:
    """What an account hears after all of this, said at the same moment."""
    before = len(on.heard(account))
    for text in said:
        await on.say(account, text)
    await on.drain()
    return on.heard(account)[before:]


@pytest.mark.town(more=MANY)
@pytest.mark.parametrize("times", [2, 4])
async def test_a_long_answer_asked_for_again_comes_again_with_all_its_parts(on: Stage, times: int) -> None:
    heard = await asked(on, "dana", *["今天谁没交"] * times)
    assert nothing_swallowed(on)
    parts = len(heard) // times
    assert parts > 1 and len(heard) == parts * times
    assert all(len(said.encode()) <= 2048 for said in heard)
    assert len(set(heard)) == len(heard)
    for number in range(80):
        assert sum(f"第{number}高级" in said for said in heard) == times


@pytest.mark.parametrize("times", [2, 3, 5])
async def test_a_short_answer_asked_for_in_one_second_comes_each_time(on: Stage, times: int) -> None:
    heard = await asked(on, "alice", *["几点截止"] * times)
    assert nothing_swallowed(on)
    assert len(heard) == len(set(heard)) == times


async def nudged(on: Stage, account: str = "dana") -> str:
    await on.ask(account, "催报")
    return await on.ask(account, "确认")


async def test_a_second_nudge_within_a_minute_arrives_as_well(on: Stage) -> None:
    """After the deadline its words hold no time at all."""
    on.clock.set(november(9, "10:30:00"))
    await on.work()
    for times in (1, 2, 3):
        assert "已提醒 4 个单位。" in await nudged(on)
        assert [sum("上级提醒" in said for said in on.heard(name)) for name in LIAISONS] == [times] * 4
    assert nothing_swallowed(on)


async def test_two_supervisors_who_nudge_in_the_same_second_both_nudge(on: Stage) -> None:
    for account in ("dana", "dave"):
        await on.say(account, "催报")
    await on.drain()
    for account in ("dana", "dave"):
        await on.say(account, "确认")
    await on.drain()
    assert nothing_swallowed(on)
    assert sum("上级提醒" in said for said in on.heard("erin")) == 2
    assert "已提醒 1 个单位。" in on.last("dave")


# --- How many were told ---


def gone(on: Stage, *accounts: str) -> None:
    assert on.wecom.mailboxes.members is not None
    on.wecom.mailboxes.members -= set(accounts)


async def test_only_those_are_counted_who_were_reached(on: Stage) -> None:
    gone(on, "alice", "erin")
    answer = await nudged(on)
    assert answer.splitlines() == [
        "已提醒 2 个单位。",
        f"没有送到：{ONE}（平台上没有这个账号，或不在应用可见范围）、{FOUR}（平台上没有这个账号，或不在应用可见范围）",
        f"这些单位还没有登记联络员账号，提醒不到：{EAST}",
    ]


async def test_a_unit_with_one_liaison_reached_is_reached_and_the_other_named(on: Stage) -> None:
    gone(on, "bob")
    answer = await nudged(on)
    assert "已提醒 4 个单位。" in answer
    assert f"其中这些单位另有联络员收不到：{TWO}（平台上没有这个账号，或不在应用可见范围）" in answer


async def test_nobody_reached_is_said_so(on: Stage) -> None:
    gone(on, *LIAISONS)
    assert "一个单位也没有提醒到。" in await nudged(on)


async def test_what_is_still_under_way_is_not_called_done(on: Stage) -> None:
    on.wecom.refuse("erin", -1)
    await on.ask("dana", "催报")
    await on.say("dana", "确认")
    await on.work()
    assert "已提醒" not in on.last("dana"), "not known yet"
    on.clock.advance(seconds=nudge_answers.PATIENCE.total_seconds() + 1)
    await on.work()
    assert "已提醒 2 个单位。" in on.last("dana")
    assert f"还没有送到，正在继续发：{ONE}、{FOUR}" in on.last("dana"), "one call was to bring it to both"


@pytest.mark.town(more=MANY, people=[*PEOPLE, *(Member(account=f"x{n}", organisation=f"m{n}") for n in range(80))])
async def test_an_answer_that_names_many_comes_whole(on: Stage) -> None:
    gone(on, *(f"x{n}" for n in range(80)))
    await on.ask("dana", "催报")
    before = len(on.heard("dana"))
    await on.ask("dana", "确认")
    said = on.heard("dana")[before:]
    assert all(len(part.encode()) <= 2048 for part in said)
    assert nothing_swallowed(on)
    answer = "".join(said)
    assert all(f"第{n}高级" in answer for n in range(80))


# --- Who is not reached ---


async def lost(on: Stage) -> dict[str, Unreachable]:
    return {one.name: one.reason for one in await unreachable.everybody(on.ctx.database)}


async def test_who_is_not_reached_is_shown_until_they_are(on: Stage) -> None:
    gone(on, "erin")
    await nudged(on)
    assert await lost(on) == {"Erin": Unreachable.UNKNOWN}
    marked = "Erin（消息送不到：平台上没有这个账号，或不在应用可见范围）"
    for question in ("今天谁没交", FOUR, "简报"):
        assert marked in await on.ask("dana", question), question
    assert f"{FOUR}（平台上没有这个账号" in await on.ask("dana", "催报")
    on.wecom.mailboxes.members |= {"erin"}  # type: ignore[operator]
    assert "已提醒 4 个单位。" in await on.ask("dana", "确认")
    assert await lost(on) == {}
    assert "送不到" not in await on.ask("dana", "今天谁没交")


async def test_who_writes_is_reached_again(on: Stage) -> None:
    on.wecom.refuse("erin", 60011)
    await nudged(on)
    assert await lost(on) == {"Erin": Unreachable.RANGE}
    on.wecom.refuse("erin", 0)
    await on.say("erin", GOOD_TEXT)
    await on.drain()
    assert await lost(on) == {}
    assert any("上级提醒" in said for said in on.heard("erin")), "what waited for them comes at once"


@pytest.mark.parametrize(
    ("refuse", "reason"),
    [
        (60011, Unreachable.RANGE),
        (48002, Unreachable.REFUSED),
        (81013, Unreachable.UNKNOWN),
        (0, Unreachable.UNLICENSED),
    ],
)
async def test_why_is_told(on: Stage, refuse: int, reason: Unreachable) -> None:
    on.wecom.refuse("erin", refuse)
    if not refuse:
        on.wecom.mailboxes.unlicensed = {"erin"}
    await nudged(on)
    assert await lost(on) == {"Erin": reason}


async def test_strangers_are_not_kept(on: Stage) -> None:
    gone(on, "stranger")
    await on.say("stranger", "你好")
    await on.drain()
    assert await lost(on) == {}


@pytest.mark.town(people=[*PEOPLE, Member(account="dora", organisation="bureau", role=Role.SUPERVISOR)])
async def test_a_supervisor_who_is_not_reached_is_known_too(on: Stage) -> None:
    gone(on, "dora")
    await on.until(november(9, "10:01:00"))
    assert "Dora" in await lost(on)
