"""Who is logged in, ended by who may; what is in force, read by an office without one above it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from domain.alarms import Alarm
from domain.messages import Problem
from domain.organisation import Role
from storage import alarms, channel_states
from tests.support.desk_site import Browser, DeskSite
from tests.support.stage import Member
from tests.support.town import PEOPLE

CAST = (*PEOPLE, Member(account="rita", organisation="bureau", role=Role.READER))
pytestmark = [
    pytest.mark.town(people=CAST),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def listed(browser: Browser) -> tuple[list[str], dict[str, str], str]:
    """Names; name → address of its end; the form's token."""
    page = await (await browser.get("/sessions")).text()
    lines = page.split('<li class="given__line">')[1:]
    names = [re.findall(r"<b>(\w+)</b>", line)[0] for line in lines]
    ends = {
        name: found[0]
        for name, line in zip(names, lines, strict=True)
        if (found := re.findall(r'action="([^"]+/end)"', line))
    }
    return names, ends, re.findall(r'name="form_token" value="([^"]+)"', page)[0]


async def test_who_is_logged_in_and_whom_an_office_may_end(site: DeskSite) -> None:
    bureau, second = await site.browser("dana"), await site.browser("dana")
    district, reader = await site.browser("dave"), await site.browser("rita")
    names, ends, token = await listed(bureau)
    assert sorted(names) == ["Dana", "Dana", "Dave", "Rita"] and set(ends) == {"Dana", "Dave", "Rita"}
    assert (await listed(district))[0] == ["Dave"] and (await listed(reader))[0] == ["Rita"]
    # A foreign session and one that never was are the same to the district and to the reader.
    for browser in (district, reader):
        own = (await listed(browser))[2]
        far = await browser.post(ends["Dana"], form_token=own)
        never = await browser.post(f"/sessions/{'0' * 64}/end", form_token=own)
        assert far.status == never.status == 404 and await far.read() == await never.read()
    assert (await bureau.post(ends["Dave"], form_token=token)).headers["Location"] == "/sessions"
    assert (await district.get("/")).headers["Location"] == "/login"
    assert (await second.get("/")).status == 200
    assert (await bureau.post(ends["Dana"], form_token=token)).status == 303
    assert (await second.get("/")).status == 303 and (await bureau.get("/")).status == 200
    assert (await bureau.post(ends["Dave"], form_token=token)).status == 404
    assert [row["verb"] for row in await site.on.rows("events")].count("logged_out") == 2


async def test_what_is_in_force_is_read_at_the_top(site: DeskSite) -> None:
    bureau = await site.browser("dana")
    page = await (await bureau.get("/settings")).text()
    assert re.search(r"<li>材料文件夹：还有 [\d.]+ GB</li>", page)
    assert re.search(r"<li>SQLite 3\.[\d.]+</li>", page)
    assert "类别：典型案例、职教故事、宣传报道" in page
    assert "企业微信：正常" in page and "2020年南昌市中等职业学校职业教育活动周" in page and "告警" not in page
    ctx, real = site.on.ctx, site.on.ctx.clock.real()
    await channel_states.pause(
        ctx.database, "wecom", until=real + timedelta(hours=1), problem=Problem.THROTTLED, detail="secret", now=real
    )
    async with ctx.database.write() as connection:
        await alarms.note(connection, {Alarm.DISK: "数据文件夹快满了。"}, now=real)
    page = await (await bureau.get("/settings")).text()
    assert "企业微信：" in page and "暂停发送" in page and "数据文件夹快满了（" in page and "secret" not in page
    for account in ("dave", "rita"):
        assert (await (await site.browser(account)).get("/settings")).status == 404
