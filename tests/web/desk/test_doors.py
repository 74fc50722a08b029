"""The doors of the desk: a GET consumes nothing, everything opens once, and whoever loses the duty is out at once."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from domain.organisation import Role
from handlers.desk import entering
from storage import people
from storage.tables import logins, sessions
from tests.support.clocks import FrozenClock
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member
from tests.support.town import EAST, PEOPLE

READER = Member(account="rita", organisation="bureau", role=Role.READER)
BOTH = Member(account="dave", organisation="bureau", role=Role.READER)
pytestmark = [
    pytest.mark.town(people=(*PEOPLE, READER, BOTH)),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
MINUTE = timedelta(minutes=1)


async def enters(browser: Browser) -> bool:
    """Today's board is shown."""
    answer = await browser.get("/")
    return answer.status == 200


async def duty(site: DeskSite, account: str, *, lost: bool) -> None:
    async with site.on.ctx.database.write() as connection:
        person = await people.by_account(connection, "wecom", account)
        assert person is not None
        for one in person.duties:
            if lost:
                await people.take_duty(connection, person.id, one.organisation.id, one.role)


async def test_a_link_shows_who_enters_and_opens_once(site: DeskSite) -> None:
    token, browser = await site.link("dana"), await site.browser()
    for _ in range(3):
        shown = await browser.get(f"/login/{token}")
        assert shown.status == 200
        assert "Dana" in await shown.text()
        assert "云麓市教育局职成处" in await shown.text()
    assert not browser.session
    entered = await browser.post(f"/login/{token}")
    assert (entered.status, entered.headers["Location"]) == (303, "/")
    assert await enters(browser)
    other = await site.browser()
    assert (await other.get(f"/login/{token}")).status == 404
    assert (await other.post(f"/login/{token}")).status == 404
    assert not other.session


@pytest.mark.parametrize(
    ("said", "led"),
    [
        ("/w/nanchang-2020/desk?day=2020-11-09&kind=photo&unit=s1", True),
        ("/w/nanchang-2020/2020-11-09", True),
        ("//evil.example/", False),
        ("https://evil.example/", False),
        ("/\\evil.example", False),
        ("\\\\evil.example", False),
        ("/\t/evil.example", False),
        ("/w/x\r\nSet-Cookie: a=b", False),
        ("javascript:alert(1)", False),
        ("w/nanchang-2020", False),
        ("/w/" + "a" * 600, False),
    ],
)
async def test_a_link_leads_on_to_a_page_of_ours_alone(site: DeskSite, said: str, led: bool) -> None:
    token, browser = await site.link("dana"), await site.browser()
    address = f"/login/{token}?{urlencode({'next': said})}"
    assert (await browser.get(address)).status == 200
    entered = await browser.post(address)
    assert (entered.status, entered.headers["Location"]) == (303, said if led else "/")


async def test_a_link_lives_ten_minutes(site: DeskSite, clock: FrozenClock) -> None:
    good, late = await site.link("dana"), await site.link("dana")
    browser = await site.browser()
    clock.advance(seconds=599)
    assert (await browser.post(f"/login/{good}")).status == 303
    clock.advance(seconds=1)
    assert (await browser.post(f"/login/{late}")).status == 404


async def test_only_our_own_page_posts(site: DeskSite) -> None:
    token, browser = await site.link("dana"), await site.browser()
    assert (await browser.post(f"/login/{token}", origin="https://evil.example")).status == 403
    assert (await browser.post(f"/login/{token}")).status == 303
    assert (await browser.post("/logout", origin="https://evil.example")).status == 403
    assert (await browser.post("/logout")).status == 403
    assert (await browser.post("/logout", form_token="wrong")).status == 403
    assert await enters(browser)


async def test_the_cookie_is_kept_from_scripts_and_other_sites(site: DeskSite) -> None:
    token, browser = await site.link("dana"), await site.browser()
    set_ = (await browser.post(f"/login/{token}")).headers["Set-Cookie"]
    assert "HttpOnly" in set_
    assert "SameSite=Lax" in set_
    assert "Path=/" in set_
    assert "Secure" not in set_


async def test_nothing_that_opens_anything_is_kept(site: DeskSite) -> None:
    token = await site.link("dana")
    browser = await site.browser("dana")
    async with site.on.ctx.database.read() as connection:
        kept = str([*(await connection.execute(select(logins))), *(await connection.execute(select(sessions)))])
    assert token not in kept
    assert browser.session not in kept


async def test_logging_out_ends_this_browser_alone(site: DeskSite) -> None:
    one, other = await site.browser("dana"), await site.browser("dana")
    page = await (await one.get("/")).text()
    form_token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    before = one.session
    assert (await one.post("/logout", form_token=form_token)).status == 303
    assert (await one.get("/")).headers["Location"] == "/login"
    assert await enters(other)
    assert await entering.visitor(site.on.ctx, before) is None


async def test_losing_the_duty_ends_the_session_at_once_and_for_good(site: DeskSite) -> None:
    browser = await site.browser("dana")
    assert await enters(browser)
    token = await site.link("dana")
    await duty(site, "dana", lost=True)
    assert (await browser.get("/")).status == 303
    assert (await browser.post(f"/login/{token}")).status == 404
    async with site.on.ctx.database.write() as connection:
        person = await people.by_account(connection, "wecom", "dana")
        assert person is not None
        dave = await people.by_account(connection, "wecom", "dave")
        assert dave is not None
        await people.give_duty(connection, person.id, dave.supervises[0].id, Role.SUPERVISOR)
    assert (await browser.get("/")).status == 303


@pytest.mark.parametrize(
    ("steps", "still"),
    [([timedelta(hours=12)], False), ([timedelta(hours=12) - MINUTE], True), ([MINUTE * 700] * 3, True)],
)
async def test_a_session_ends_when_nobody_uses_it(
    site: DeskSite, clock: FrozenClock, steps: list[timedelta], still: bool
) -> None:
    browser = await site.browser("dana")
    for step in steps:
        assert await enters(browser)
        clock.advance(seconds=step.total_seconds())
    assert await enters(browser) is still


async def test_a_session_ends_after_a_week_whatever_is_done(site: DeskSite, clock: FrozenClock) -> None:
    browser = await site.browser("dana")
    for _ in range(15):
        assert await enters(browser)
        clock.advance(seconds=11.2 * 3600)
    assert not await enters(browser)


async def test_a_liaison_has_no_desk(site: DeskSite) -> None:
    browser, token = await site.browser(), await site.link("alice")
    assert (await browser.post(f"/login/{token}")).status == 404


async def test_a_computer_waits_for_a_yes_in_chat(site: DeskSite) -> None:
    browser = await site.browser()
    page = await (await browser.get("/login")).text()
    code = re.findall(r"看板 (\d{6})", page)[0]
    assert "<svg" in page
    assert "style=" not in page
    assert await (await browser.get("/login/state")).json() == {"state": "waits"}
    early = await browser.post("/login")
    assert (early.status, early.headers["Location"]) == (303, "/login"), "nobody has said yes"
    assert "Dana" not in page
    ctx = site.on.ctx
    async with ctx.database.write() as connection:
        dana = await people.by_account(connection, "wecom", "dana")
        assert dana is not None
        assert await entering.agree(ctx, connection, dana, code)
    for _ in range(2):
        assert await (await browser.get("/login/state")).json() == {"state": "agreed"}
    stranger = await site.browser()
    assert await (await stranger.get("/login/state")).json() == {"state": "over"}
    assert (await browser.post("/login")).status == 303
    assert await enters(browser)


async def test_digits_live_five_minutes(site: DeskSite, clock: FrozenClock) -> None:
    browser = await site.browser()
    code = re.findall(r"看板 (\d{6})", await (await browser.get("/login")).text())[0]
    clock.advance(seconds=300)
    ctx = site.on.ctx
    async with ctx.database.write() as connection:
        dana = await people.by_account(connection, "wecom", "dana")
        assert dana is not None
        assert not await entering.agree(ctx, connection, dana, code)
    assert await (await browser.get("/login/state")).json() == {"state": "over"}


async def test_only_so_many_computers_wait(site: DeskSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "MOST_WAITING", 2)
    browser = await site.browser()
    assert [(await browser.get("/login")).status for _ in range(3)] == [200, 200, 503]


async def test_an_office_that_is_not_theirs_is_not_there(site: DeskSite) -> None:
    browser = await site.browser("dave")
    highest = await (await browser.get("/")).text()
    district = await (await browser.get("/?as=east")).text()
    assert "（阅览）" in highest
    assert "（阅览）" not in district
    assert EAST in district
    foreign, never = await browser.get("/?as=s1"), await browser.get("/?as=nowhere")
    assert foreign.status == never.status == 404
    assert await foreign.read() == await never.read()


async def test_nobody_is_led_to_the_login_whatever_is_asked(site: DeskSite) -> None:
    browser = await site.browser()
    for path in ("/", "/w/nanchang-2020/2020-11-09", "/w/never/2020-11-09"):
        answer = await browser.get(path)
        assert (answer.status, answer.headers["Location"]) == (303, "/login")
    assert (await browser.get("/live")).status == 401


async def test_old_rows_are_forgotten(site: DeskSite, clock: FrozenClock) -> None:
    await site.browser("dana")
    clock.advance(seconds=(entering.LIFE + entering.KEPT).total_seconds() + 1)
    await site.link("dana")
    await entering.sweep(site.on.ctx)
    async with site.on.ctx.database.read() as connection:
        assert len((await connection.execute(select(logins))).all()) == 1
        assert not (await connection.execute(select(sessions))).all()
