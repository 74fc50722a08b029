"""Pages of the desk that are left open: what they ask of the database, and whose stream ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse

from domain.organisation import Role
from formats.desk.board import Board
from handlers.desk import board, entering
from storage import people
from storage.tables import sessions
from tests.support.clocks import FrozenClock
from tests.support.desk_site import DeskSite
from tests.support.stage import Member
from tests.support.statements import recorded
from tests.support.town import PEOPLE, november
from web.desk.access import PAGES_AT_ONCE
from web.desk.live import EACH_MS

pytestmark = [
    pytest.mark.town(
        now=november(9, "09:30:00"), people=(*PEOPLE, Member(account="dave", organisation="bureau", role=Role.READER))
    ),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def follow(site: DeskSite, stack: AsyncExitStack, account: str, query: str = "") -> ClientResponse:
    """A stream that has said that it is there."""
    browser = await site.browser(account)
    stream = await stack.enter_async_context(browser.client.get(f"{site.url}/live{query}"))
    await heard(stream)
    return stream


async def heard(stream: ClientResponse) -> int:
    """That something has changed; how many milliseconds apart the page is to look."""
    async with asyncio.timeout(5):
        said = await stream.content.readuntil(b"\n\n")
    event, data, *_ = said.decode().split("\n")
    assert event == "event: changed"
    return int(json.loads(data.removeprefix("data: "))["apart"])


async def test_a_minute_costs_the_same_however_many_pages_are_open(
    site: DeskSite, stack: AsyncExitStack, clock: FrozenClock
) -> None:
    said = []
    streams: list[ClientResponse] = []
    for accounts in (["dana"], ["dana", "dave", "dana", "dave"]):
        streams += [await follow(site, stack, account) for account in accounts]
        clock.advance(seconds=60)
        with recorded(site.on.ctx.database) as found:
            await site.look()
            apart = {await heard(stream) for stream in streams}
        assert apart == {EACH_MS * len(streams)}, "the more are open, the less each asks"
        said.append(str(found))
    assert said == ["SELECT events\nSELECT sessions, SELECT people\nUPDATE sessions"] * 2
    clock.advance(seconds=1)
    with recorded(site.on.ctx.database) as found:
        await site.look()
    assert found.statements == 1, "in a second in which nothing happens"
    async with site.on.ctx.database.read() as connection:
        rows = await connection.execute(sessions.select())
        seen = clock.real() - timedelta(seconds=1)
        assert {row.seen_at for row in rows} == {seen}, "whoever has it open uses it"


async def test_only_so_many_pages_are_gathered_at_a_time(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await site.browser("dana")
    begun, most, full, gate = 0, 0, asyncio.Event(), asyncio.Event()
    gather = board.board

    async def slowly(*asked: Any) -> Board:
        nonlocal begun, most
        begun += 1
        most = max(most, begun)
        if begun == PAGES_AT_ONCE:
            full.set()
        await gate.wait()
        begun -= 1
        return await gather(*asked)

    monkeypatch.setattr(board, "board", slowly)
    day = "/w/nanchang-2020/2020-11-09"
    asked = [asyncio.create_task(browser.get(day)) for _ in range(2 * PAGES_AT_ONCE)]
    async with asyncio.timeout(5):
        await full.wait()
    # Meanwhile whoever asks for no page is answered.
    assert (await browser.get("/w/nanchang-2020/desk/list")).status == 200
    gate.set()
    assert {answer.status for answer in await asyncio.gather(*asked)} == {200}
    assert most == PAGES_AT_ONCE


async def test_only_the_stream_of_who_has_lost_their_office_ends(
    site: DeskSite, stack: AsyncExitStack, clock: FrozenClock
) -> None:
    reader, district, bureau = [
        await follow(site, stack, *whose) for whose in (("dave", ""), ("dave", "?as=east"), ("dana", ""))
    ]
    ctx = site.on.ctx
    async with ctx.database.write() as connection:
        dave = await people.by_account(connection, "wecom", "dave")
        assert dave is not None
        (east,) = dave.supervises
        await people.take_duty(connection, dave.id, east.id, Role.SUPERVISOR)
    clock.advance(seconds=60)
    await site.look()
    async with asyncio.timeout(5):
        assert await district.content.read() == b""
    for stream in (reader, bureau):
        await heard(stream)
    async with ctx.database.write() as connection:
        await entering.leave_everywhere(ctx, connection, dave)
    clock.advance(seconds=60)
    await site.look()
    async with asyncio.timeout(5):
        assert await reader.content.read() == b""
    await heard(bureau)
