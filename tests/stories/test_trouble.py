"""The platform, the store and the database misbehave: nothing is lost, nothing is said twice, and people are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from channels.contract import Fetched
from checks.request import CheckRequest
from domain.findings import Report
from domain.messages import MessageKind, Problem, SendError
from domain.organisation import Role
from formats.words import chat
from handlers.setbacks import MOST_ATTEMPTS
from handlers.submissions import accepting
from handlers.submissions.accepting import Reserved
from storage.engine.claims import BACKOFF
from storage.engine.database import Connection, DatabaseUnavailable
from storage.inbox import InboxMessage
from tests.support.fakes import wecom_messages as xml
from tests.support.stage import DirectChecker, Member, Stage
from tests.support.town import CAPTION, GOOD_TEXT, PEOPLE, THREE, november, photo

pytestmark = pytest.mark.town(people=[*PEOPLE, Member(account="dora", organisation="bureau", role=Role.SUPERVISOR)])


async def pass_time(on: Stage, seconds: float, *, pace: float = 10) -> None:
    """Time passes, the bot awake."""
    for _ in range(int(seconds / pace) + 1):
        on.clock.advance(seconds=pace)
        await on.work()


# --- What comes in ---


async def test_the_same_message_five_times_is_one_submission_and_one_receipt(on: Stage) -> None:
    now = int(on.clock.real().timestamp())
    message = xml.text_xml("alice", GOOD_TEXT, now)
    for _ in range(5):
        await on.push(message)
        await on.drain()
    assert len(await on.rows("inbox")) == len(await on.rows("submissions")) == 1
    (receipt,) = on.heard("alice")
    assert "文字 1 篇合格" in receipt


@pytest.mark.parametrize("damage", [lambda wire: wire.replace("[text]", "[hologram]"), lambda wire: wire[:-60]])
async def test_who_sends_what_cannot_be_read_hears_of_it(on: Stage, damage: Callable[[str], str]) -> None:
    await on.push(damage(xml.text_xml("alice", GOOD_TEXT, int(on.clock.real().timestamp()))))
    await on.drain()
    assert on.heard("alice") == [chat.NOT_READ]
    (row,) = await on.rows("inbox")
    assert GOOD_TEXT in row["raw"]


async def test_what_has_no_sender_is_kept_and_answered_to_nobody(on: Stage) -> None:
    await on.push("<xml>\0")
    await on.drain()
    (row,) = await on.rows("inbox")
    assert (row["state"], row["sender"], row["raw"]) == ("done", "", "<xml>\\x00")
    assert await on.rows("outbox") == []


async def test_a_redelivered_event_is_one_event(on: Stage) -> None:
    event = xml.event_xml("erin", "enter_agent", int(on.clock.real().timestamp()))
    for _ in range(3):
        await on.push(event)
    await on.drain()
    assert len(await on.rows("inbox")) == 1


async def test_a_redelivery_after_the_deadline_stays_on_time(on: Stage) -> None:
    """The platform's own send time counts: its redeliveries take up to fifteen seconds."""
    on.clock.set(november(9, "09:59:55"))
    message = xml.text_xml("alice", GOOD_TEXT, int(on.clock.real().timestamp()))
    on.clock.set(november(9, "10:00:10"))
    await on.push(message)
    await on.drain()
    assert "按时" in on.last("alice")


async def test_a_file_that_is_gone_is_asked_for_again(on: Stage) -> None:
    on.wecom.fail_next("media/get", 40007)
    await on.photo("alice", photo())
    await on.drain()
    assert "编号 1 没能取到文件，请重发" in on.last("alice")
    await on.photo("alice", photo())
    await on.drain()
    assert "照片 1 张合格（编号 2）" in await on.ask("alice", CAPTION)


async def test_a_file_too_large_to_fetch_is_not_asked_for_again(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(media: str, into: Path) -> Fetched:
        raise SendError(Problem.MEDIA_TOO_BIG, permanent=True)

    monkeypatch.setattr(on.ctx.channels["wecom"], "fetch", refuse)
    await on.video("alice", b"never fetched")
    await on.drain()
    assert on.heard("alice") == ["文件太大，平台不让取。请剪短或压缩后重发。"]
    assert [row["state"] for row in await on.rows("submissions")] == ["lost"]


@pytest.mark.parametrize("errcode", [-1, 45033, 45009, 42001])
async def test_a_file_that_cannot_be_had_just_now_is_fetched_later(on: Stage, errcode: int) -> None:
    on.wecom.fail_next("media/get", errcode, times=2)
    await on.photo("alice", photo())
    await on.drain()
    await pass_time(on, 200, pace=20)
    (receipt,) = on.heard("alice")
    assert "照片 1 张还缺说明" in receipt
    (row,) = await on.rows("submissions")
    assert await on.ctx.objects.get(str(row["key"])) == photo()


async def test_others_are_served_while_one_file_waits(on: Stage) -> None:
    on.wecom.fail_next("media/get", -1)
    await on.photo("alice", photo())
    await on.say("alice", "状态")
    await on.say("bob", GOOD_TEXT)
    await on.work()
    assert "在接收" in on.last("alice")
    await on.drain()
    assert "文字 1 篇合格" in on.last("bob")


async def test_a_unit_chosen_while_the_file_is_under_way_gets_the_file(on: Stage) -> None:
    on.wecom.fail_next("media/get", -1)
    await on.photo("carol", photo())
    await on.say("carol", "2")
    await on.read()
    await on.drain()
    on.clock.advance(seconds=10)
    await on.drain()
    assert THREE in on.last("carol")
    (row,) = await on.rows("submissions")
    assert row["obligation_id"] is not None
    assert row["key"] == "nanchang-2020/2020-11-09/s3/1.jpg"
    await on.ask("carol", CAPTION)
    assert "合格：照片 1 张" in await on.ask("dana", THREE + " 11月9日")


# --- What goes out ---


async def test_an_expired_token_is_renewed_without_anybody_noticing(on: Stage) -> None:
    await on.ask("alice", "状态")
    on.wecom.expire_tokens()
    assert "帮助" in await on.ask("bob", "你好")
    assert on.wecom.calls["gettoken"] == 2


async def test_a_throttled_channel_rests_and_then_says_everything_once(on: Stage) -> None:
    on.wecom.fail_next("message/send", 45009)
    for account in ("alice", "bob", "erin"):
        await on.say(account, "你好")
    await on.work()
    tried = on.wecom.calls["message/send"]
    await pass_time(on, 40)
    assert on.wecom.calls["message/send"] == tried == 1
    await pass_time(on, 40)
    assert [len(on.heard(account)) for account in ("alice", "bob", "erin")] == [1, 1, 1]


async def test_a_wrong_secret_stops_the_channel_instead_of_hammering(on: Stage) -> None:
    on.wecom.fail_next("gettoken", 40001)
    await on.say("alice", "你好")
    await on.work()
    await pass_time(on, 3000, pace=300)
    assert on.wecom.calls["gettoken"] == 1
    assert on.wecom.delivered == []
    await pass_time(on, 900, pace=300)
    assert len(on.heard("alice")) == 1


async def test_one_who_left_is_told_apart_from_the_others_of_the_same_call(on: Stage) -> None:
    assert on.wecom.mailboxes.members is not None
    on.wecom.mailboxes.members -= {"dora", "bob"}
    await on.until(november(9, "10:01:00"))
    assert len(on.heard("dana")) == 1
    assert on.heard("dora") == on.heard("bob") == []
    outcome = {row["account"]: (row["state"], row["error"]) for row in await on.rows("outbox")}
    assert outcome["dora"] == ("rejected", "unknown")
    assert outcome["bob"][0] == "rejected"
    assert outcome["alice"] == outcome["dana"] == ("sent", "")


async def test_an_answer_that_got_lost_is_sent_again_and_swallowed_by_the_platform(on: Stage) -> None:
    on.wecom.fail_next("message/send", lose_answer=True)
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    await pass_time(on, 120)
    assert on.wecom.calls["message/send"] == 2
    assert len(on.wecom.mailboxes.swallowed) == 1
    (receipt,) = on.heard("alice")
    assert "合格" in receipt
    assert [row["state"] for row in await on.rows("outbox")] == ["sent"]


async def test_the_same_call_is_repeated_to_the_letter_though_more_have_come(on: Stage) -> None:
    """A repeated call must be the same call, or the platform would deliver it to some people twice."""
    on.wecom.fail_next("message/send", lose_answer=True)
    for account in ("alice", "bob"):
        await on.say(account, "你好")
    await on.work()
    await on.say("erin", "你好")
    await on.work()
    await pass_time(on, 60)
    assert [len(on.heard(account)) for account in ("alice", "bob", "erin")] == [1, 1, 1]


async def test_a_reminder_that_could_not_go_is_not_said_after_its_deadline(on: Stage) -> None:
    on.clock.set(november(9, "09:32:00"))
    on.wecom.fail_next("message/send", 40001)
    await on.until(november(9, "09:52:00"))
    await on.until(november(9, "10:45:00"))
    assert not [t for account in ("alice", "bob", "carol", "erin") for t in on.heard(account) if "截止，还有" in t]
    assert any("简报" in said for said in on.heard("dana"))


# --- The store and the database ---


async def test_a_store_that_is_away_loses_nothing(on: Stage, tmp_path: Path) -> None:
    store = Path(on.ctx.objects.url)
    store.rename(tmp_path / "elsewhere")
    store.write_text("in the way")
    await on.photo("alice", photo())
    await on.drain()
    assert on.heard("alice") == []
    store.unlink()
    (tmp_path / "elsewhere").rename(store)
    await pass_time(on, 60)
    (receipt,) = on.heard("alice")
    assert "照片 1 张还缺说明" in receipt
    (row,) = await on.rows("submissions")
    assert await on.ctx.objects.get(str(row["key"])) == photo()


async def test_a_scratch_folder_that_cannot_be_written_loses_nothing(on: Stage, tmp_path: Path) -> None:
    (tmp_path / "full").write_text("no folder")
    whole, on.ctx = on.ctx, replace(on.ctx, scratch=tmp_path / "full" / "scratch")
    await on.photo("alice", photo())
    for _ in range(MOST_ATTEMPTS + 2):
        await on.read()
        on.clock.advance(seconds=BACKOFF[-1])
    (message,) = await on.rows("inbox")
    assert (message["state"], message["waited"]) == ("new", True)
    on.ctx = whole
    await on.drain()
    assert "照片 1 张还缺说明" in on.last("alice")


async def test_what_the_database_did_not_take_is_not_acknowledged(on: Stage) -> None:
    message = xml.text_xml("alice", GOOD_TEXT, int(on.clock.real().timestamp()))
    async with on.ctx.database.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO inbox_away"))
    with pytest.raises(DatabaseUnavailable):
        await on.push(message)
    async with on.ctx.database.write() as connection:
        await connection.execute(text("ALTER TABLE inbox_away RENAME TO inbox"))
    assert await on.rows("inbox") == []
    await on.push(message)
    await on.drain()
    (receipt,) = on.heard("alice")
    assert "文字 1 篇合格" in receipt


# --- A message that makes us fail ---


class Poisoned(DirectChecker):
    """Fails on one photo, as a bug in a check would."""

    async def inspect(self, request: CheckRequest) -> Report:
        if request.path.read_bytes() == photo(2401):
            raise ZeroDivisionError("a bug")
        return await super().inspect(request)


async def test_tries_that_only_waited_are_no_reason_to_set_a_message_aside(on: Stage) -> None:
    on.ctx = replace(on.ctx, checker=Poisoned())
    on.wecom.fail_next("media/get", -1, times=MOST_ATTEMPTS)
    await on.photo("alice", photo(2401))
    states = []
    for _ in range(MOST_ATTEMPTS + 2):
        await on.read()
        states += [(row["state"], row["waited"]) for row in await on.rows("inbox")]
        on.clock.advance(seconds=BACKOFF[-1])
    assert states == [*[("new", True)] * MOST_ATTEMPTS, ("new", False), ("failed", False)]


async def test_a_message_that_cannot_even_be_begun_is_set_aside(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reserving undoes the claim when it fails: the try must count all the same, and nobody else wait for it."""
    reserve = accepting.reserve

    async def fail(connection: Connection, message: InboxMessage, *args: Any, **more: Any) -> Reserved:
        reserved = await reserve(connection, message, *args, **more)
        if message.incoming.kind is MessageKind.PHOTO:
            raise ZeroDivisionError("a bug")
        return reserved

    monkeypatch.setattr(accepting, "reserve", fail)
    await on.photo("alice", photo())
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    assert "文字 1 篇合格" in on.last("alice")
    (begun, _) = await on.rows("inbox")
    assert (begun["state"], begun["claim"], begun["attempts"]) == ("new", None, 2)
    await pass_time(on, 1200, pace=120)
    (begun, _) = await on.rows("inbox")
    assert (begun["state"], begun["attempts"]) == ("failed", MOST_ATTEMPTS)
    assert "没有处理成功" in on.last("alice")
    assert [row["kind"] for row in await on.rows("submissions")] == ["text"]


async def test_a_poisoned_message_is_set_aside_and_its_sender_told(on: Stage) -> None:
    on.ctx = replace(on.ctx, checker=Poisoned())
    await on.photo("alice", photo(2401))
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    assert "文字 1 篇合格" in on.last("alice")
    await pass_time(on, 1200, pace=120)
    poisoned, sound = await on.rows("inbox")
    assert (poisoned["state"], poisoned["attempts"]) == ("failed", MOST_ATTEMPTS)
    assert "ZeroDivisionError" in str(poisoned["error"])
    assert sound["state"] == "done"
    assert "没有处理成功" in on.last("alice")
    assert "接收" not in await on.ask("alice", "状态")
    (lost, _) = await on.rows("submissions")
    history = [
        (event["verb"], event["details"]) for event in await on.rows("events") if event["submission_id"] == lost["id"]
    ]
    assert [(verb, details["state"]) for verb, details in history] == [("received", "lost")]
