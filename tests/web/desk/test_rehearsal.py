"""The button of a rehearsal: it comes in as the highest supervisor, and is not there where real people are served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels.contract import Channel
from channels.simulator import CHANNEL
from domain.clock import Clock, Rehearsal, RehearsalClock
from tests.support.desk_site import DeskSite, desk_site
from tests.support.simulator_stage import in_simulator
from tests.support.stage import Stage
from tests.support.town import november
from web.desk.access import COOKIE

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
Opened = Callable[..., AbstractAsyncContextManager[DeskSite]]


@pytest.fixture
async def simulator(on: Stage) -> Mapping[str, Channel]:
    return (await in_simulator(on)).ctx.channels


def rehearsed() -> RehearsalClock:
    return RehearsalClock(Rehearsal(real=datetime.now(UTC), rehearsed=november(9)))


def site(on: Stage, clock: Clock, channels: Mapping[str, Channel]) -> AbstractAsyncContextManager[DeskSite]:
    return desk_site(replace(on, ctx=replace(on.ctx, clock=clock, channels=channels)))


async def test_one_button_leads_to_the_desk(on: Stage, simulator: Mapping[str, Channel]) -> None:
    async with site(on, rehearsed(), simulator) as opened:
        browser = await opened.browser()
        page = await (await browser.get("/")).text()
        assert 'action="/rehearsal"' in page
        assert 'href="/chat"' in page
        assert "Dana" in page
        assert not browser.session
        assert (await browser.post("/rehearsal", origin="https://evil.example")).status == 403
        entered = await browser.post("/rehearsal")
        assert (entered.status, entered.headers["Location"]) == (303, "/")
        board = await (await browser.get("/")).text()
        assert "Dana" in board
        assert "/rehearsal" not in board
        assert (await browser.get("/?as=s1")).status == 404


async def test_a_session_that_is_over_meets_the_button_again(on: Stage, simulator: Mapping[str, Channel]) -> None:
    async with site(on, rehearsed(), simulator) as opened:
        browser = await opened.browser()
        browser.client.cookie_jar.update_cookies({COOKIE: "over"})
        assert 'action="/rehearsal"' in await (await browser.get("/")).text()


@pytest.mark.parametrize("rehearsal", [True, False])
async def test_beside_a_real_channel_or_in_a_real_week_there_is_none(
    on: Stage, simulator: Mapping[str, Channel], rehearsal: bool
) -> None:
    clock, channels = (rehearsed(), {**on.ctx.channels, **simulator}) if rehearsal else (on.clock, simulator)
    async with site(on, clock, channels) as opened:
        browser = await opened.browser()
        shown = await browser.get("/")
        assert (shown.status, shown.headers["Location"]) == (302, "/chat")
        assert (await browser.post("/rehearsal")).status == 404
        assert not browser.session
        assert CHANNEL in channels
