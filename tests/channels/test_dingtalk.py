"""DingTalk's robot against a platform that obeys its limits: what comes over the Stream, what is said, how it ends."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels import long_connection
from channels.connecting import Ended, connector_of
from channels.dingtalk.channel import BURST, HELD_UP, LONGEST_TEXT, MOST_RECEIVERS, PACE, DingTalkChannel
from channels.dingtalk.settings import DingTalkSettings
from channels.dingtalk.stream import Stream
from domain.abilities import AttachmentKind
from domain.messages import Attachment, Choice, MessageKind, Outgoing, Problem, SendError, Unreachable
from tests.support import lines
from tests.support.fakes import dingtalk_calls as limits
from tests.support.fakes.dingtalk_platform import FakeDingTalk
from tests.support.lines import Line
from tests.support.patience import PATIENCE

CHOICES = (Choice(label="确认", says="确认"), Choice(label="不要", says="2"))


Robot = Line[FakeDingTalk, DingTalkChannel]


def channel_of(platform: FakeDingTalk, **more: object) -> DingTalkChannel:
    return DingTalkChannel(DingTalkSettings(**{**platform.credentials, **more}), name="ding")


@asynccontextmanager
async def connected(**settings: object) -> AsyncIterator[Robot]:
    async with FakeDingTalk() as platform, lines.connected(platform, channel_of(platform, **settings)) as line:
        yield line


@pytest.fixture
async def line() -> AsyncIterator[Robot]:
    async with connected(card_template="template-1") as one:
        yield one


def say(words: str, *receivers: str, **more: object) -> Outgoing:
    return Outgoing(channel="ding", receivers=receivers or ("0123",), text=words, key="k1", **more)  # type: ignore[arg-type]


# What comes


async def test_what_people_send_comes_in_its_order_with_what_answers_it(line: Robot) -> None:
    await line.platform.say("0123", "状态")
    await line.platform.photo("0123", b"photo")
    await line.platform.file("0123", "总结.docx", b"word")
    await line.platform.press("0123", "确认")
    await line.platform.say("", "你好")
    came = await line.until(5)
    assert [(one.kind, one.text) for one in came] == [
        (MessageKind.TEXT, "状态"),
        (MessageKind.PHOTO, ""),
        (MessageKind.FILE, ""),
        (MessageKind.BUTTON, "确认"),
        (MessageKind.OUTSIDER, ""),
    ]
    assert [bool(one.reply) for one in came] == [True, True, True, False, True]


async def test_what_is_not_stored_is_not_acknowledged_and_comes_again(line: Robot) -> None:
    line.storing.clear()
    await line.platform.say("0123", "状态")
    (id_,) = line.platform.written
    sent = await line.platform.ping()
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: sent in line.platform.acknowledged)
    assert id_ not in line.platform.acknowledged
    await line.platform.again()
    line.storing.set()
    came = await line.until(2)
    assert came[0].external_id == came[1].external_id
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: id_ in line.platform.acknowledged)


async def test_a_pressed_card_says_what_was_chosen(line: Robot) -> None:
    id_ = await line.platform.press("0123", "2")
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: id_ in line.platform.acknowledged)
    answer = json.loads(line.platform.acknowledged[id_]["data"])["response"]
    assert answer["cardData"] == {"cardParamMap": {"chosen": "2"}}


async def test_a_platform_that_asks_is_answered_in_its_own_words(line: Robot) -> None:
    id_ = await line.platform.ping()
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: id_ in line.platform.acknowledged)
    assert json.loads(line.platform.acknowledged[id_]["data"]) == {"opaque": id_}
    assert line.platform.acknowledged[id_]["code"] == 200


async def test_what_is_no_frame_ends_nothing(line: Robot) -> None:
    (wire,) = line.platform.wires
    for nonsense in ("", "[]", "{", '{"headers": 7}', '{"headers": {}, "type": 7, "data": []}'):
        await wire.socket.send_str(nonsense)
    await wire.socket.send_bytes(b"\0\1")
    await line.platform.say("0123", "在")
    assert [one.text for one in await line.until(1)] == ["在"]


# How it ends


async def test_told_to_go_it_is_leaving_and_the_next_is_opened_before_it_ends(line: Robot) -> None:
    await line.platform.dismiss(after=PATIENCE)
    sent = await line.platform.ping()
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: sent in line.platform.acknowledged)
    assert line.connection.leaving and not line.reading.done()
    await line.platform.say("0123", "谁也没连着")
    assert line.platform.lost
    second = await lines.opened(line.platform, line.channel)
    await line.platform.say("0123", "第二条")
    assert [one.text for one in await second.until(1)] == ["第二条"]
    await line.connection.close()
    assert await line.ended() is Ended.LEFT
    await line.platform.say("0123", "第三条")
    assert len(await second.until(2)) == 2
    await second.connection.close()
    await second.ended()


async def test_a_connection_that_vanishes_is_closed_and_all_that_came_is_handed_on(line: Robot) -> None:
    line.storing.clear()
    for number in range(20):
        await line.platform.say("0123", f"{number}")
    sent = await line.platform.ping()
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: sent in line.platform.acknowledged)
    line.platform.wires[0].vanish()
    line.storing.set()
    assert await line.ended() is Ended.CLOSED
    assert [one.text for one in line.came] == [f"{number}" for number in range(20)]


async def test_one_where_nobody_answers_is_dead_and_one_over_which_nothing_comes_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(long_connection, "_DEAF", 2)
    async with connected(silence=0.2) as line:
        async with asyncio.timeout(PATIENCE):
            # It asks whether we are there, as the platform does every minute.
            while line.platform.pongs <= 15:
                await line.platform.ping()
                await asyncio.sleep(0)
        assert not line.reading.done()
        line.platform.mute = True
        assert await line.ended() is Ended.SILENT


async def test_one_that_answers_and_brings_nothing_is_half_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_connection, "_DEAF", 0.05)
    async with connected(silence=2.0) as line:
        assert await line.ended() is Ended.SILENT
        # Long before nobody would have answered.
        assert not line.platform.mute


async def test_a_wrong_secret_is_told_from_a_platform_out_of_reach() -> None:
    async with FakeDingTalk() as platform:
        platform.calls.secret = "changed"
        channel = channel_of(platform)
        assert channel.connector is not None
        with pytest.raises(SendError) as caught:
            await channel.connector.connect()
        assert caught.value.code is Problem.CREDENTIALS
        await channel.close()
    channel = channel_of(platform)
    assert channel.connector is not None
    with pytest.raises(SendError) as caught:
        await channel.connector.connect()
    assert caught.value.code is Problem.BUSY
    await channel.close()


async def test_a_ticket_is_used_once_and_is_in_no_error() -> None:
    async with FakeDingTalk(clock=iter([0.0, 1000.0]).__next__) as platform:
        channel = channel_of(platform)
        assert channel.connector is not None
        with pytest.raises(SendError) as caught:
            await channel.connector.connect()
        assert (caught.value.code, "ticket" in str(caught.value)) == (Problem.BUSY, False)
        await channel.close()


def test_only_a_stream_is_a_connection() -> None:
    stream, http = (
        DingTalkChannel(DingTalkSettings(client_id="d", client_secret="s", mode=m)) for m in ("stream", "http")
    )
    connector = connector_of(stream)
    assert isinstance(connector, Stream) and not connector.speaks
    assert connector_of(http) is None
    assert (stream.abilities.buttons, http.abilities.buttons) == (0, 0)


# What is said


async def test_an_answer_goes_where_it_was_asked_and_costs_no_call(line: Robot) -> None:
    await line.platform.say("0123", "状态")
    (asked,) = await line.until(1)
    before = line.platform.calls.monthly
    await line.channel.send(say("都交了", reply=asked.reply))
    (brought,) = line.platform.calls.brought
    assert (brought.conversation, brought.how, brought.text) == ("0123", "session", "都交了")
    assert line.platform.calls.monthly == before


async def test_an_answer_that_comes_too_late_goes_as_a_message() -> None:
    now = [datetime(2026, 11, 9, tzinfo=UTC).timestamp()]
    async with FakeDingTalk(clock=lambda: now[0]) as platform:
        reply = platform.calls.session_of("0123")
        now[0] += 90 * 60
        channel = channel_of(platform)
        await channel.send(say("都交了", reply=reply))
        assert [(one.how, one.text) for one in platform.calls.brought] == [("batchSend", "都交了")]
        await channel.close()


async def test_choices_are_a_card_for_one_person_and_numbers_for_anybody_else(line: Robot) -> None:
    await line.channel.send(say("要催报吗？1 确认 2 不要", choices=CHOICES))
    await line.channel.send(say("要催报吗？1 确认 2 不要", "cidGroup==", to_group=True, choices=CHOICES))
    assert [one.how for one in line.platform.calls.brought] == ["card", "groupMessages"]
    line.platform.calls.templates.clear()
    await line.channel.send(say("要催报吗？1 确认 2 不要", choices=CHOICES))
    assert line.platform.calls.brought[-1].how == "batchSend"


@pytest.mark.parametrize("old", [False, True], ids=["the newer token", "the older token"])
@pytest.mark.parametrize(
    ("kind", "name", "sent_as"),
    [(AttachmentKind.PICTURE, "简报.png", "picture"), (AttachmentKind.FILE, "简报 100%.docx", "file")],
)
async def test_pictures_and_files_go_out(
    line: Robot, tmp_path: Path, kind: AttachmentKind, name: str, sent_as: str, old: bool
) -> None:
    line.platform.calls.old_tokens_only = old
    path = tmp_path / "attachment"
    # Beyond a megabyte the HTTP client will not have bare bytes.
    path.write_bytes(bytes(1_100_000))
    await line.channel.send(say("", attachment=Attachment(kind=kind, name=name, path=path)))
    (brought,) = line.platform.calls.brought
    _, uploaded, data = line.platform.calls.uploads[brought.media]
    assert (brought.kind, uploaded, len(data)) == (sent_as, name, 1_100_000)


async def test_a_file_that_the_robot_does_not_bring_is_refused(line: Robot, tmp_path: Path) -> None:
    path = tmp_path / "attachment"
    path.write_bytes(b"x")
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("", attachment=Attachment(kind=AttachmentKind.FILE, name="a.exe", path=path)))
    assert (caught.value.code, caught.value.permanent) == (Problem.REFUSED, True)
    assert not line.platform.calls.uploads


async def test_who_is_not_reached_is_told_by_name() -> None:
    seconds = itertools.count(1_000)
    async with FakeDingTalk(clock=lambda: next(seconds)) as platform:
        await _told_by_name(platform, channel_of(platform))


async def _told_by_name(platform: FakeDingTalk, channel: DingTalkChannel) -> None:
    platform.calls.unknown.add("gone")
    platform.calls.unwilling.add("unwilling")
    for _ in range(limits.PER_MINUTE):
        await channel.send(say("在", "busy"))
    sent = await channel.send(say("在", "0123", "gone", "busy", "unwilling"))
    assert sent.rejected == {"gone": Unreachable.UNKNOWN, "unwilling": Unreachable.REFUSED}
    assert sent.deferred == {"busy": HELD_UP}
    await channel.close()


async def test_a_message_whose_answer_was_lost_is_uncertain(line: Robot) -> None:
    line.platform.calls.swallow = 1
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("在"))
    assert caught.value.code is Problem.UNCERTAIN
    assert len(line.platform.calls.brought) == 1


async def test_a_month_that_is_used_up_stops_what_is_sent_and_not_what_is_answered(line: Robot) -> None:
    await line.platform.say("0123", "状态")
    (asked,) = await line.until(1)
    line.platform.calls.monthly = 0
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("提醒"))
    assert caught.value.code is Problem.QUOTA
    await line.channel.send(say("都交了", reply=asked.reply))
    assert [one.how for one in line.platform.calls.brought] == ["session"]


async def test_a_file_is_fetched_by_whoever_has_no_connection(tmp_path: Path) -> None:
    async with FakeDingTalk() as platform:
        code = platform.calls.lay(b"word", "总结.docx")
        channel = channel_of(platform)
        fetched = await channel.fetch(code, tmp_path)
        assert fetched.path.read_bytes() == b"word"
        await channel.close()


def test_the_channel_stays_within_what_the_platform_lets_through() -> None:
    assert PACE < limits.PER_MINUTE
    assert BURST < limits.QPS
    assert MOST_RECEIVERS == limits.RECEIVERS
    assert LONGEST_TEXT == limits.LONGEST_TEXT
