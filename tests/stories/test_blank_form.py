"""The empty statistics form: as a file to whoever asks where the channel brings one, else where it can be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

from domain.abilities import AttachmentKind
from domain.clock import CHINA
from domain.messages import Outgoing, Sent
from domain.organisation import Role
from domain.roster.roster import OrganisationEntry
from domain.statistics import COLUMNS
from tests.support.desk_site import desk_site
from tests.support.stage import Member, Stage

UNITS = (
    OrganisationEntry(code="c1", name="云麓职业技术学院", kind="高职院校", line="教育", parent_code="bureau"),
    OrganisationEntry(code="w1", name="云麓技师学院", kind="省属技工院校", line="人社"),
)
PEOPLE = (
    Member(account="fay", organisation="c1"),
    Member(account="wendy", organisation="w1"),
    Member(account="dana", organisation="bureau", role=Role.SUPERVISOR),
)
NAME = "2021年职业教育活动周情况统计表"
MAY = datetime(2021, 5, 30, 9, tzinfo=CHINA)
pytestmark = [
    pytest.mark.town(now=MAY, campaign="shandong-2021", more=UNITS, people=PEOPLE),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


def columns(data: bytes) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(BytesIO(data)).worksheets[0][2]]


async def test_the_file_follows_the_words_on_a_channel_that_brings_files(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, sent = on.ctx.channels["wecom"], list[tuple[str, str, bytes]]()
    brings = replace(channel.abilities, sends=frozenset({AttachmentKind.FILE}), max_file_bytes=20_000_000)
    monkeypatch.setattr(channel, "abilities", brings)

    async def send(outgoing: Outgoing) -> Sent:
        attached = outgoing.attachment
        sent.append((outgoing.text, attached.name if attached else "", attached.path.read_bytes() if attached else b""))
        return Sent()

    monkeypatch.setattr(channel, "send", send)
    for account in ("fay", "dana"):
        sent.clear()
        await on.say(account, "空白统计表发我一份")
        await on.drain()
        (words, *_), (nothing, name, data) = sent
        assert f"{NAME}的空表发给您了" in words, account
        assert (nothing, name) == ("", f"{NAME}（空白）.xlsx")
        assert columns(data) == list(COLUMNS.values())
    sent.clear()
    await on.say("wendy", "空白统计表")
    await on.drain()
    assert [name for _, name, _ in sent] == [""]
    assert "云麓技师学院不用报统计表" in sent[0][0]
    assert await on.rows("submissions") == []


async def test_where_none_is_brought_it_is_told_where_it_can_be_had(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = on.ctx.channels["wecom"]
    monkeypatch.setattr(channel, "abilities", replace(channel.abilities, sends=frozenset()))
    said = await on.ask("fay", "有统计表模板吗")
    assert "也可以下载空表" in said
    assert f"{on.ctx.public_url}/u/" in said
    assert [row["verb"] for row in await on.rows("events")].count("link_made") == 1
    said = await on.ask("dana", "统计表的空表")
    assert f"{on.ctx.public_url}/w/shandong-2021/milestones" in said
    assert "发“空白统计表”" in await on.ask("fay", "统计表")
    async with desk_site(on) as site:
        browser = await site.browser("dana")
        page = await (await browser.get("/w/shandong-2021/milestones")).text()
        assert "/w/shandong-2021/milestones/blank.xlsx" in page
        answer = await browser.get("/w/shandong-2021/milestones/blank.xlsx")
        assert columns(await answer.read()) == list(COLUMNS.values())


@pytest.mark.town(now=datetime(2020, 11, 16, 9, tzinfo=CHINA), campaign="shandong-2020", more=UNITS, people=PEOPLE)
async def test_a_form_that_is_handed_out_elsewhere_is_not_made_up(on: Stage) -> None:
    assert "另发" in await on.ask("fay", "空白统计表")
    async with desk_site(on) as site:
        browser = await site.browser("dana")
        assert (await browser.get("/w/shandong-2020/milestones/blank.xlsx")).status == 404
        assert "blank.xlsx" not in await (await browser.get("/w/shandong-2020/milestones")).text()


@pytest.mark.town(now=datetime(2020, 11, 9, 9, tzinfo=CHINA))
async def test_a_campaign_without_it_says_so_and_strangers_hear_nothing(on: Stage) -> None:
    assert "不用报统计表" in await on.ask("alice", "空白统计表")
    assert "统计表" not in await on.ask("nobody", "空白统计表")
