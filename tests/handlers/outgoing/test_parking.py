"""Who may be spoken to unasked, on the stage: what may not go is parked, blocks nothing, and goes when they speak."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.abilities import Abilities, Replies, ReplyWindow, Unasked
from domain.messages import Incoming, MessageKind, Outgoing, Problem, SendError, Sent, Unreachable
from domain.precedence import Precedence
from handlers import outbox as speaking
from handlers.outgoing import delivery, parking
from storage import heard, people
from storage.outbox import OutboxMessage
from storage.outbox_batches import REMINDER
from tests.support.stage import LEASE, Stage
from tests.support.town import november, photo

pytestmark = pytest.mark.town(now=november(9, "06:00:00"))

TWO = ReplyWindow(messages=2, within=timedelta(hours=48))
Told = list[tuple[str, str]]


@pytest.fixture
def told(on: Stage, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Told]:
    """The platform with these abilities; receiver and text of everything it takes."""

    def opened(refuses: SendError | None = None, **abilities: Any) -> Told:
        taken: Told = []
        channel = on.ctx.channels["wecom"]

        async def send(outgoing: Outgoing) -> Sent:
            if refuses is not None and not taken:
                taken.append(("refused", ""))
                raise refuses
            taken.append((outgoing.receivers[0], outgoing.text))
            return Sent()

        monkeypatch.setattr(channel, "send", send)
        monkeypatch.setattr(channel, "abilities", replace(Abilities(), **abilities))
        return taken

    return opened


async def say(on: Stage, account: str, *texts: str, **values: Any) -> None:
    messages = [
        OutboxMessage(**{"channel": "wecom", "account": account, "text": text, "key": f"k:{account}:{text}", **values})
        for text in texts
    ]
    async with on.ctx.database.write() as connection:
        await speaking.say(on.ctx, connection, messages)


async def deliver(on: Stage) -> None:
    while await delivery.deliver_next(on.ctx, lease=LEASE):
        continue


async def states(on: Stage) -> list[tuple[str, str]]:
    return [(row["account"], row["state"]) for row in await on.rows("outbox")]


async def comes(on: Stage, sender: str, kind: MessageKind = MessageKind.LOCATION, **values: Any) -> None:
    """A message that is hardly worth an answer, and the bot's work with it."""
    now = on.clock.real()
    number = len(await on.rows("inbox"))
    message = Incoming(channel="wecom", external_id=f"m{number}", sender=sender, kind=kind, sent_at=now, **values)
    await on.writer.put([message], arrived=now)
    await on.read()


async def test_who_never_spoke_is_told_when_they_do_and_nobody_waits_for_them(
    on: Stage, told: Callable[..., Told]
) -> None:
    taken = told(unasked=Unasked.SPOKEN)
    await comes(on, "bob")
    await deliver(on)
    taken.clear()
    await say(on, "alice", "一", "二")
    await say(on, "bob", "三")
    await deliver(on)
    assert taken == [("bob", "三")]
    assert [state for account, state in await states(on) if account == "alice"] == ["parked", "parked"]
    await comes(on, "alice")
    await deliver(on)
    # The answer to what they have just sent goes first.
    assert [text for account, text in taken if account == "alice"][1:3] == ["一", "二"]


async def test_what_is_parked_too_long_is_not_said(on: Stage, told: Callable[..., Told]) -> None:
    taken = told(unasked=Unasked.SPOKEN)
    await say(on, "alice", "截止前", expires_at=november(9, "10:00:00"))
    await say(on, "alice", "以后")
    await deliver(on)
    on.clock.set(november(9, "09:59:59"))
    await parking.look(on.ctx)
    assert await states(on) == [("alice", "parked")] * 2
    on.clock.set(november(9, "10:00:00"))
    await parking.look(on.ctx)
    assert await states(on) == [("alice", "dropped"), ("alice", "parked")]
    await comes(on, "alice")
    await deliver(on)
    assert [text for _, text in taken][1:] == ["以后"]


async def test_a_windows_last_message_is_kept_for_what_matters(on: Stage, told: Callable[..., Told]) -> None:
    taken = told(unasked=Unasked.WINDOW, window=TWO)
    await comes(on, "alice", MessageKind.VOICE, text="")
    on.clock.advance(seconds=1)
    await deliver(on)
    assert len(taken) == 1  # the answer
    await say(on, "alice", "已收齐", precedence=Precedence.RECEIPT)
    await say(on, "alice", "不合格")
    await say(on, "alice", "再提醒")
    await deliver(on)
    assert [text for _, text in taken[1:]] == ["不合格"]
    assert [state for _, state in await states(on)] == ["sent", "parked", "sent", "parked"]
    on.clock.advance(seconds=1)
    await comes(on, "alice", MessageKind.OTHER)
    await deliver(on)
    assert len(taken) == 2
    await comes(on, "alice", MessageKind.UNREAD)
    await deliver(on)
    # The answer is one of the two, and what is to be known the other.
    assert [text for _, text in taken[2:]][1:] == ["再提醒"]


@pytest.mark.parametrize("reason", [Unreachable.UNSPOKEN, Unreachable.WINDOW])
async def test_what_the_platform_itself_refuses_until_they_speak_is_parked(
    on: Stage, told: Callable[..., Told], reason: Unreachable
) -> None:
    await comes(on, "alice", MessageKind.UNREAD)
    refusal = SendError(Problem.REFUSED, permanent=True, unreachable=reason)
    told(refuses=refusal, unasked=Unasked.SPOKEN)
    async with on.ctx.database.write() as connection:
        await heard.note(connection, "wecom", "alice", at=on.clock.real(), now=on.clock.real())
    await deliver(on)
    assert [state for _, state in await states(on)] == ["parked"]


async def test_an_answer_goes_by_its_handle_and_only_spare_ones_go_to_what_was_parked(
    on: Stage, told: Callable[..., Told]
) -> None:
    taken = told(unasked=Unasked.NEVER, replies=Replies.ONCE)
    await say(on, "alice", "旧提醒")
    await deliver(on)
    assert taken == []
    until = on.clock.real() + timedelta(hours=1)
    await comes(on, "alice", MessageKind.UNREAD, reply="one", reply_until=until)
    await deliver(on)
    assert len(taken) == 1 and taken[0][1] != "旧提醒"
    # It says nothing that wants an answer: its handle is spare.
    on.clock.advance(seconds=1)
    await comes(on, "alice", MessageKind.TEXT, text=" ", reply="two", reply_until=until)
    await deliver(on)
    assert [text for _, text in taken[1:]] == ["旧提醒"]


@pytest.mark.parametrize(("minutes", "gone"), [(59.9, 3), (60.1, 4)])
async def test_no_hour_brings_more_than_the_platform_lets_through(
    on: Stage, told: Callable[..., Told], minutes: float, gone: int
) -> None:
    taken = told(hourly=3)
    await say(on, "alice", "一", "二", "三", "四")
    await say(on, "bob", "五")
    await deliver(on)
    assert [text for account, text in taken if account == "alice"] == ["一", "二", "三"]
    assert [text for account, text in taken if account == "bob"] == ["五"]
    assert [row["attempts"] for row in await on.rows("outbox") if row["state"] == "new"] == [0]
    on.clock.advance(minutes=minutes)
    await deliver(on)
    assert len([text for account, text in taken if account == "alice"]) == gone


async def reasons(on: Stage) -> dict[str, str]:
    await parking.look(on.ctx)
    return {
        account.account: account.unreachable.value
        for person in await _everybody(on)
        for account in person.accounts
        if account.unreachable is not None
    }


async def _everybody(on: Stage) -> Any:
    async with on.ctx.database.read() as connection:
        return await people.all(connection)


async def test_who_cannot_be_reached_is_known_before_anything_is_said(on: Stage, told: Callable[..., Told]) -> None:
    told(unasked=Unasked.WINDOW, window=TWO)
    before = await reasons(on)
    assert before["alice"] == before["dana"] == "unspoken"
    await comes(on, "alice", MessageKind.UNREAD)
    await comes(on, "dana", MessageKind.UNREAD)
    assert {"alice", "dana"}.isdisjoint(await reasons(on))
    on.clock.advance(hours=48)
    assert (await reasons(on))["alice"] == "window"
    await comes(on, "alice", MessageKind.LEAVE)
    assert (await reasons(on))["alice"] == "blocked"
    on.clock.advance(seconds=1)
    await comes(on, "alice", MessageKind.UNREAD)
    assert "alice" not in await reasons(on)


async def test_a_supervisor_is_told_how_many_no_reminder_reaches(on: Stage, told: Callable[..., Told]) -> None:
    taken = told(unasked=Unasked.SPOKEN, max_text_bytes=2048)
    await parking.look(on.ctx)
    await on.say("dana", "今天谁没交")
    await on.read()
    await deliver(on)
    # Who serves several units is one person.
    listed = len(set(re.findall(r"(\w+)（消息送不到：未发过消息）", taken[-1][1])))
    assert listed and taken[-1][1].endswith(f"提醒不到：{listed} 人（未发过消息）")
    await on.say("dana", "催报")
    await on.read()
    await deliver(on)
    assert f"提醒不到：{listed} 人（未发过消息）" in taken[-1][1] and "发一句话" in taken[-1][1]


async def test_a_receipt_of_which_all_is_well_is_minor(on: Stage, told: Callable[..., Told]) -> None:
    told(unasked=Unasked.SPOKEN)
    await on.photo("alice", photo())
    await on.drain()
    (receipt,) = [row for row in await on.rows("outbox") if row["key"].startswith("receipt:")]
    assert receipt["precedence"] == Precedence.ANSWER


async def test_who_comes_back_is_reminded_and_has_not_spoken(on: Stage, told: Callable[..., Told]) -> None:
    taken = told(unasked=Unasked.TEMPLATE, window=TWO)
    await comes(on, "alice", MessageKind.UNREAD)
    on.clock.advance(hours=48)
    await comes(on, "alice", MessageKind.LEAVE)
    on.clock.advance(seconds=1)
    soon = on.clock.now() + timedelta(hours=1)
    await say(on, "alice", "还有 20 分钟", key=f"{REMINDER}20", expires_at=soon)
    await deliver(on)
    assert taken == [] and (await reasons(on))["alice"] == "blocked"
    await comes(on, "alice", MessageKind.ENTER)
    assert (await reasons(on))["alice"] == "window"
    await say(on, "alice", "还有 9 分钟", key=f"{REMINDER}9", expires_at=soon)
    await say(on, "alice", "简报")
    await deliver(on)
    assert [text for _, text in taken] == ["还有 9 分钟"]
