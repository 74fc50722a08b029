"""An issued bulletin in chat: to whom it concerns and to nobody else, once, and exactly what was issued."""

from __future__ import annotations

import re

from domain.bulletin import BulletinKind, BulletinRefusal
from handlers.desk import bulletin_sending, bulletins
from tests.stories.test_bulletins import CODE, DAY, drafted, files, issued, reported
from tests.stories.test_desk import reach_of
from tests.support.clocks import FrozenClock
from tests.support.desk_site import desk_site
from tests.support.stage import Stage
from tests.support.town import THREE, TWO

LIAISONS = ("alice", "bob", "carol", "erin")


async def heard_of(on: Stage, accounts: tuple[str, ...] = (*LIAISONS, "dave", "dana")) -> dict[str, int]:
    """Who heard of a bulletin how often."""
    await on.drain()
    told = {account: sum("第1期" in text for text in on.heard(account)) for account in accounts}
    return {account: number for account, number in told.items() if number}


async def test_liaisons_get_it_once_and_exactly_as_it_was_issued(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    dana = await reach_of(on, "dana")
    one = await drafted(on, dana)
    assert (await bulletin_sending.send(on.ctx, dana, one, liaisons=True)).refused is BulletinRefusal.NOT_ISSUED
    await issued(on, dana, one)
    done = await bulletin_sending.send(on.ctx, dana, one, liaisons=True)
    assert (done.number, done.others, done.again) == (4, 0, False)
    assert await heard_of(on) == dict.fromkeys(LIAISONS, 1)
    assert (await bulletin_sending.send(on.ctx, dana, one, liaisons=True)).again
    assert await heard_of(on) == dict.fromkeys(LIAISONS, 1)
    text = "\n".join(on.heard("erin"))
    assert "云麓市教育局职成处通报〔2020〕第1期" in text and TWO not in text
    kept = await files(on, dana, one)
    if link := re.search(r"https?://\S+(/bulletins/issued/\w{64}\.docx)", text):
        async with desk_site(on) as site:
            stranger = await site.browser()
            answer = await stranger.get(link[1])
            assert (answer.status, await answer.read()) == (200, kept["通报〔2020〕第1期.docx"])
            assert "noindex" in answer.headers["X-Robots-Tag"]
            assert (await stranger.get(f"/bulletins/issued/{'0' * 64}.docx")).status == 404
    else:
        sent = [row for row in await on.rows("outbox") if row["attachment_key"] and row["account"] == "erin"]
        assert {row["attachment_name"] for row in sent} >= {"通报〔2020〕第1期.docx"}


async def test_a_district_sends_to_its_own_alone(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    dave = await reach_of(on, "dave")
    one = await drafted(on, dave)
    await issued(on, dave, one)
    assert (await bulletin_sending.send(on.ctx, dave, one, liaisons=True)).number == 1
    assert (await bulletin_sending.send(on.ctx, dave, one, liaisons=False)).number == 0
    assert await heard_of(on) == {"erin": 1}
    verbs = [row["details"] for row in await on.rows("events") if row["verb"] == "bulletin_sent"]
    assert [(one["to"], one["number"]) for one in verbs] == [("liaisons", 1), ("supervisors", 0)]


async def test_supervisors_below_hear_what_it_says(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    dana = await reach_of(on, "dana")
    one = await drafted(on, dana)
    await issued(on, dana, one)
    assert (await bulletin_sending.send(on.ctx, dana, one, liaisons=False)).number == 1
    assert await heard_of(on) == {"dave": 1}
    assert re.search(f"11月9日没有报送的单位：.*{TWO}、{THREE}", "\n".join(on.heard("dave")))


async def test_the_link_opens_nothing_before_it_is_sent(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    dana = await reach_of(on, "dana")
    one = await drafted(on, dana)
    done = await issued(on, dana, one)
    assert done.bulletin is not None
    assert await bulletin_sending.issued_paper(on.ctx, done.bulletin.sha256) is None
    assert await bulletin_sending.issued_paper(on.ctx, "") is None
    await bulletin_sending.send(on.ctx, dana, one, liaisons=True)
    assert await bulletin_sending.issued_paper(on.ctx, done.bulletin.sha256) is not None


async def test_chat_says_the_draft_and_leads_on(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    await on.drain()
    answer = await on.ask("dana", "通报 11月9日")
    lines = answer.splitlines()
    assert lines[0].startswith("通报（草稿）：关于") and "应报5个单位，已报1个" in lines[1] and TWO in lines[2]
    assert await on.rows("bulletins") == []
    async with desk_site(on) as site:
        browser = await site.browser()
        token = re.search(r"/login/(\S+)", lines[3])
        assert token is not None
        entered = await browser.post(f"/login/{token[1]}")
        assert entered.headers["Location"] == f"/w/{CODE}/bulletins?kind=daily&day=2020-11-09"
        page = await (await browser.get(entered.headers["Location"])).text()
        assert '<option value="2020-11-09" selected>' in page and '<option value="daily" selected>' in page
    final = await on.ask("dana", "通报 最终")
    assert final.startswith("最终通报（草稿）") and "11月8日至11月9日" in final
    assert "不是报送日" in await on.ask("dana", "通报 12月9日") or "11月8日" in on.last("dana")


async def test_chat_gives_the_issued_one_with_its_files(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    dana = await reach_of(on, "dana")
    one = await drafted(on, dana)
    await issued(on, dana, one)
    answer = await on.ask("dana", "通报 11月9日")
    assert "云麓市教育局职成处通报〔2020〕第1期" in answer and "通报〔2020〕第1期已于11月9日 10:30签发。" in answer
    rows = [row for row in await on.rows("outbox") if row["key"].startswith("bulletin-asked:")]
    assert rows and {row["account"] for row in rows} == {"dana"}
    # His own office has issued none.
    assert "（草稿）" in await on.ask("dave", "通报 11月9日")


async def test_who_reports_hears_that_it_is_for_offices(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    answer = await on.ask("alice", "通报")
    assert TWO not in answer and "草稿" not in answer


async def test_the_switch_of_the_draft_holds_in_chat(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    dana = await reach_of(on, "dana")
    one = await drafted(on, dana, BulletinKind.DAILY, DAY)
    await bulletins.switch(on.ctx, dana, one, names_missing=False, by_kind=True)
    await on.drain()
    answer = await on.ask("dana", "通报 11月9日")
    assert TWO not in answer and "缺报4个" in answer
