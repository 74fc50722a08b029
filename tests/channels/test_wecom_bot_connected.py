"""A bot over its long connection, against a platform that obeys its limits: what comes, what is said, how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.buttons import key_of, pressed
from channels.connecting import Ended, connector_of
from channels.contract import Callback
from channels.wecom_bot.connected import HOURLY, MOST_IN_FLIGHT, PACE, PER_HOUR, PER_MINUTE, ConnectedBot
from channels.wecom_bot.connection import BotConnection
from channels.wecom_bot.settings import WecomBotSettings
from domain.abilities import AttachmentKind
from domain.messages import (
    Attachment,
    Choice,
    Incoming,
    Malformed,
    MessageKind,
    Outgoing,
    Problem,
    SendError,
    Unreachable,
)
from tests.support.fakes import wecom_bot_bodies as bodies
from tests.support.fakes.wecom_bot_platform import FakeBot
from tests.support.patience import PATIENCE


@dataclass(kw_only=True)
class Line:
    """A bot connected to a fake, and everything that came over it."""

    bot: FakeBot
    channel: ConnectedBot
    connection: BotConnection
    reading: asyncio.Task[Ended]
    came: list[Incoming] = field(default_factory=list)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, number: int) -> Sequence[Incoming]:
        async with asyncio.timeout(PATIENCE), self.heard:
            await self.heard.wait_for(lambda: len(self.came) >= number)
        return self.came

    async def ended(self) -> Ended:
        async with asyncio.timeout(PATIENCE):
            return await self.reading

    async def store(self, messages: Sequence[Incoming]) -> None:
        async with self.heard:
            self.came += messages
            self.heard.notify_all()

    async def again(self) -> Line:
        """A second connection of the same channel."""
        return await opened(self.bot, self.channel)


async def opened(bot: FakeBot, channel: ConnectedBot) -> Line:
    connection = await channel.connect()
    came: list[Line] = []

    async def heard(messages: Sequence[Incoming]) -> None:
        await came[0].store(messages)

    reading = asyncio.create_task(connection.listen(heard))
    line = Line(bot=bot, channel=channel, connection=connection, reading=reading)
    came.append(line)
    return line


def channel_of(bot: FakeBot, **more: object) -> ConnectedBot:
    return ConnectedBot(WecomBotSettings(**{**bot.credentials, **more}), name="bot")


@asynccontextmanager
async def connected(**settings: object) -> AsyncIterator[Line]:
    async with FakeBot() as bot:
        channel = channel_of(bot, **settings)
        line = await opened(bot, channel)
        try:
            yield line
        finally:
            await channel.close()
            await asyncio.gather(line.reading, return_exceptions=True)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with connected() as one:
        yield one


def say(text: str, *, reply: str = "", key: str = "k1", **more: object) -> Outgoing:
    return Outgoing(channel="bot", receivers=("zhangsan",), text=text, key=key, reply=reply, **more)  # type: ignore[arg-type]


# What comes


async def test_what_people_send_comes_in_its_order_with_what_answers_it(line: Line) -> None:
    await line.bot.say("ZhangSan", "状态")
    await line.bot.voice("zhangsan", "查一下状态")
    await line.bot.photo("zhangsan", b"photo" * 9)
    await line.bot.mixed("zhangsan", "实训室开放日", b"one" * 9, b"two" * 9)
    await line.bot.enter("zhangsan")
    await line.bot.press("zhangsan", "1", "task-1")
    came = await line.until(8)
    assert [one.kind for one in came] == [
        MessageKind.TEXT,
        MessageKind.VOICE,
        MessageKind.PHOTO,
        MessageKind.TEXT,
        MessageKind.PHOTO,
        MessageKind.PHOTO,
        MessageKind.ENTER,
        MessageKind.BUTTON,
    ]
    assert {one.sender for one in came} == {"zhangsan"} and {one.channel for one in came} == {"bot"}
    assert [one.text for one in came] == ["状态", "查一下状态", "", "实训室开放日", "", "", "", "1"]
    assert [one.external_id.rpartition("#")[2] for one in came[3:6]] == ["1", "2", "3"]
    assert all(one.fetch_by is not None for one in came if one.kind is MessageKind.PHOTO)
    assert [bool(one.reply) for one in came] == [True] * 7 + [False]


async def test_a_file_is_fetched_and_opened_with_its_own_key(line: Line, tmp_path: Path) -> None:
    data = bytes(range(256)) * 20_000
    await line.bot.file("zhangsan", "总结.docx", data)
    (message,) = await line.until(1)
    fetched = await line.channel.fetch(message.media, tmp_path)
    assert (fetched.path.read_bytes(), fetched.file_name, fetched.size) == (data, "总结.docx", len(data))
    assert [path.name for path in tmp_path.iterdir()] == [fetched.path.name]


async def test_a_file_whose_address_has_expired_is_gone(tmp_path: Path) -> None:
    now = [1_700_000_000.0]
    async with FakeBot(clock=lambda: now[0]) as bot:
        channel = channel_of(bot)
        line = await opened(bot, channel)
        await bot.file("zhangsan", "总结.docx", b"x" * 99)
        (message,) = await line.until(1)
        now[0] += 301
        with pytest.raises(SendError) as caught:
            await channel.fetch(message.media, tmp_path)
        assert (caught.value.code, caught.value.permanent) == (Problem.MEDIA_GONE, True)
        assert "sign" not in str(caught.value)
        assert list(tmp_path.iterdir()) == []
        await channel.close()
        await line.ended()


async def test_a_file_that_is_too_long_is_not_fetched(tmp_path: Path) -> None:
    async with connected(max_media_bytes=100) as line:
        await line.bot.file("zhangsan", "总结.docx", b"x" * 200)
        (message,) = await line.until(1)
        with pytest.raises(SendError) as caught:
            await line.channel.fetch(message.media, tmp_path)
        assert caught.value.code is Problem.MEDIA_TOO_BIG


async def test_a_thousand_messages_come_once_and_in_order(line: Line) -> None:
    sent = [await line.bot.say("zhangsan", str(number)) for number in range(1000)]
    assert [one.external_id for one in await line.until(1000)] == sent


async def test_in_a_group_the_bots_name_is_no_part_of_what_was_said(line: Line) -> None:
    await line.bot.say("zhangsan", "@报送助手 今天谁没交", group="wrGroup")
    (message,) = await line.until(1)
    assert (message.text, message.group, message.sender) == ("今天谁没交", "wrGroup", "zhangsan")


async def test_what_nobody_can_read_is_kept_as_it_came(line: Line) -> None:
    body = bodies.message("zhangsan", "m-1", 1_700_000_000, "hologram", {"beam": 1})
    await line.bot.bring(body)
    (message,) = await line.until(1)
    assert (message.kind, message.sender, message.external_id) == (MessageKind.UNREAD, "zhangsan", "m-1")
    assert "hologram" in message.raw


async def test_what_is_no_frame_hurts_nothing(line: Line) -> None:
    assert line.bot.holder is not None
    for text in ("", "[]", "{", '{"headers": {"req_id": "nobody asked"}, "errcode": 0}', '{"cmd": "new_thing"}'):
        await line.bot.holder.socket.send_str(text)
    await line.bot.say("zhangsan", "状态")
    assert [one.text for one in await line.until(1)] == ["状态"]


# What is said


async def test_an_answer_is_a_finished_stream_and_what_is_unasked_markdown(line: Line) -> None:
    await line.bot.say("zhangsan", "状态")
    (message,) = await line.until(1)
    await line.channel.send(say("收到 a_b.jpg。", reply=message.reply))
    await line.channel.send(say("提醒：10:00 前报送", key="k2"))
    kinds = [(one.how, one.kind) for one in line.bot.rooms.brought]
    assert kinds == [("aibot_respond_msg", "stream"), ("aibot_send_msg", "markdown")]
    assert line.bot.heard("zhangsan") == [r"收到 a\_b.jpg。", "提醒：10:00 前报送"]


async def test_a_welcome_is_plain_and_a_late_one_said_unasked() -> None:
    now = [1_700_000_000.0]
    async with FakeBot(clock=lambda: now[0]) as bot:
        channel = channel_of(bot)
        line = await opened(bot, channel)
        await bot.enter("zhangsan")
        await bot.enter("zhangsan")
        first, second = await line.until(2)
        await channel.send(say("您好_", reply=first.reply))
        now[0] += 6
        with pytest.raises(SendError) as caught:
            await channel.send(say("您好", reply=second.reply, key="k2"))
        # Somebody who has only opened the conversation may not be written to.
        assert caught.value.unreachable is Unreachable.REFUSED
        await bot.say("zhangsan", "在吗")
        await channel.send(say("您好", reply=second.reply, key="k2"))
        assert [(one.how, one.kind, one.text) for one in bot.rooms.brought] == [
            ("aibot_respond_welcome_msg", "text", "您好_"),
            ("aibot_send_msg", "markdown", "您好"),
        ]
        await channel.close()
        await line.ended()


async def test_an_answer_that_comes_too_late_or_twice_is_said_unasked() -> None:
    now = [1_700_000_000.0]
    async with FakeBot(clock=lambda: now[0]) as bot:
        channel = channel_of(bot)
        line = await opened(bot, channel)
        await bot.say("zhangsan", "状态")
        (message,) = await line.until(1)
        await channel.send(say("一", reply=message.reply))
        await channel.send(say("二", reply=message.reply, key="k2"))
        await bot.say("zhangsan", "状态")
        _, later = await line.until(2)
        now[0] += 400
        await channel.send(say("三", reply=later.reply, key="k3"))
        assert [(one.how, one.text) for one in bot.rooms.brought] == [
            ("aibot_respond_msg", "一"),
            ("aibot_send_msg", "二"),
            ("aibot_send_msg", "三"),
        ]
        await channel.close()
        await line.ended()


async def test_choices_are_buttons_in_an_answer_and_unasked(line: Line) -> None:
    choices = tuple(Choice(label=f"{number}. 第{number}个", says=str(number)) for number in range(1, 4))
    await line.bot.say("zhangsan", "催报")
    (message,) = await line.until(1)
    await line.channel.send(say("要催谁？\n1. 第1个", reply=message.reply, choices=choices))
    await line.channel.send(say("要催谁？\n1. 第1个", key="k2", choices=choices))
    answered, asked, card = line.bot.rooms.brought
    assert (answered.kind, asked.kind, card.kind) == ("stream_with_template_card", "markdown", "template_card")
    for shown in (answered, card):
        assert [b["text"] for b in shown.card["button_list"]] == ["1. 第1个", "2. 第2个", "3. 第3个"]
        assert [pressed(b["key"])[0] for b in shown.card["button_list"]] == ["1", "2", "3"]
        assert shown.card["main_title"]["title"] == "要催谁？" and shown.card["task_id"]


async def test_a_card_whose_button_was_pressed_offers_nothing_any_more(line: Line) -> None:
    await line.bot.press("zhangsan", key_of(Choice(label="确认", says="确认#1f")), "task-1")
    (message,) = await line.until(1)
    assert message.text == "确认#1f"
    await line.bot.until(lambda: bool(line.bot.rooms.brought))
    (shown,) = line.bot.rooms.brought
    assert (shown.how, shown.card["card_type"]) == ("aibot_respond_update_msg", "text_notice")
    assert (shown.text, shown.card["task_id"]) == ("确认", "task-1")


async def test_a_card_that_is_not_changed_in_time_hurts_nothing(line: Line) -> None:
    line.bot.refusals["aibot_respond_update_msg"] = [(846605, "too late")]
    await line.bot.press("zhangsan", "确认", "task-1")
    await line.bot.say("zhangsan", "状态")
    assert [one.text for one in await line.until(2)] == ["确认", "状态"]


@pytest.mark.parametrize(("kind", "word"), [(AttachmentKind.PICTURE, "image"), (AttachmentKind.FILE, "file")])
async def test_a_file_goes_up_in_pieces_and_out(line: Line, tmp_path: Path, kind: AttachmentKind, word: str) -> None:
    data = bytes(range(251)) * 6_000
    (tmp_path / "a").write_bytes(data)
    await line.bot.say("lisi", "简报")
    attachment = Attachment(kind=kind, name="通报.docx", path=tmp_path / "a")
    await line.channel.send(Outgoing(channel="bot", receivers=("lisi",), text="", key="k", attachment=attachment))
    (shown,) = line.bot.rooms.brought
    assert (shown.kind, line.bot.shelf.taken[shown.media]) == (word, (word, "通报.docx", data))
    assert line.bot.calls["aibot_upload_media_chunk"] == 3


async def test_a_file_the_platform_would_not_take_is_refused_here(line: Line, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 5)
    attachment = Attachment(kind=AttachmentKind.FILE, name="a", path=tmp_path / "a")
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("", attachment=attachment))
    assert (caught.value.code, caught.value.permanent) == (Problem.REFUSED, True)
    assert not line.bot.calls["aibot_upload_media_init"]


async def test_who_has_not_spoken_is_not_written_to(line: Line) -> None:
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("提醒"))
    assert caught.value.code is Problem.UNCLEAR and not caught.value.permanent
    # It is this receiver's matter: the connection itself is good.
    await line.channel.probe()


async def test_a_conversation_whose_minute_is_full_waits(line: Line) -> None:
    await line.bot.say("zhangsan", "状态")
    for number in range(PER_MINUTE):
        await line.channel.send(say(f"第 {number} 条", key=f"k{number}"))
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("再一条", key="more"))
    assert (caught.value.code, caught.value.retry_after) == (Problem.BUSY, 60.0)
    assert PACE < PER_MINUTE and HOURLY < PER_HOUR


async def test_a_text_is_never_longer_than_the_platform_takes(line: Line) -> None:
    await line.bot.say("zhangsan", "状态")
    most = line.channel.abilities.max_text_bytes
    await line.channel.send(say("*" * most))
    for text in ("", "*" * (most + 1)):
        with pytest.raises(SendError) as caught:
            await line.channel.send(say(text, key="k2"))
        assert caught.value.code is Problem.REFUSED


async def test_only_some_messages_are_on_their_way_at_once(line: Line) -> None:
    await line.bot.say("zhangsan", "状态")
    assert line.bot.holder is not None
    line.bot.holder.mute = True
    sends = [asyncio.create_task(line.channel.send(say(f"第 {number} 条", key=f"k{number}"))) for number in range(9)]
    await line.bot.until(lambda: line.bot.calls["aibot_send_msg"] == MOST_IN_FLIGHT)
    await asyncio.sleep(0)
    await line.connection.close()
    outcomes = await asyncio.gather(*sends, return_exceptions=True)
    codes = [outcome.code for outcome in outcomes if isinstance(outcome, SendError)]
    assert codes.count(Problem.UNCERTAIN) == MOST_IN_FLIGHT == line.bot.calls["aibot_send_msg"]
    assert codes.count(Problem.BUSY) == 9 - MOST_IN_FLIGHT


async def test_an_answer_lost_on_its_way_is_uncertain(line: Line) -> None:
    await line.bot.say("zhangsan", "状态")
    line.bot.swallow["aibot_send_msg"] = 1
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("提醒"))
    assert caught.value.code is Problem.UNCERTAIN
    assert not line.channel.abilities.repeatable
    assert line.bot.heard("zhangsan") == ["提醒"]
    with pytest.raises(SendError) as caught:
        await line.channel.send(say("提醒", key="k2"))
    assert caught.value.code is Problem.BUSY
    assert await line.ended() is Ended.CLOSED


# How it begins and ends


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 1012])
async def test_a_connection_the_platform_closes_has_ended(line: Line, code: int) -> None:
    await line.bot.say("zhangsan", "状态")
    await line.bot.close(code)
    assert await line.ended() is Ended.CLOSED
    assert [one.text for one in line.came] == ["状态"]
    assert not line.channel.connected


async def test_a_connection_that_goes_without_a_word_has_ended(line: Line) -> None:
    line.bot.vanish()
    assert await line.ended() is Ended.CLOSED


async def test_a_connection_on_which_nobody_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.wecom_bot.connection._PONG", 0.01)
    async with connected(heartbeat=0.01) as line:
        assert line.bot.holder is not None
        line.bot.holder.mute = True
        assert await line.ended() is Ended.SILENT
    assert line.bot.calls["ping"] >= 2


async def test_heartbeats_that_are_answered_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with connected(heartbeat=0.01) as line:
        await line.bot.until(lambda: line.bot.calls["ping"] >= 20)
        assert line.channel.connected and not line.reading.done()


@pytest.mark.parametrize("half_dead", [False, True])
async def test_a_second_connection_takes_over_and_nothing_is_lost(line: Line, half_dead: bool) -> None:
    line.bot.half_dead = half_dead
    await line.bot.say("zhangsan", "一")
    second = await line.again()
    await line.bot.say("zhangsan", "二")
    # Even where the platform would leave it half alive.
    assert await line.ended() is Ended.REPLACED
    await second.until(1)
    assert [one.text for one in [*line.came, *second.came]] == ["一", "二"]
    assert line.channel.connected
    await line.channel.send(say("在。"))
    await line.channel.close()
    await second.ended()


async def test_a_wrong_secret_is_told_from_trouble_and_shown_nowhere() -> None:
    async with FakeBot() as bot:
        channel = channel_of(bot, secret="quite-another-secret")
        with pytest.raises(SendError) as caught:
            await channel.connect()
        assert (caught.value.code, caught.value.retry_after) == (Problem.CREDENTIALS, 600.0)
        assert "quite-another-secret" not in str(caught.value) and "***" in str(caught.value)
        with pytest.raises(SendError):
            await channel.probe()
        assert not channel.connected
        await channel.close()


async def test_a_platform_that_is_not_there_is_busy() -> None:
    channel = ConnectedBot(WecomBotSettings(bot_id="a", secret="s", websocket_url="ws://127.0.0.1:9"), name="bot")
    for call in (channel.connect, channel.probe, lambda: channel.send(say("x"))):
        with pytest.raises(SendError) as caught:
            await call()
        assert (caught.value.code, caught.value.permanent) == (Problem.BUSY, False)
    await channel.close()


async def test_a_probe_with_nobody_connected_opens_one_for_a_moment() -> None:
    async with FakeBot() as bot:
        channel = channel_of(bot)
        await channel.probe()
        await bot.until(lambda: bot.holder is None)
        assert bot.subscriptions == 1
        await channel.close()


async def test_whoever_is_stopped_hands_on_what_has_come(line: Line) -> None:
    held = asyncio.Event()

    async def slow(messages: Sequence[Incoming]) -> None:
        await held.wait()
        await Line.store(line, messages)

    line.store = slow  # type: ignore[method-assign]
    for number in range(5):
        await line.bot.say("zhangsan", str(number))
    await line.channel.probe()  # answered behind all of them: they have been read
    await line.connection.close()
    held.set()
    assert await line.ended() is Ended.LEFT
    assert [one.text for one in line.came] == ["0", "1", "2", "3", "4"]


async def test_nobody_calls_it() -> None:
    channel = ConnectedBot(WecomBotSettings(bot_id="a", secret="s"), name="bot")
    callback = Callback(query={}, headers={}, body=b"{}", at=datetime.now(UTC))
    for call in (channel.receive, channel.verify):
        with pytest.raises(Malformed):
            call(callback)
    assert connector_of(channel) is channel
    assert timedelta() < (channel.abilities.swallows_repeats_for or timedelta(1))
