"""A day in plain WeChat, by 微信客服 and by a 服务号: who may be written to when, and what is done beyond that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from formats.words import chat as words
from handlers import codes
from storage import invites, people
from storage.engine.database import Database
from storage.tables import identities
from tests.support.channel_days import now, six, stage, told_since, word
from tests.support.channel_stage import ChannelStage
from tests.support.clocks import FrozenClock
from tests.support.fakes.wechat_platform import FakeWechat
from tests.support.fakes.wecom_kf_platform import FakeKf
from tests.support.town import CAPTION, THREE, TWO, november, photo


@pytest.fixture
async def wechat(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[ChannelStage]:
    async with stage(database, clock, tmp_path, ["wecom-kf"], {}) as opened:
        yield opened


async def test_who_comes_by_a_personal_link_is_enrolled_without_typing(wechat: ChannelStage) -> None:
    async with wechat.ctx.database.write() as connection:
        await connection.execute(delete(identities).where(identities.c.account == "alice"))
        await codes.give(connection, wechat.clock.now())
        made = {invite.person_id: invite.code for invite in await invites.all(connection)}
        alice = next(one for one in await people.all(connection) if one.name == "Alice")
    await wechat.enter("wmAlice", made[alice.id])
    await wechat.drain()
    # Said in the seconds in which a welcome may be.
    assert wechat.platforms["wecom-kf"].asked["send_msg_on_event"] == 1
    assert "Alice" in wechat.last("wmAlice") and "绑定" not in wechat.last("wmAlice")
    (entered,) = await wechat.rows("inbox")
    assert entered["text"] == ""
    # A code that is wrong is told from none at all.
    await wechat.enter("wmStranger", "WRONG234")
    await wechat.drain()
    assert "邀请码不对" in wechat.last("wmStranger")
    await wechat.enter("wmOther")
    await wechat.drain()
    assert "邀请码" in wechat.last("wmOther") and "不对" not in wechat.last("wmOther")


async def test_who_came_when_nobody_listened_is_bound_and_hears_of_it_once_they_speak(wechat: ChannelStage) -> None:
    """The seconds of a welcome are over: what is said is taken all the same, and comes back later."""
    on, platform = wechat, wechat.platforms["wecom-kf"]
    async with on.ctx.database.write() as connection:
        await connection.execute(delete(identities).where(identities.c.account == "alice"))
        await codes.give(connection, on.clock.now())
        made = {invite.person_id: invite.code for invite in await invites.all(connection)}
        alice = next(one for one in await people.all(connection) if one.name == "Alice")
    await platform.enter("wmAlice", made[alice.id])
    on.clock.advance(seconds=3600)
    for _ in range(2):
        # Whatever else comes brings it along, and then that it failed.
        await on.say("bob", "你好")
        await on.drain()
    assert on.heard("wmAlice") == []
    assert {row["state"] for row in await on.rows("outbox") if row["account"] == "wmAlice"} == {"parked"}
    await on.say("wmAlice", "状态")
    await on.drain()
    told = "\n".join(on.heard("wmAlice"))
    assert "Alice" in told and "邀请码" not in told


@pytest.mark.long
async def test_a_day_on_plain_wechat(wechat: ChannelStage) -> None:
    """Five messages within 48 hours after somebody has spoken: who is not reached is known, and hears of it later."""
    on = wechat
    await on.photo("alice", photo())
    await on.say("alice", CAPTION)
    await on.drain()
    assert "合格" in on.last("alice")
    before = now(on)
    await on.until(november(9, "08:38:00"))
    # Nobody else has spoken.
    assert told_since(on, before) == {}
    parked = [row for row in await on.rows("outbox") if row["state"] == "parked"]
    assert {row["account"] for row in parked} == {"bob", "carol", "erin"}
    await on.say("bob", "你好")
    await on.drain()
    assert any("还有" in text for text in on.heard("bob"))

    data = word("活动周总结")
    await on.file("alice", "", data)
    await on.drain()
    (document,) = [row for row in await on.rows("submissions") if row["kind"] != "photo"]
    assert await on.ctx.objects.get(str(document["key"])) == data

    for account in ("dana", "erin"):
        await on.say(account, "你好")
    await on.photo("erin", photo(2700, 1800))
    await on.say("erin", CAPTION)
    await on.drain()
    await on.until(november(9, "10:12:00"))
    told = "\n".join(on.heard("dana"))
    assert "简报（截至" in told
    assert six(await on.ask("dana", "统计")) == (5, 2, 2, 0, 3, 0)
    platform: FakeKf = on.platforms["wecom-kf"]
    assert not [item for item in platform.items if item.get("event", {}).get("event_type") == "msg_send_fail"]
    assert {row["state"] for row in await on.rows("inbox")} == {"done"}


@pytest.fixture
async def service(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[ChannelStage]:
    async with stage(database, clock, tmp_path, ["wechat"], {}) as opened:
        yield opened


@pytest.mark.parametrize("carried", ["poster-7", "last_trade_no_4001232001201706280", "A" * 65])
async def test_who_comes_by_what_carries_no_code_has_said_no_wrong_one(service: ChannelStage, carried: str) -> None:
    for number in range(6):
        service.clock.advance(seconds=1)
        await service.enter("oPasserBy", carried)
        await service.drain()
        assert service.last("oPasserBy") == words.STRANGER, number
    assert not [row for row in await service.rows("events") if row["verb"] == "wrong_code"]


async def test_who_follows_by_a_personal_code_is_enrolled_without_typing(service: ChannelStage) -> None:
    async with service.ctx.database.write() as connection:
        await connection.execute(delete(identities).where(identities.c.account == "alice"))
        await codes.give(connection, service.clock.now())
        made = {invite.person_id: invite.code for invite in await invites.all(connection)}
        alice = next(one for one in await people.all(connection) if one.name == "Alice")
    await service.enter("oAlice", made[alice.id])
    await service.drain()
    # Said within the minute that follows.
    assert "Alice" in service.last("oAlice") and "绑定" not in service.last("oAlice")
    (entered,) = await service.rows("inbox")
    assert entered["text"] == ""
    await service.enter("oOther")
    await service.drain()
    assert "邀请码" in service.last("oOther")


@pytest.mark.long
async def test_a_day_on_a_service_account(service: ChannelStage) -> None:
    """Words within 48 hours, five of them; a deadline by the template; files by the upload page alone."""
    on = service
    platform: FakeWechat = on.platforms["wechat"]
    await on.photo("alice", photo())
    await on.say("alice", CAPTION)
    await on.drain()
    assert "合格" in on.last("alice")
    # Nobody else has spoken: they are reminded in the words that the platform has approved.
    await on.until(november(9, "08:38:00"))
    told = {"thing1": words.OWED, "time2": "2020年11月9日 10:00"}
    assert {name: platform.templates(name) for name in ("alice", "bob", "carol", "erin")} == {
        "alice": [],
        "bob": [told],
        "carol": [told],
        "erin": [told],
    }
    assert on.heard("bob") == []
    await on.file("alice", "活动周总结.docx", word("活动周总结"))
    await on.drain()
    # A word that there was something: whoever sent it hears the way out.
    assert "收不到文件" in on.last("alice") and "/u/" in on.last("alice")
    await on.say("dana", "你好")
    await on.photo("erin", photo(2700, 1800))
    await on.say("erin", CAPTION)
    await on.drain()
    await on.until(november(9, "10:12:00"))
    assert "简报（截至" in "\n".join(on.heard("dana"))
    assert six(await on.ask("dana", "统计")) == (5, 2, 2, 0, 3, 0)
    # Lists for who has never spoken wait for them.
    parked = {row["account"] for row in await on.rows("outbox") if row["state"] == "parked"}
    assert "dave" in parked
    assert {row["state"] for row in await on.rows("inbox")} == {"done"}


@pytest.fixture
async def both(database: Database, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[ChannelStage]:
    """carol, who reports for bob's school and for another, is on the 服务号 as erin is; everybody else on DingTalk."""
    home = dict.fromkeys(("carol", "erin"), "wechat")
    async with stage(database, clock, tmp_path, ["dingtalk", "wechat"], home) as opened:
        yield opened


@pytest.mark.long
async def test_a_unit_of_which_one_liaison_is_on_a_service_account(both: ChannelStage) -> None:
    """Who cannot be written to is told by the template; counts, and who hears what, are as if all were in one place."""
    on = both
    platform: FakeWechat = on.platforms["wechat"]
    owed = {"thing1": words.OWED, "time2": "2020年11月9日 10:00"}

    def templates() -> dict[str, list[dict[str, str]]]:
        return {account: told for account in ("alice", "bob", "carol", "erin") if (told := platform.templates(account))}

    before = now(on)
    await on.photo("bob", photo())
    await on.say("bob", CAPTION)
    await on.drain()
    assert set(told_since(on, before)) == {"bob"} and "合格（编号" in on.last("bob")

    # carol's other school owes still; neither she nor erin has spoken yet.
    before = now(on)
    await on.until(november(9, "08:38:00"))
    assert set(told_since(on, before)) == {"alice"}
    assert templates() == {"carol": [owed], "erin": [owed]}

    # Whoever speaks hears words from then on, of the school that owes and not of bob's.
    await on.say("carol", "你好")
    await on.drain()
    before = now(on)
    await on.until(november(9, "09:34:00"))
    told = told_since(on, before)
    assert set(told) == {"alice", "carol"}
    assert THREE in told["carol"] and TWO not in told["carol"]
    assert templates() == {"carol": [owed], "erin": [owed, owed]}
    await on.photo("carol", photo(2600, 1700))
    await on.drain()
    assert "替哪个单位" in on.last("carol")
    await on.say("carol", THREE)
    await on.say("carol", CAPTION)
    await on.drain()
    assert "合格（编号" in on.last("carol")
    assert six(await on.ask("dana", "统计")) == (5, 2, 2, 0, 3, 0)

    await on.until(november(9, "09:52:00"))
    before, sent = now(on), templates()
    await on.until(november(9, "10:12:00"))
    told = told_since(on, before)
    assert set(told) == {"dana", "dave"} and templates() == sent
    assert six(told["dana"]) == (5, 2, 2, 0, 3, 0)

    # Late, and her first words: counted as on any other platform.
    await on.photo("erin", photo(2700, 1800))
    await on.say("erin", CAPTION)
    await on.drain()
    assert "合格（编号" in on.last("erin")
    assert six(await on.ask("dana", "统计")) == (5, 3, 2, 1, 2, 0)
    assert on.platforms["dingtalk"].heard("carol") == platform.heard("bob") == platform.heard("dana") == []
    assert {row["state"] for row in await on.rows("inbox")} == {"done"}
    assert {row["state"] for row in await on.rows("outbox")} == {"sent"}
