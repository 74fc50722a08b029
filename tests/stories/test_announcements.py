"""公告 in chat and at the desk: whom it goes to is said first; each bound liaison of the area hears it once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete

from domain.organisation import Role
from handlers.desk import announcing
from storage.tables import identities
from tests.stories.test_desk import reach_of
from tests.support.desk_site import Browser, DeskSite, desk_site
from tests.support.stage import Member, Stage
from tests.support.town import PEOPLE, november, on

__all__ = ["on"]
READER = Member(account="rita", organisation="bureau", role=Role.READER)
pytestmark = pytest.mark.town(now=november(9, "09:30:00"), people=(*PEOPLE, READER))
TEXT = "今天下午三点线上培训，谢谢"
LIAISONS = ("alice", "bob", "carol", "erin")


def heard(on: Stage, text: str = TEXT) -> dict[str, int]:
    """How often each has heard it as an announcement."""
    everybody = (*LIAISONS, "dave", "dana", "rita")
    return {one: sum(f"【公告】{text}" in said for said in on.heard(one)) for one in everybody}


async def test_it_is_said_after_a_yes_to_each_liaison_of_the_area_once(on: Stage) -> None:
    async with on.ctx.database.write() as connection:
        await connection.execute(delete(identities).where(identities.c.account == "bob"))
    asked = await on.ask("dana", f"公告：{TEXT}")
    assert "4 个单位的 3 名联络员（1 人未绑定，收不到）" in asked and f"〔{TEXT}〕" in asked and "确认" in asked
    assert not any(heard(on).values())
    told = await on.ask("dana", "确认")
    assert "已交出，发给 3 名联络员（1 人未绑定，收不到）" in told and "/announcements/" in told
    once = {**dict.fromkeys(("alice", "carol", "erin"), 1), **dict.fromkeys(("bob", "dave", "dana", "rita"), 0)}
    assert heard(on) == once
    await on.ask("dana", "确认")
    assert heard(on) == once
    assert "—— 云麓市教育局职成处" in on.last("alice")
    (event,) = [row for row in await on.rows("events") if row["verb"] == "announced"]
    assert event["details"] == {"office": 1, "announcement": 1, "number": 3, "unbound": 1}
    view = await announcing.one(on.ctx, await reach_of(on, "dana"), 1)
    assert view is not None and view.became == "已发 3，失败 0，待发 0，未绑定 1"
    assert await announcing.one(on.ctx, await reach_of(on, "dave"), 1) is None


async def test_an_office_below_reaches_its_own_alone(on: Stage) -> None:
    assert "1 个单位的 1 名联络员" in await on.ask("dave", f"公告 {TEXT}")
    await on.ask("dave", "确认")
    assert heard(on) == {**dict.fromkeys((*LIAISONS, "dave", "dana", "rita"), 0), "erin": 1}
    assert "—— 东山区教育体育局" in on.last("erin")


async def test_what_is_no_yes_says_nothing(on: Stage) -> None:
    assert "例如：公告" in await on.ask("dana", "公告")
    assert "最多 600 个字" in await on.ask("dana", "公告：" + "训" * 601)
    await on.ask("dana", f"公告：{TEXT}")
    assert "公告没有发" in await on.ask("dana", "取消")
    await on.ask("dana", "确认")
    await on.ask("dana", f"公告：{TEXT}")
    on.clock.advance(hours=3)
    await on.ask("dana", "确认")
    for who in ("alice", "rita"):
        said = await on.ask(who, f"公告：{TEXT}")
        assert "〔" not in said and "确认" not in said, said
        await on.ask(who, "确认")
    assert not any(heard(on).values())


async def test_it_goes_to_whoever_is_a_liaison_when_it_is_confirmed(on: Stage) -> None:
    await on.ask("dana", f"公告：{TEXT}")
    async with on.ctx.database.write() as connection:
        await connection.execute(delete(identities).where(identities.c.account == "alice"))
    await on.ask("dana", "确认")
    assert heard(on)["alice"] == 0 and heard(on)["erin"] == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_at_the_desk_it_is_looked_at_once_more_and_said_once(on: Stage) -> None:
    async with desk_site(on) as site:
        browser, form_token = await _entered(site, "dana")
        empty = await browser.post("/announcements", form_token=form_token, text=" ")
        assert "例如：公告" in await empty.text()
        preview = await (await browser.post("/announcements", form_token=form_token, text=f"{TEXT}<b>")).text()
        assert "4 个单位的 4 名联络员" in preview and "&lt;b&gt;" in preview and not any(heard(on).values())
        moment = re.findall(r'name="moment" value="(\d{20})"', preview)[0]
        edit = await browser.post("/announcements", form_token=form_token, text=TEXT, moment=moment, edit="1")
        assert TEXT in await edit.text()
        where = set()
        for _ in range(2):
            answer = await browser.post("/announcements", form_token=form_token, text=TEXT, moment=moment)
            where.add((answer.status, answer.headers["Location"]))
        await on.drain()
        assert where == {(303, "/announcements/1")}
        assert {one: heard(on)[one] for one in LIAISONS} == dict.fromkeys(LIAISONS, 1)
        page = await (await browser.get("/announcements/1")).text()
        assert "已发 4，失败 0" in page and "style=" not in page
        assert TEXT in await (await browser.get("/announcements")).text()
        reader, of_reader = await _entered(site, "rita")
        assert "<textarea" not in await (await reader.get("/announcements")).text()
        assert (await reader.post("/announcements", form_token=of_reader, text=TEXT)).status == 404


async def _entered(site: DeskSite, account: str) -> tuple[Browser, str]:
    browser = await site.browser(account)
    page = await (await browser.get("/")).text()
    return browser, re.findall(r'name="form_token" value="(\w+)"', page)[0]
