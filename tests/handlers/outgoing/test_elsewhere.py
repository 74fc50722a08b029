"""What is said unasked and not delivered to one account of somebody goes to another one of theirs, once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from domain.abilities import Abilities, ReplyWindow, Unasked
from domain.messages import Outgoing, Problem, SendError, Sent, Unreachable
from domain.precedence import Precedence
from handlers import outbox
from storage.outbox import OutboxMessage
from tests.handlers.test_pairing import OTHER, Platform, code_of, say, second
from tests.support.stage import Stage
from tests.support.town import november

TEXT = "今天的材料还没有收到。"
Refusing = Callable[[Outgoing], Coroutine[Any, Any, Sent]]


async def blocked(outgoing: Outgoing) -> Sent:
    return Sent(rejected=dict.fromkeys(outgoing.receivers, Unreachable.BLOCKED))


async def refused(outgoing: Outgoing) -> Sent:
    raise SendError(Problem.RECEIVER, permanent=True)


async def refused_for_now(outgoing: Outgoing) -> Sent:
    raise SendError(Problem.RECEIVER, permanent=False)


async def on_both(on: Stage) -> Platform:
    """Alice is on two channels, and was heard on the second one last."""
    platform = second(on)
    await say(on, platform, "alice-b", f"绑定 {await code_of(on)}")
    return platform


async def tell(
    on: Stage, text: str = TEXT, account: str = "alice-b", precedence: Precedence = Precedence.NOTICE
) -> str:
    """Say that to somebody on the second channel; how the message stands when all is done."""
    message = OutboxMessage(channel=OTHER, account=account, text=text, key="told", precedence=precedence)
    async with on.ctx.database.write() as connection:
        await outbox.say(on.ctx, connection, [message])
    await on.work()
    (row,) = [row for row in await on.rows("outbox") if row["key"].startswith("told")]
    return f"{row['state']} {row['channel']}"


@pytest.mark.parametrize("refusal", [blocked, refused, refused_for_now])
async def test_it_goes_to_the_other_account_once(on: Stage, refusal: Refusing) -> None:
    platform = await on_both(on)
    platform.send = refusal  # type: ignore[method-assign, assignment]
    assert await tell(on) == "sent wecom"
    assert on.heard("alice").count(TEXT) == 1


async def test_a_reminder_is_heard_before_its_deadline(on: Stage) -> None:
    platform = await on_both(on)
    platform.send = blocked  # type: ignore[method-assign]
    before = len(on.heard("alice"))
    await on.until(november(9, "09:40:00"))
    (reminded,) = on.heard("alice")[before:]
    assert "10:00 截止" in reminded


async def test_what_may_not_be_said_unasked_any_more_is_said_where_it_may(on: Stage) -> None:
    platform = await on_both(on)
    window = ReplyWindow(messages=5, within=timedelta(hours=48))
    platform.abilities = Abilities(unasked=Unasked.WINDOW, window=window)
    assert await tell(on) == "sent wecom"
    assert platform.said["alice-b"][-1] != TEXT and on.last("alice") == TEXT


async def test_where_nobody_takes_it_it_ends(on: Stage) -> None:
    platform = await on_both(on)
    platform.send = blocked  # type: ignore[method-assign]
    on.wecom.mailboxes.members = {"bob"}
    assert await tell(on) == "rejected wecom"


async def test_answers_stay_where_the_question_came_from(on: Stage) -> None:
    platform = await on_both(on)
    platform.send = blocked  # type: ignore[method-assign]
    before = on.heard("alice")
    await say(on, platform, "alice-b", "状态")
    assert on.heard("alice") == before
    assert await tell(on, precedence=Precedence.RECEIPT) == f"rejected {OTHER}"


async def test_what_the_other_channel_does_not_take_as_it_is_ends_here(on: Stage) -> None:
    platform = await on_both(on)
    platform.abilities = Abilities(max_text_bytes=9000)
    platform.send = blocked  # type: ignore[method-assign]
    assert await tell(on, "长" * 2000) == f"rejected {OTHER}"


async def test_who_has_no_other_account_is_not_reached(on: Stage) -> None:
    platform = await on_both(on)
    platform.send = blocked  # type: ignore[method-assign]
    assert await tell(on, account="stranger-b") == f"rejected {OTHER}"
