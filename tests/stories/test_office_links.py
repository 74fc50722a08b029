"""Where our address is the office's own, real channels say first how it is done without a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from handlers import outbox as speaking
from storage.outbox import OutboxMessage
from storage.tables import outbox
from tests.support.stage import Stage
from tests.support.town import november, photo

ADDRESS = "http://192.168.1.20:8080"
OPENED = "办公室电脑上打开："

pytestmark = pytest.mark.town(now=november(9, "09:00:00"))


@pytest.fixture
def office(on: Stage) -> Stage:
    on.ctx = replace(on.ctx, public_url=ADDRESS)
    return on


@pytest.mark.parametrize(
    ("account", "said"), [("alice", "上传"), ("dana", "看板"), ("dana", "导出 11月9日"), ("dana", "通报")]
)
async def test_what_leads_to_a_page_says_first_the_way_without_it(office: Stage, account: str, said: str) -> None:
    answer = await office.ask(account, said)
    before, opened, after = answer.partition(OPENED)
    assert opened and after.startswith(ADDRESS) and ADDRESS not in before
    assert answer.count(ADDRESS) == answer.count(OPENED)
    assert "手机上" in before or "换一天" in before


async def test_a_receipt_whose_way_out_is_the_page_says_what_can_be_done_here(office: Stage) -> None:
    await office.photo("alice", photo(1600, 1000))
    await office.drain()
    receipt = office.last("alice")
    assert "点您本人的上传页" not in receipt
    assert receipt.index("手机上照片勾选“原图”") < receipt.index(f"{OPENED}{ADDRESS}/u/")


async def test_the_simulator_says_what_it_ever_said(office: Stage) -> None:
    text = f"点开看照片：\n{ADDRESS}/login/dGhpcyBpcyBubyByZWFsIHRva2VuIQ"
    async with office.ctx.database.write() as connection:
        said = [OutboxMessage(channel=to, account="alice", text=text, key=to) for to in ("simulator", "wecom")]
        await speaking.say(office.ctx, connection, said)
    async with office.ctx.database.read() as connection:
        rows = (await connection.execute(select(outbox.c.channel, outbox.c.text))).all()
    kept = {channel: office.ctx.seal.opened(sealed) for channel, sealed in rows}
    assert kept["simulator"] == text
    assert kept["wecom"] == text.replace(ADDRESS, f"{OPENED}{ADDRESS}")


async def test_where_phones_reach_us_nothing_is_said_of_the_office(on: Stage) -> None:
    assert "点您本人" in (await on.ask("alice", "上传")) or "上传页" in on.last("alice")
    assert OPENED not in on.last("alice")
