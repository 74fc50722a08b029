"""A bot that posts to us: welcomed at once, answered once at the address that came with a message, never unasked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from channels.contract import EMPTY
from channels.wecom_bot.webhook import WebhookBot
from domain.abilities import Replies, Unasked
from domain.messages import Outgoing, Problem, SendError, Sent, Unreachable
from tests.channels.harness import NOWHERE, Answer, HttpPlatform, over_http
from tests.channels.samples import wecom_bot_messages as samples
from tests.support.fakes import wecom_bot_bodies as bodies

ANSWER = "/cgi-bin/aibot/response?response_code=FAKE%2Bsecret"


def say(url: str, text: str = "收到 a_b.jpg。") -> Outgoing:
    return Outgoing(channel="wecom-bot", receivers=("zhangsan",), text=text, key="k1", reply=url + ANSWER)


@asynccontextmanager
async def platform(*answers: Answer) -> AsyncIterator[HttpPlatform]:
    async with over_http(lambda url: WebhookBot(samples.SETTINGS, name="wecom-bot"))(answers) as one:
        yield one


async def test_a_message_is_answered_at_its_own_address() -> None:
    async with platform(Answer(json={"errcode": 0, "errmsg": "ok"})) as one:
        assert await one.channel.send(say(one.url)) == Sent()
        (asked,) = one.asked
        assert asked.line == "POST /cgi-bin/aibot/response?response_code=FAKE+secret"
        assert asked.body == {"msgtype": "markdown", "markdown": {"content": r"收到 a\_b.jpg。"}}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(json={"errcode": 40058, "errmsg": "x"}), Problem.REFUSED),
        (Answer(json={"errcode": 99999, "errmsg": "x"}), Problem.UNCLEAR),
        (Answer(json={"errcode": "many"}), Problem.BUSY),
        (Answer(status=502, body=b"x"), Problem.UNCERTAIN),
        (Answer(body=b"<html>"), Problem.UNCERTAIN),
        (Answer(status=429, body=b""), Problem.THROTTLED),
    ],
)
async def test_what_is_refused_is_told_without_the_address(answer: Answer, code: Problem) -> None:
    async with platform(answer) as one:
        with pytest.raises(SendError) as caught:
            await one.channel.send(say(one.url))
        assert caught.value.code is code
        assert "FAKE" not in str(caught.value)


async def test_a_platform_out_of_reach_may_have_heard() -> None:
    channel = WebhookBot(samples.SETTINGS, name="wecom-bot")
    with pytest.raises(SendError) as caught:
        await channel.send(say(NOWHERE))
    assert (caught.value.code, caught.value.permanent) == (Problem.UNCERTAIN, False)
    assert "FAKE" not in str(caught.value)
    await channel.probe()
    await channel.close()


async def test_nothing_is_said_unasked() -> None:
    channel = WebhookBot(samples.SETTINGS, name="wecom-bot")
    assert (channel.abilities.unasked, channel.abilities.replies) == (Unasked.NEVER, Replies.ONCE)
    with pytest.raises(SendError) as caught:
        await channel.send(replace(say(NOWHERE), reply=""))
    assert (caught.value.permanent, caught.value.unreachable) == (True, Unreachable.WINDOW)


def test_whoever_opens_the_conversation_is_welcomed_in_the_answer() -> None:
    channel = WebhookBot(samples.SETTINGS, name="wecom-bot", welcome="您好，我是报送助手。")
    entering = samples.seal(samples.written(bodies.event("zhangsan", "enter_chat", "m-1", samples.SENT)))
    answer = channel.receive(entering).answer
    sealed = json.loads(answer.body)
    assert answer.content_type == "application/json"
    assert sealed["timestamp"] == int(samples.NOW.timestamp()) and sealed["nonce"] == samples.NONCE
    assert sealed["msgsignature"] == samples.CRYPTO.sign(str(sealed["timestamp"]), samples.NONCE, sealed["encrypt"])
    assert json.loads(samples.CRYPTO.decrypt(sealed["encrypt"])) == {
        "msgtype": "text",
        "text": {"content": "您好，我是报送助手。"},
    }
    saying = samples.seal(samples.MESSAGES["text"][0])
    assert channel.receive(saying).answer == EMPTY
    assert samples.CHANNEL.receive(entering).answer == EMPTY


def test_only_the_last_part_of_a_message_can_be_answered() -> None:
    items = [bodies.part("text", {"content": "开放日"}), bodies.part("image", samples.item(1))]
    body = {**bodies.mixed("zhangsan", items, "m-1", samples.SENT), "response_url": samples.ANSWER_AT}
    messages = samples.CHANNEL.receive(samples.seal(samples.written(body))).messages
    assert [message.reply for message in messages] == ["", samples.ANSWER_AT]


def test_a_question_for_the_rest_of_an_answer_is_no_message() -> None:
    body = bodies.message("zhangsan", "m-1", samples.SENT, "stream", {"id": "s-1"})
    received = samples.CHANNEL.receive(samples.seal(samples.written(body)))
    assert (received.messages, received.answer) == ((), EMPTY)
