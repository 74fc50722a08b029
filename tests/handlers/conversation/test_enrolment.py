"""Coming in: how many wrong codes an account may try and for how long they count; and one greeting for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.events import EventVerb
from formats.chat import answers
from formats.words import chat as texts
from storage import events, invites, people
from tests.support.stage import Stage
from tests.support.turns import ALICE

HOUR = timedelta(hours=1)
JUST = timedelta(microseconds=1)
CODE = "ABCD2345"
STRANGER = "wecom:stranger"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def wrong(on: Stage, times: int, *, ago: timedelta = 0 * JUST, account: str = STRANGER) -> None:
    async with on.ctx.database.write() as connection:
        for _ in range(times):
            at = on.clock.now() - ago
            await events.record(connection, EventVerb.WRONG_CODE, at=at, details={"account": account})


async def bind(on: Stage) -> bool:
    """Whether alice's code, typed by a stranger, is taken."""
    async with on.ctx.database.write() as connection:
        await people.forget_accounts(connection, ALICE)
        await invites.add(connection, {ALICE: CODE}, on.clock.now())
    answer = await on.ask("stranger", f"绑定 {CODE}")
    assert (answer == texts.BIND_TOO_MANY) is not ("Alice" in answer)
    return "Alice" in answer


@pytest.mark.parametrize(("times", "taken"), [(4, True), (5, False), (6, False)])
async def test_five_wrong_codes_and_not_even_the_right_one_is_taken(on: Stage, times: int, taken: bool) -> None:
    await wrong(on, times)
    assert await bind(on) is taken
    assert len([row for row in await on.rows("events") if row["verb"] == EventVerb.WRONG_CODE]) == times


@pytest.mark.parametrize(("ago", "taken"), [(HOUR, False), (HOUR + JUST, True)])
async def test_a_wrong_code_counts_for_an_hour(on: Stage, ago: timedelta, taken: bool) -> None:
    await wrong(on, 5, ago=ago)
    assert await bind(on) is taken


async def test_other_peoples_wrong_codes_keep_nobody_out(on: Stage) -> None:
    for account in ("wecom:bob", "simulator:stranger", "wecom:stranger2"):
        await wrong(on, 5, account=account)
    assert await bind(on)


async def test_only_a_wrong_code_is_counted(on: Stage) -> None:
    for said, answer in (
        ("你好", texts.STRANGER),
        ("云麓第一职业学校", texts.STRANGER),
        ("绑定", texts.STRANGER),
        ("绑定 WXYZ6789", texts.BIND_UNKNOWN_CODE),
    ):
        assert (await on.ask("stranger", said)).startswith(answer)
    (counted,) = await on.rows("events")
    assert (counted["verb"], counted["details"]) == (EventVerb.WRONG_CODE, {"account": STRANGER})


async def test_everybody_is_greeted_once_by_what_they_do(on: Stage) -> None:
    for _ in range(2):
        for account in ("erin", "dana"):
            await on.event(account, "enter_agent")
            await on.drain()
    assert on.heard("erin") == [answers.welcome("Erin", liaison=True, supervisor=False)]
    assert on.heard("dana") == [answers.welcome("Dana", liaison=False, supervisor=True)]
    assert [row["verb"] for row in await on.rows("events")] == [EventVerb.GREETED] * 2


async def test_who_enrols_is_told_what_is_kept_and_who_removes_it(on: Stage) -> None:
    kept = "您的姓名、手机、账号和发来的材料只为这次报送保存，活动结束后由受理单位清理"
    async with on.ctx.database.write() as connection:
        await people.forget_accounts(connection, ALICE)
        await invites.add(connection, {ALICE: CODE}, on.clock.now())
    assert (await on.ask("stranger", f"绑定 {CODE}")).splitlines().count(f"{kept}。") == 1
    on.ctx = replace(on.ctx, kept_until=date(2021, 1, 31))
    for account in ("erin", "dana"):
        await on.event(account, "enter_agent")
        await on.drain()
        assert on.heard(account)[0].splitlines()[-1] == f"{kept}，最晚 2021年1月31日。"
