"""Whoever leaves the roster in mid-week, a reporter or a whole unit: what they sent stays visible to those above."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.submissions.overview import day_overview
from tests.support.roster_stage import bring, rows_of, without
from tests.support.stage import Stage
from tests.support.town import CAPTION, FOUR, ONE, photo

DAY = date(2020, 11, 9)


async def report(on: Stage) -> None:
    await on.photo("erin", photo())
    await on.say("erin", CAPTION)
    await on.drain()
    assert "照片 1 张合格" in on.last("erin")


async def seen(on: Stage, account: str, owed: int) -> None:
    """The unit's photo in answers, counts and digest; the unit in no list of who is missing."""
    about = await on.ask(account, FOUR)
    assert "按时" in about and "照片 1 张" in about
    reported = await on.ask(account, "今天谁交了")
    assert f"应报 {owed} 个，已报 1 个" in reported and FOUR in reported
    assert f"应报 {owed}　已报 1" in await on.ask(account, "统计")
    digest = await on.ask(account, "简报")
    assert "收到合格材料：照片 1 张" in digest and f"应报 {owed}　已报 1" in digest
    assert FOUR not in await on.ask(account, "今天谁没交")


async def test_a_reporter_who_leaves(on: Stage) -> None:
    await report(on)
    rows = await rows_of(on)
    await bring(on, without(next(row.person for row in rows if row.code == "s4"), rows))
    await seen(on, "dave", 2)
    await seen(on, "dana", 5)


async def test_a_unit_merged_into_another(on: Stage) -> None:
    await report(on)
    rows = await rows_of(on)
    whole = next(row for row in rows if row.code == "s1")
    erin = next(row for row in rows if row.code == "s4")
    moved = replace(whole, person=erin.person, roles=erin.roles, phone=erin.phone, accounts=erin.accounts)
    await bring(on, [*(row for row in rows if row.code != "s4"), moved])
    await seen(on, "dave", 2)
    await seen(on, "dana", 5)
    later = await on.ask("dana", f"{FOUR} 11月10日")
    assert "缺报" not in later
    overview = await day_overview(on.ctx, on.ctx.campaigns["nanchang-2020"], DAY, None, on.clock.now())
    assert (overview.counts.expected, overview.counts.actual) == (5, 1)
    # It owes nothing any more: nobody excuses it, and who reports for the other unit now does not owe twice.
    assert "没有报送任务" in await on.ask("dana", f"免报 {FOUR} 11月10日")
    assert ONE in await on.ask("erin", "状态")


async def test_a_unit_that_sent_nothing_is_gone(on: Stage) -> None:
    await bring(on, [row for row in await rows_of(on) if row.code != "s4"])
    assert "应报 4" in await on.ask("dana", "统计")
    assert FOUR not in await on.ask("dana", "今天谁没交")
