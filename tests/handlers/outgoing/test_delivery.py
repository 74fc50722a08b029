"""What becomes of a message: by the channel's answer, by its time, and after how many tries."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot import wiring
from domain.abilities import Abilities
from domain.messages import Outgoing, Problem, SendError, Sent
from handlers.outgoing import delivery
from handlers.setbacks import MOST_ATTEMPTS as MOST_FAILURES
from storage import setbacks
from storage.engine.claims import BACKOFF
from storage.engine.sealing import Seal
from storage.states import Lane
from storage.tables import channel_states, outbox
from tests.support.rows import NOW, SECOND, add
from tests.support.stage import LEASE, Stage
from tests.support.town import november

JUST = timedelta(microseconds=1)
HOUR = timedelta(hours=1)

pytestmark = [
    pytest.mark.town(now=november(9, "06:00:00")),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


async def deliver(on: Stage, answer: Sent | SendError, monkeypatch: pytest.MonkeyPatch, **values: Any) -> Any:
    """Let the channel answer one message with ``answer``; its row afterwards."""

    async def send(message: Outgoing) -> Sent:
        if isinstance(answer, SendError):
            raise answer
        return answer

    monkeypatch.setattr(on.ctx.channels["wecom"], "send", send)
    on.clock.set(NOW)
    async with on.ctx.database.write() as connection:
        await add(connection, outbox, 1, **values)
    assert await delivery.deliver_next(on.ctx, lease=LEASE)
    assert not await delivery.deliver_next(on.ctx, lease=LEASE)
    async with on.ctx.database.read() as connection:
        return (await connection.execute(select(outbox))).mappings().one()


async def paused(on: Stage) -> Mapping[str, tuple[str, datetime]]:
    async with on.ctx.database.read() as connection:
        query = select(channel_states.c.channel, channel_states.c.problem, channel_states.c.paused_until)
        return {channel: (problem, until) for channel, problem, until in await connection.execute(query)}


@pytest.mark.parametrize(
    ("values", "state", "error"),
    [
        ({}, "sent", ""),
        ({"expires_at": NOW + JUST}, "sent", ""),
        ({"expires_at": NOW}, "dropped", "expired"),
        # It may be switched on again.
        ({"channel": "of another time"}, "new", "no such channel"),
        ({"channel": "of another time", "attempts": MOST_FAILURES - 1}, "failed", "no such channel"),
    ],
)
async def test_what_may_go_goes(
    on: Stage, values: Mapping[str, Any], state: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await deliver(on, Sent(message_id="m1"), monkeypatch, **values)
    assert (row["state"], row["error"]) == (state, error)
    assert (row["sent_at"], row["message_id"]) == ((NOW, "m1") if state == "sent" else (None, ""))


@pytest.mark.parametrize(
    ("attempts", "retry_after", "wait"),
    [
        *((attempts, None, seconds) for attempts, seconds in enumerate(BACKOFF)),
        (148, None, BACKOFF[-1]),
        (0, 60.0, 60),
        (0, 1.0, BACKOFF[0]),
    ],
)
async def test_a_busy_platform_is_tried_again_as_late_as_it_says(
    on: Stage, attempts: int, retry_after: float | None, wait: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = SendError(Problem.BUSY, permanent=False, retry_after=retry_after, detail="away")
    row = await deliver(on, busy, monkeypatch, attempts=attempts)
    assert (row["state"], row["retry_at"], row["error"]) == ("new", NOW + wait * SECOND, "busy: away")
    assert await paused(on) == {}


@pytest.mark.parametrize(
    ("permanent", "attempts"), [(True, 0), (False, 149), (False, 150)], ids=["never", "the last try", "beyond it"]
)
async def test_what_can_never_go_or_was_tried_for_a_day_fails(
    on: Stage, permanent: bool, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await deliver(on, SendError(Problem.BUSY, permanent=permanent), monkeypatch, attempts=attempts)
    assert (row["state"], row["error"]) == ("failed", "busy")


@pytest.mark.parametrize(
    ("code", "retry_after", "rest"),
    [
        (Problem.THROTTLED, None, 61 * SECOND),
        (Problem.THROTTLED, 60.0, 61 * SECOND),
        (Problem.THROTTLED, 7200.0, 2 * HOUR),
        (Problem.CREDENTIALS, None, HOUR),
        (Problem.CREDENTIALS, 60.0, 60 * SECOND),
        (Problem.CONFIGURATION, 60.0, 100 * SECOND),
    ],
)
async def test_a_channel_rests_as_long_as_usual_or_as_the_platform_says(
    on: Stage, code: Problem, retry_after: float | None, rest: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it was tried: nobody's message is at fault."""
    error = SendError(code, permanent=True, retry_after=retry_after)
    row = await deliver(on, error, monkeypatch, attempts=150)
    assert (row["state"], row["retry_at"], row["attempts"]) == ("new", NOW + rest, 150)
    assert await paused(on) == {"wecom": (code.value, NOW + rest)}


async def test_what_another_key_has_sealed_is_set_aside_and_the_others_go_on(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried a few times: another worker may have that key."""
    link = Seal("the key before").sealed("http://127.0.0.1:8080/u/dGhpcyBpcyBubyByZWFsIHRva2VuIQ")
    row = await deliver(on, Sent(message_id="m1"), monkeypatch, text=link)
    assert (row["state"], row["text"], row["error"]) == ("new", link, delivery.SEALED_OTHERWISE)
    async with on.ctx.database.write() as connection:
        await add(connection, outbox, 2, account="bob", text="提醒")
    for _ in range(MOST_FAILURES):
        on.clock.advance(seconds=BACKOFF[-1])
        while await delivery.deliver_next(on.ctx, lease=LEASE):
            continue
    async with on.ctx.database.read() as connection:
        rows = {row.id: row for row in await connection.execute(select(outbox))}
    assert (rows[1].state, rows[1].text, rows[1].error) == ("failed", "", delivery.SEALED_OTHERWISE)
    assert rows[2].state == "sent"
    (aside,) = await setbacks.set_aside(on.ctx.database, on.clock.real())
    assert (aside.lane, aside.reason) == (Lane.DELIVERY, delivery.SEALED_OTHERWISE)


async def test_a_channel_that_hangs_holds_no_other(on: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    answered, spoken = asyncio.Event(), []

    async def hangs(message: Outgoing) -> Sent:
        await answered.wait()
        return Sent(message_id="late")

    async def sends(message: Outgoing) -> Sent:
        spoken.append(message.text)
        return Sent(message_id="m1")

    monkeypatch.setattr(on.ctx.channels["wecom"], "send", hangs)
    other = SimpleNamespace(name="other", abilities=Abilities(), send=sends)
    on.ctx.channels["other"] = other  # type: ignore[index]
    on.clock.set(NOW)
    async with on.ctx.database.write() as connection:
        for number, (channel, text) in enumerate((("wecom", "a"), ("other", "b"), ("gone", "c")), start=1):
            await add(connection, outbox, number, channel=channel, text=text)
    steps = wiring._deliveries(on.ctx, LEASE)
    assert list(steps) == ["delivery.wecom", "delivery.other", "undelivered"]
    held = asyncio.ensure_future(steps["delivery.wecom"]())
    assert await steps["delivery.other"]() and spoken == ["b"]
    assert await steps["undelivered"]()
    assert not await steps["delivery.other"]() and not held.done()
    answered.set()
    assert await held
    async with on.ctx.database.read() as connection:
        states = list(await connection.execute(select(outbox.c.state, outbox.c.error).order_by(outbox.c.id)))
    assert states == [("sent", ""), ("sent", ""), ("new", "no such channel")]
