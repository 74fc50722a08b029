"""Feishu's bot against a platform that obeys its limits: what comes over the connection, what is said, how it ends."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from channels.connecting import Ended, connector_of
from channels.feishu import media
from channels.feishu.channel import BURST, LONGEST_TEXT, PACE, FeishuChannel
from channels.feishu.connection import FeishuLine
from channels.feishu.settings import FeishuSettings
from domain.abilities import AttachmentKind
from domain.messages import Attachment, Choice, MessageKind, Outgoing, Problem, SendError, Unreachable
from formats.words import chat as words
from tests.support import lines
from tests.support.fakes import feishu_calls as limits
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.lines import Line
from tests.support.patience import PATIENCE

Bot = Line[FakeFeishu, FeishuChannel]
CHOICES = (Choice(label="确认", says="确认"), Choice(label="不要", says="2"))


def channel_of(platform: FakeFeishu, **more: object) -> FeishuChannel:
    return FeishuChannel(FeishuSettings(**{**platform.credentials, **more}), name="fs", withheld=words.WITHHELD)


@asynccontextmanager
async def connected(platform: FakeFeishu | None = None, **settings: object) -> AsyncIterator[Bot]:
    async with platform or FakeFeishu() as fake, lines.connected(fake, channel_of(fake, **settings)) as line:
        yield line


@pytest.fixture
async def line() -> AsyncIterator[Bot]:
    async with connected() as one:
        yield one


def say(text: str, *receivers: str, key: str = "k1", **more: object) -> Outgoing:
    return Outgoing(channel="fs", receivers=receivers or ("ou_1",), text=text, key=key, **more)  # type: ignore[arg-type]


# What comes


async def test_what_people_send_comes_in_its_order(line: Bot) -> None:
    await line.platform.say("ou_1", "状态")
    await line.platform.photo("ou_1", b"photo")
    await line.platform.file("ou_1", "总结.docx", b"word")
    await line.platform.voice("ou_1", b"opus")
    await line.platform.say("ou_1", "状态", group="oc_group")
    await line.platform.press("ou_1", "确认")
    came = await line.until(6)
    assert [(one.kind, one.text) for one in came] == [
        (MessageKind.TEXT, "状态"),
        (MessageKind.PHOTO, ""),
        (MessageKind.FILE, ""),
        (MessageKind.VOICE, ""),
        (MessageKind.TEXT, "状态"),
        (MessageKind.BUTTON, "确认"),
    ]
    assert [one.group for one in came[3:]] == ["", "oc_group", ""]


async def test_an_event_in_parts_is_joined_and_acknowledged_once() -> None:
    async with connected(FakeFeishu(part=50)) as line:
        await line.platform.say("ou_1", "交" * 200)
        assert [one.text for one in await line.until(1)] == ["交" * 200]
        (number,) = line.platform.written
        async with asyncio.timeout(PATIENCE):
            await line.platform.until(lambda: number in line.platform.acknowledged)
        frame = line.platform.acknowledged[number]
        assert json.loads(frame.payload) == {"code": 200}
        assert int(frame.headers["seq"]) == int(frame.headers["sum"]) - 1
        assert frame.headers["biz_rt"].isdecimal()


async def test_what_is_not_stored_is_not_acknowledged_and_comes_again(line: Bot) -> None:
    line.storing.clear()
    await line.platform.say("ou_1", "状态")
    (number,) = line.platform.written
    assert number not in line.platform.acknowledged
    await line.platform.again()
    line.storing.set()
    came = await line.until(2)
    assert came[0].external_id == came[1].external_id
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: number in line.platform.acknowledged)


async def test_a_press_is_answered_by_a_word(line: Bot) -> None:
    await line.platform.press("ou_1", "确认")
    (number,) = line.platform.written
    async with asyncio.timeout(PATIENCE):
        await line.platform.until(lambda: number in line.platform.acknowledged)
    told = json.loads(line.platform.acknowledged[number].payload)
    assert json.loads(base64.b64decode(told["data"])) == {"toast": {"type": "success", "content": "确认"}}


async def test_what_is_no_frame_ends_nothing(line: Bot) -> None:
    (wire,) = line.platform.wires
    for nonsense in (b"", b"\xff" * 20, b"\x0a", b"\x08\x01\x20\x01", b"\x20\x01\x2a\x02\x0a\xff"):
        await wire.socket.send_bytes(nonsense)
    await wire.socket.send_str("{}")
    await line.platform.say("ou_1", "在")
    assert "在" in [one.text for one in await line.until(2)]


# How it ends


async def test_a_connection_that_vanishes_is_closed_and_all_that_came_is_handed_on(line: Bot) -> None:
    line.storing.clear()
    for number in range(20):
        await line.platform.say("ou_1", f"{number}")
    await line.platform.wires[0].socket.close()
    line.storing.set()
    assert await line.ended() is Ended.CLOSED
    assert [one.text for one in line.came] == [f"{number}" for number in range(20)]


async def test_it_asks_as_often_as_the_platform_wants_and_is_dead_when_nobody_answers() -> None:
    platform = FakeFeishu()
    platform.ping_every = 0.001
    async with connected(platform, silence=0.06) as line:
        async with asyncio.timeout(PATIENCE):
            await platform.until(lambda: platform.pings > 15)
        assert not line.reading.done()
        platform.mute = True
        assert await line.ended() is Ended.SILENT


@pytest.mark.parametrize(("secret", "code"), [("changed", Problem.CREDENTIALS), ("", Problem.CREDENTIALS)])
async def test_a_wrong_secret_is_told(secret: str, code: Problem) -> None:
    async with FakeFeishu() as platform:
        platform.calls.secret = secret
        channel = channel_of(platform)
        assert channel.connector is not None
        with pytest.raises(SendError) as caught:
            await channel.connector.connect()
        assert caught.value.code is code
        await channel.close()


async def test_a_platform_out_of_reach_is_tried_again() -> None:
    async with FakeFeishu() as platform:
        channel = channel_of(platform)
    assert channel.connector is not None
    with pytest.raises(SendError) as caught:
        await channel.connector.connect()
    assert caught.value.code is Problem.BUSY
    await channel.close()


def test_only_a_stream_is_a_connection() -> None:
    stream = FeishuChannel(FeishuSettings(app_id="cli", app_secret="s"))
    posted = FeishuChannel(
        FeishuSettings(app_id="cli", app_secret="s", mode="http", encrypt_key="k", verification_token="t")
    )
    connector = connector_of(stream)
    assert isinstance(connector, FeishuLine) and not connector.speaks
    assert connector_of(posted) is None


# What is said


async def test_a_message_made_again_is_brought_once(line: Bot) -> None:
    line.platform.calls.swallow = 1
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("在"))
    assert (caught.value.code, line.channel.abilities.repeatable) == (Problem.BUSY, True)
    await line.channel.send(say("在"))
    await line.channel.send(say("在", key="k2"))
    assert line.platform.heard("ou_1") == ["在", "在"]


@pytest.mark.parametrize("text", ["回执\n联系人 13800138000", "回执\n联系人 a@example.org"])
async def test_words_that_are_not_brought_are_said_shorter_and_without_numbers(line: Bot, text: str) -> None:
    await line.channel.send(say(text))
    assert line.platform.heard("ou_1") == [f"回执\n{words.WITHHELD}"]


async def test_of_a_sensitive_word_nothing_is_repeated(line: Bot) -> None:
    line.platform.calls.sensitive.add("回执")
    await line.channel.send(say("回执\n说明"))
    assert line.platform.heard("ou_1") == [words.WITHHELD]
    assert not any(letter.isdecimal() for letter in words.WITHHELD)


async def test_choices_are_a_card_for_one_person_and_numbers_in_a_group(line: Bot) -> None:
    await line.channel.send(say("要催报吗？", choices=CHOICES))
    await line.channel.send(say("要催报吗？", "oc_group", to_group=True, choices=CHOICES))
    assert [one.kind for one in line.platform.calls.brought] == ["interactive", "text"]


@pytest.mark.parametrize(
    ("kind", "name", "sent_as", "called"),
    [
        (AttachmentKind.PICTURE, "简报.png", "image", "message"),
        (AttachmentKind.FILE, "简报 100%.docx", "file", "stream"),
        (AttachmentKind.FILE, "通报.pdf", "file", "pdf"),
    ],
)
async def test_pictures_and_files_go_out(
    line: Bot, tmp_path: Path, kind: AttachmentKind, name: str, sent_as: str, called: str
) -> None:
    path = tmp_path / "attachment"
    # Beyond a megabyte the HTTP client will not have bare bytes.
    path.write_bytes(bytes(1_100_000))
    await line.channel.send(say("", attachment=Attachment(kind=kind, name=name, path=path)))
    (brought,) = line.platform.calls.brought
    assert brought.kind == sent_as
    kept_as, kept_name, data = line.platform.calls.uploads[brought.media]
    assert (kept_as, kept_name, len(data)) == (called, name, 1_100_000)


@pytest.mark.parametrize("size", [0, media.LONGEST_PICTURE + 1])
async def test_a_picture_of_a_size_that_is_not_taken_is_refused(line: Bot, tmp_path: Path, size: int) -> None:
    path = tmp_path / "attachment"
    path.write_bytes(bytes(size))
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("", attachment=Attachment(kind=AttachmentKind.PICTURE, name="a.png", path=path)))
    assert (caught.value.code, caught.value.permanent) == (Problem.REFUSED, True)
    assert not line.platform.calls.uploads


async def test_who_cannot_be_written_to_is_told_as_such(line: Bot) -> None:
    line.platform.calls.out_of_range.add("ou_far")
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("在", "ou_far"))
    assert (caught.value.code, caught.value.unreachable) == (Problem.RECEIVER, Unreachable.RANGE)


async def test_a_month_that_is_used_up_and_a_second_that_is_full() -> None:
    seconds = itertools.repeat(1_604_888_880.0)
    async with FakeFeishu(clock=lambda: next(seconds)) as platform:
        channel = channel_of(platform)
        for number in range(limits.CHAT_QPS):
            await channel.send(say("在", key=f"k{number}"))
        with pytest.raises(SendError) as caught:
            await channel.send(say("在", key="one more"))
        assert (caught.value.code, caught.value.permanent) == (Problem.BUSY, False)
        platform.calls.monthly = 0
        with pytest.raises(SendError) as caught:
            await channel.send(say("在", "ou_2"))
        assert caught.value.code is Problem.QUOTA
        await channel.close()


async def test_a_file_is_fetched_by_whoever_has_no_connection(tmp_path: Path) -> None:
    async with FakeFeishu() as platform:
        platform.calls.files[("om_1", "file_1")] = (b"word", "a.docx", "file")
        channel = channel_of(platform)
        fetched = await channel.fetch("file/om_1/file_1", tmp_path)
        assert (fetched.path.read_bytes(), fetched.file_name) == (b"word", "a.docx")
        await channel.close()


def test_the_channel_stays_within_what_the_platform_lets_through() -> None:
    assert PACE < 60 * limits.CHAT_QPS
    assert BURST < limits.APP_QPS
    assert LONGEST_TEXT < limits.LONGEST_CARD
    assert (media.LONGEST_PICTURE, media.LONGEST_FILE) == (limits.LONGEST_PICTURE, limits.LONGEST_FILE)
