"""通报: numbers of the moment until 签发, then the same bytes for ever; of one office, naming no unit of another."""

from __future__ import annotations

import asyncio
import io
from datetime import date
from hashlib import sha256

import pytest
from docx import Document

from domain.bulletin import Block, BulletinKind, BulletinRefusal
from domain.reach import Reach
from formats.bulletin.lines import bulletin_lines
from handlers.desk import bulletin_highlights, bulletins
from tests.stories.test_desk import reach_of
from tests.stories.week_walk import six_in
from tests.support.clocks import FrozenClock
from tests.support.stage import Stage
from tests.support.town import FOUR, GOOD_TEXT, ONE, THREE, TWO, november

DAY = date(2020, 11, 9)
CODE = "nanchang-2020"


async def drafted(on: Stage, reach: Reach, kind: BulletinKind = BulletinKind.DAILY, day: date = DAY) -> int:
    made = await bulletins.draft_at_once(on.ctx, reach, on.ctx.campaigns[CODE], kind, day)
    assert isinstance(made, int)
    return made


async def issued(on: Stage, reach: Reach, bulletin_id: int) -> bulletins.IssuedBulletin:
    found = await bulletins.opened(on.ctx, reach, bulletin_id)
    assert found is not None
    return await bulletins.issue(on.ctx, reach, bulletin_id, found.bulletin.revision)


async def said(on: Stage, reach: Reach, bulletin_id: int) -> str:
    found = await bulletins.opened(on.ctx, reach, bulletin_id)
    assert found is not None
    return "\n".join(bulletin_lines(found.written))


async def files(on: Stage, reach: Reach, bulletin_id: int) -> dict[str, bytes]:
    """As they lie in the store; each is what its hash says."""
    found = await bulletins.opened(on.ctx, reach, bulletin_id)
    assert found is not None and found.snapshot is not None
    kept = {one.name: await on.ctx.objects.get(one.key) for one in found.snapshot.papers}
    assert [sha256(kept[one.name]).hexdigest() for one in found.snapshot.papers] == [
        one.sha256 for one in found.snapshot.papers
    ]
    return kept


async def reported(on: Stage, clock: FrozenClock) -> None:
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    clock.set(november(9, "10:30:00"))


async def test_numbers_live_until_it_is_issued_and_then_stand_still(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    reach = await reach_of(on, "dana")
    one = await drafted(on, reach)
    assert "已报1个" in await said(on, reach, one)
    await on.say("bob", GOOD_TEXT.replace("焊花", "钢花"))
    await on.drain()
    assert "已报2个（按时1个、迟报1个）" in await said(on, reach, one)
    done = await issued(on, reach, one)
    assert done.bulletin is not None and (done.bulletin.year, done.bulletin.number) == (2020, 1)
    before, kept = await said(on, reach, one), await files(on, reach, one)
    assert "〔2020〕第1期" in before and {"通报〔2020〕第1期.docx", "通报〔2020〕第1期.xlsx"} <= set(kept)
    await on.say("erin", GOOD_TEXT.replace("焊花", "银花"))
    await on.drain()
    clock.set(november(10, "10:30:00"))
    assert (await said(on, reach, one), await files(on, reach, one)) == (before, kept)
    assert sha256(kept["通报〔2020〕第1期.docx"]).hexdigest() == done.bulletin.sha256
    refused = await bulletins.write(on.ctx, reach, one, {Block.TITLE: "改"})
    assert refused is BulletinRefusal.ISSUED
    assert await bulletins.drop(on.ctx, reach, one) is BulletinRefusal.ISSUED
    assert (await issued(on, reach, one)).refused is BulletinRefusal.ISSUED


async def test_its_numbers_are_those_of_chat(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    for account in ("dana", "dave"):
        reach = await reach_of(on, account)
        found = await bulletins.opened(on.ctx, reach, await drafted(on, reach))
        assert found is not None
        assert dict(found.written.counts) == dict(six_in(await on.ask(account, "统计 11月9日")))


async def test_a_district_names_no_unit_beyond_it(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    dave, dana = await reach_of(on, "dave"), await reach_of(on, "dana")
    one = await drafted(on, dave)
    assert (await issued(on, dave, one)).bulletin is not None
    text = await said(on, dave, one)
    paper = Document(io.BytesIO((await files(on, dave, one))["通报〔2020〕第1期.docx"]))
    written = text + paper.element.xml
    assert FOUR in written
    assert not any(name in written for name in (ONE, TWO, THREE))
    # It is the district's own, and numbered by itself.
    assert await bulletins.opened(on.ctx, dana, one) is None
    other = await drafted(on, dana)
    done = await issued(on, dana, other)
    assert done.bulletin is not None and done.bulletin.number == 1
    of_city = await said(on, dana, other)
    assert all(name in of_city for name in (ONE, TWO, THREE, FOUR))
    assert await bulletins.write(on.ctx, dana, one, {Block.TITLE: "改"}) is BulletinRefusal.UNKNOWN


async def test_two_issued_at_once_never_share_a_number(on: Stage, clock: FrozenClock) -> None:
    clock.set(november(10, "10:30:00"))
    reach = await reach_of(on, "dana")
    drafts = [await drafted(on, reach, day=date(2020, 11, day)) for day in (8, 9, 10)]
    assert len(set(drafts)) == 3
    done = await asyncio.gather(*(issued(on, reach, one) for one in drafts))
    assert sorted(one.bulletin.number or 0 for one in done if one.bulletin) == [1, 2, 3]
    for one in drafts:
        found = await bulletins.opened(on.ctx, reach, one)
        assert found is not None
        assert f"第{found.bulletin.number}期" in found.written.number
    keys = {found.key async for found in on.ctx.objects.list("bulletins/")}
    kept = [await bulletins.opened(on.ctx, reach, one) for one in drafts]
    assert keys == {paper.key for one in kept if one and one.snapshot for paper in one.snapshot.papers}


async def test_what_somebody_else_changed_meanwhile_is_looked_at_first(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    reach = await reach_of(on, "dana")
    one = await drafted(on, reach)
    found = await bulletins.opened(on.ctx, reach, one)
    assert found is not None
    await bulletins.write(on.ctx, reach, one, {Block.INTRO: "各学校："})
    done = await bulletins.issue(on.ctx, reach, one, found.bulletin.revision)
    assert done.changed and done.refused is None
    assert [row["state"] for row in await on.rows("bulletins")] == ["draft"]


async def test_before_the_deadline_it_is_not_issued(on: Stage, clock: FrozenClock) -> None:
    reach = await reach_of(on, "dana")
    one = await drafted(on, reach)
    assert (await issued(on, reach, one)).refused is BulletinRefusal.NOT_OVER
    final = await drafted(on, reach, BulletinKind.FINAL)
    clock.set(november(9, "10:00:01"))
    assert (await issued(on, reach, final)).refused is BulletinRefusal.NOT_OVER
    assert (await issued(on, reach, one)).bulletin is not None


async def test_a_mistake_is_put_right_by_a_new_one_that_names_the_old(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    reach = await reach_of(on, "dana")
    one = await drafted(on, reach)
    await bulletins.write(on.ctx, reach, one, {Block.INTRO: "各学校：现通报如下。"})
    assert await bulletins.correct(on.ctx, reach, one) is BulletinRefusal.NOT_ISSUED
    await issued(on, reach, one)
    before = await files(on, reach, one)
    second = await bulletins.correct(on.ctx, reach, one)
    assert isinstance(second, int) and second != one
    assert await bulletins.correct(on.ctx, reach, one) == second
    done = await issued(on, reach, second)
    assert done.bulletin is not None and done.bulletin.number == 2
    text = await said(on, reach, second)
    assert "本期更正〔2020〕第1期" in text and "各学校：现通报如下。" in text
    old = await bulletins.opened(on.ctx, reach, one)
    assert old is not None and old.corrected_by is not None and old.corrected_by.id == second
    assert await files(on, reach, one) == before


async def test_highlights_are_of_the_reach_and_stand_in_their_order(on: Stage, clock: FrozenClock) -> None:
    await on.say("alice", GOOD_TEXT)
    await on.say("erin", GOOD_TEXT.replace("焊花", "银花"))
    await on.drain()
    numbers = {row["organisation_id"]: row["id"] for row in await on.rows("submissions")}
    first, second = numbers.values()
    dana, dave = await reach_of(on, "dana"), await reach_of(on, "dave")
    clock.set(november(9, "10:30:00"))
    of_district, one = await drafted(on, dave), await drafted(on, dana)
    assert await bulletin_highlights.add(on.ctx, dave, of_district, first) is BulletinRefusal.UNKNOWN
    await asyncio.gather(*(bulletin_highlights.add(on.ctx, dana, one, number) for number in (first, second)))
    assert await bulletin_highlights.add(on.ctx, dana, one, 9999) is BulletinRefusal.UNKNOWN
    assert await bulletin_highlights.change(on.ctx, dana, one, second, "up", "银花") is None
    await bulletin_highlights.change(on.ctx, dana, one, first, "down", "家长走进车间。")
    text = await said(on, dana, one)
    assert text.index("（一）银花里的青春") < text.index("（二）焊花里的青春") < text.index("家长走进车间。")
    await on.ask("alice", f"撤回 {first}")
    text = await said(on, dana, one)
    assert "焊花里的青春" not in text and f"{first}号已撤回或退回" in text
    assert await bulletin_highlights.change(on.ctx, dana, one, first, "remove", "") is None
    assert f"{first}号" not in await said(on, dana, one)


async def test_the_next_one_begins_with_the_offices_own_words(on: Stage, clock: FrozenClock) -> None:
    await reported(on, clock)
    reach = await reach_of(on, "dana")
    one = await drafted(on, reach)
    assert one == await drafted(on, reach)
    await bulletins.write(on.ctx, reach, one, {Block.ISSUER: "市教育局职成处", Block.SEND_TO: "省教育厅"})
    await issued(on, reach, one)
    second = await drafted(on, reach)
    assert second != one
    found = await bulletins.opened(on.ctx, reach, second)
    assert found is not None and found.blocks[Block.INTRO].text == ""
    assert (found.blocks[Block.ISSUER].text, found.blocks[Block.SEND_TO].text) == ("市教育局职成处", "省教育厅")
    assert await bulletins.drop(on.ctx, reach, second) is None
    verbs = [row["verb"].value for row in await on.rows("events") if row["verb"].startswith("bulletin_")]
    written = ["bulletin_drafted", "bulletin_written", "bulletin_issued"]
    assert verbs == [*written, "bulletin_drafted", "bulletin_dropped"]


@pytest.mark.parametrize("switch", [True, False])
async def test_those_missing_are_named_as_the_switch_says(on: Stage, clock: FrozenClock, switch: bool) -> None:
    await reported(on, clock)
    reach = await reach_of(on, "dana")
    one = await drafted(on, reach)
    assert await bulletins.switch(on.ctx, reach, one, names_missing=switch, by_kind=True) is None
    assert (TWO in await said(on, reach, one)) is switch
    public = await drafted(on, reach, BulletinKind.PUBLIC)
    await bulletins.switch(on.ctx, reach, public, names_missing=True, by_kind=True)
    text = await said(on, reach, public)
    assert ONE in text and TWO not in text
