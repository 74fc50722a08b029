"""Holding a connection: one holder, made again after it ended, replaced before it closes, and nothing unstored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from channels.connecting import Ended, Heard
from domain.clock import CHINA
from domain.messages import Incoming, MessageKind, Problem, SendError
from handlers import resting
from handlers.context import Context
from handlers.listening import holders, tending
from handlers.listening.tending import LEASE, Tending
from storage import channel_states, connections
from storage.connections import Standing
from storage.engine.database import Database, DatabaseUnavailable
from tests.support.clocks import FrozenClock

SECOND = timedelta(seconds=1)
REFUSED = SendError(Problem.CREDENTIALS, permanent=False, retry_after=600.0, detail="wrong secret")
AWAY = SendError(Problem.BUSY, permanent=False, retry_after=2.0, detail="no answer")


class Line:
    """A connection that ends when it is told to."""

    def __init__(self) -> None:
        self.leaving = False
        self.closed = False
        self.heard: Heard | None = None
        self._end: asyncio.Future[Ended] = asyncio.get_running_loop().create_future()

    async def listen(self, heard: Heard) -> Ended:
        self.heard = heard
        return await self._end

    async def close(self) -> None:
        self.closed = True
        self.end(Ended.LEFT)

    def end(self, why: Ended | Exception) -> None:
        if self._end.done():
            return
        if isinstance(why, Exception):
            self._end.set_exception(why)
        else:
            self._end.set_result(why)

    async def bring(self, *messages: Incoming) -> None:
        await asyncio.sleep(0)
        assert self.heard is not None
        await self.heard(messages)


@dataclass
class Platform:
    """Makes a connection, or fails as it was told."""

    failures: list[SendError] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tries: int = 0
    connected: bool = False
    speaks: bool = True

    async def connect(self) -> Line:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)
        self.lines.append(Line())
        return self.lines[-1]


@dataclass
class Inbox:
    """Takes messages, unless it is told not to for so many times."""

    stored: list[str] = field(default_factory=list)
    away: int = 0
    never: set[str] = field(default_factory=set)

    async def put(self, received: Sequence[Incoming], *, arrived: datetime) -> None:
        await asyncio.sleep(0)
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable("away")
        if received[0].external_id in self.never:
            raise ValueError("no database would have it")
        self.stored += [message.external_id for message in received]


@dataclass
class Counted:
    outcomes: list[str] = field(default_factory=list)

    def callback(self, channel: str, outcome: str) -> None:
        self.outcomes.append(outcome)


@dataclass(kw_only=True)
class Holder:
    """One process that would hold the connection."""

    tending: Tending
    platform: Platform
    inbox: Inbox
    counted: Counted

    async def work(self) -> None:
        while await self.tending.step():
            continue


@pytest.fixture
async def room(database: Database, clock: FrozenClock) -> Room:
    async with database.write() as connection:
        await connections.open_rows(connection, ["bot"], now=clock.real())
    return Room(database=database, clock=clock)


@dataclass(kw_only=True)
class Room:
    database: Database
    clock: FrozenClock

    @property
    def ctx(self) -> Context:
        return cast(Context, SimpleNamespace(database=self.database, clock=self.clock))

    def holder(self, platform: Platform | None = None) -> Holder:
        platform, inbox, counted = platform or Platform(), Inbox(), Counted()
        one = Tending(ctx=self.ctx, channel="bot", connector=platform, inbox=inbox, counted=counted)
        return Holder(tending=one, platform=platform, inbox=inbox, counted=counted)

    async def standing(self) -> Standing:
        async with self.database.read() as connection:
            (one,) = await connections.standings(connection, now=self.clock.real())
        return one

    async def seconds_until_tried(self, holder: Holder) -> int:
        """Seconds that pass before the next try."""
        before, passed = holder.platform.tries, 0
        await holder.work()
        while holder.platform.tries == before:
            self.clock.advance(seconds=1)
            passed += 1
            await holder.work()
        return passed


def message(id_: str) -> Incoming:
    at = datetime(2020, 11, 9, 9, tzinfo=CHINA)
    return Incoming(channel="bot", external_id=id_, sender="zhangsan", kind=MessageKind.TEXT, sent_at=at, text="在")


async def test_a_connection_is_made_and_told(room: Room) -> None:
    one = room.holder()
    before = await room.standing()
    assert (before.since, before.lost_at, one.tending.connected) == (None, room.clock.real(), False)
    room.clock.advance(seconds=5)
    await one.work()
    assert one.tending.connected
    now = await room.standing()
    assert (now.since, now.heard_at, now.error) == (room.clock.real(), None, "")
    assert now.holder == one.tending.holder
    await one.platform.lines[0].bring(message("m-1"))
    room.clock.advance(seconds=4)
    await one.work()
    assert (await room.standing()).heard_at == room.clock.real() - 4 * SECOND
    assert (one.inbox.stored, one.counted.outcomes) == (["m-1"], ["stored"])
    await one.tending.close()
    assert not one.tending.connected and one.platform.lines[0].closed
    left = await room.standing()
    assert (left.since, left.lost_at, left.holder) == (None, room.clock.real(), "")


async def test_only_one_of_two_connects_and_the_other_follows(room: Room) -> None:
    one, other = room.holder(), room.holder()
    for _ in range(20):
        await one.work()
        await other.work()
        room.clock.advance(seconds=2)
    assert (one.platform.tries, other.platform.tries) == (1, 0)
    await one.tending.close()
    await other.work()
    assert other.tending.connected
    await other.tending.close()


async def test_a_killed_holder_is_followed_when_its_lease_is_over(room: Room) -> None:
    killed, other = room.holder(), room.holder()
    await killed.work()
    passed = await room.seconds_until_tried(other)
    assert LEASE.total_seconds() <= passed <= LEASE.total_seconds() + 1
    assert (await room.standing()).holder == other.tending.holder
    # It was only stopped, not killed: as soon as it looks, it lets go.
    await killed.work()
    assert killed.platform.lines[0].closed and not killed.tending.connected
    assert other.tending.connected
    await other.tending.close()


async def test_a_holder_that_is_seen_to_be_gone_is_followed_at_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, other = room.holder(), room.holder()
    killed.tending.holder = "here, 7#gone"
    await killed.work()
    await other.work()
    assert not other.tending.connected
    monkeypatch.setattr(holders, "gone", lambda holder: holder == "here, 7#gone")
    await other.work()
    assert other.tending.connected
    assert (await room.standing()).holder == other.tending.holder
    await killed.tending.close()
    assert (await room.standing()).holder == other.tending.holder
    await other.tending.close()


async def test_what_ends_is_made_again_sooner_at_first_than_later(room: Room) -> None:
    one = room.holder()
    await one.work()
    waits = []
    for number in range(8):
        one.platform.lines[-1].end(Ended.CLOSED)
        await asyncio.sleep(0)
        waits.append(await room.seconds_until_tried(one))
        assert len(one.platform.lines) == number + 2
    assert waits == [0, 1, 2, 4, 8, 16, 25, 25]
    # One that stood for a minute was a good one.
    for _ in range(16):
        room.clock.advance(seconds=4)
        await one.work()
    one.platform.lines[-1].end(Ended.SILENT)
    await asyncio.sleep(0)
    assert await room.seconds_until_tried(one) == 0
    assert (await room.standing()).lost_at == room.clock.real()
    await one.tending.close()


async def test_a_platform_that_is_away_is_tried_again_and_again(room: Room) -> None:
    one = room.holder(Platform(failures=[AWAY] * 8))
    waits = [await room.seconds_until_tried(one) for _ in range(9)]
    assert waits == [0, 1, 2, 4, 8, 16, 25, 25, 25]
    assert one.tending.connected
    await one.tending.close()


async def test_what_somebody_else_has_taken_is_not_taken_back_at_once(room: Room) -> None:
    one = room.holder()
    await one.work()
    for wait in (10, 20, 40):
        one.platform.lines[-1].end(Ended.REPLACED)
        await asyncio.sleep(0)
        assert await room.seconds_until_tried(one) == wait
    assert (await room.standing()).error == ""
    await one.tending.close()


async def test_a_refused_secret_is_not_tried_in_a_loop(room: Room) -> None:
    one, other = room.holder(Platform(failures=[REFUSED, REFUSED])), room.holder(Platform(failures=[REFUSED]))
    await one.work()
    (state,) = await channel_states.states(room.database, now=room.clock.real())
    assert (state.channel, state.problem, state.refused) == ("bot", "credentials", True)
    assert state.until == room.clock.real() + timedelta(minutes=10)
    for _ in range(46):
        room.clock.advance(seconds=13)
        await one.work()
        await other.work()
    assert (one.platform.tries, other.platform.tries) == (1, 0)
    assert await room.seconds_until_tried(one) == 2
    # Refused again: ten more minutes. Then it is mended.
    assert await room.seconds_until_tried(one) == 600
    assert one.tending.connected
    assert await channel_states.states(room.database, now=room.clock.real()) == []
    await one.tending.close()


async def test_after_a_restart_a_refused_secret_is_asked_at_once(room: Room) -> None:
    one = room.holder(Platform(failures=[REFUSED]))
    await one.work()
    room.clock.advance(seconds=5)
    await channel_states.probe_soon(room.database, now=room.clock.real())
    await one.work()
    assert one.tending.connected
    await one.tending.close()


async def test_nobody_asks_a_channel_that_another_process_holds(room: Room) -> None:
    """A probe opens a connection: it would take the standing one away."""
    platform = Platform()
    channel = SimpleNamespace(connector=platform)
    await resting.rest(room.ctx, "bot", REFUSED)
    room.clock.advance(hours=2)
    ctx = cast(Context, SimpleNamespace(database=room.database, clock=room.clock, channels={"bot": channel}))
    assert not await resting.probe_due(ctx)
    assert len(await channel_states.states(room.database, now=room.clock.real())) == 1


async def test_the_next_is_made_before_one_that_is_leaving_closes(room: Room) -> None:
    one = room.holder()
    await one.work()
    first = one.platform.lines[0]
    first.leaving = True
    await one.work()
    second = one.platform.lines[1]
    assert first.closed and not second.closed and one.tending.connected
    for _ in range(30):
        room.clock.advance(seconds=4)
        await one.work()
    assert len(one.platform.lines) == 2
    await one.tending.close()


async def test_what_cannot_be_replaced_is_kept(room: Room) -> None:
    one = room.holder()
    await one.work()
    one.platform.failures = [AWAY]
    one.platform.lines[0].leaving = True
    await one.work()
    assert one.tending.connected and not one.platform.lines[0].closed
    await one.tending.close()


async def test_a_connection_over_which_nothing_comes_by_day_is_replaced_once(room: Room) -> None:
    one = room.holder()
    await one.work()
    for _ in range(31 * 20):
        room.clock.advance(seconds=3)
        await one.work()
    assert len(one.platform.lines) == 2
    for _ in range(90 * 20):
        room.clock.advance(seconds=3)
        await one.work()
    assert len(one.platform.lines) == 2
    await one.platform.lines[1].bring(message("m-1"))
    for _ in range(31 * 20):
        room.clock.advance(seconds=3)
        await one.work()
    assert len(one.platform.lines) == 3
    await one.tending.close()


async def test_what_comes_while_the_database_is_away_is_stored_in_its_order(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tending, "STORE_AGAIN", 0)
    one = room.holder()
    await one.work()
    one.inbox.away = 6
    await one.platform.lines[0].bring(message("m-1"), message("m-2"), message("m-3"))
    assert one.inbox.stored == ["m-1", "m-2", "m-3"]
    assert one.counted.outcomes.count("not_stored") == 6
    await one.tending.close()


async def test_what_no_database_would_have_keeps_out_no_other(room: Room) -> None:
    one = room.holder()
    await one.work()
    one.inbox.never = {"m-2"}
    await one.platform.lines[0].bring(message("m-1"), message("m-2"), message("m-3"))
    assert one.inbox.stored == ["m-1", "m-3"]
    assert one.counted.outcomes == ["stored", "failed", "stored"]
    await one.tending.close()


async def test_a_connection_that_breaks_in_our_hands_is_made_again(room: Room) -> None:
    one = room.holder()
    await one.work()
    one.platform.lines[0].end(RuntimeError("a bug"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await one.work()
    assert one.tending.connected and len(one.platform.lines) == 2
    await one.tending.close()


async def test_whoever_stops_does_not_wait_for_ever(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tending, "PATIENCE", 0)
    one = room.holder()
    await one.work()

    async def never() -> None:
        return None

    monkeypatch.setattr(one.platform.lines[0], "close", never)
    await one.tending.close()
    assert (await room.standing()).since is None


async def test_without_a_connection_there_is_nothing_to_send_on(room: Room) -> None:
    one = room.holder()
    asked = []

    async def step() -> bool:
        asked.append(1)
        return True

    guarded = one.tending.while_connected(step)
    assert not await guarded() and not asked
    await one.work()
    assert await guarded() and asked
    await one.tending.close()


async def test_only_what_is_connected_to_has_a_row(room: Room) -> None:
    async with room.database.write() as connection:
        await connections.open_rows(connection, ["bot", "other"], now=room.clock.real())
        assert [one.channel for one in await connections.standings(connection, now=room.clock.real())] == [
            "bot",
            "other",
        ]
        await connections.open_rows(connection, [], now=room.clock.real())
        assert await connections.standings(connection, now=room.clock.real()) == []
