"""One access token for all processes of an installation: fetched once, renewed once, read by nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from domain.messages import Outgoing
from handlers.shared_tokens import StoredToken
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.sealing import Seal
from storage.tables import access_tokens
from tests.support.clocks import FrozenClock
from tests.support.fakes.wecom_platform import FakeWecom
from tests.support.seals import SEAL


@asynccontextmanager
async def processes(
    database: Database, clock: FrozenClock, wecom: FakeWecom, number: int = 2, seals: tuple[Seal, ...] = (SEAL, SEAL)
) -> AsyncIterator[list[WecomChannel]]:
    def seconds() -> float:
        return clock.real().timestamp()

    found = [
        WecomChannel(
            WecomSettings(**wecom.credentials),
            clock=seconds,
            token=StoredToken(database=database, seal=seals[each], clock=clock, channel="wecom"),
        )
        for each in range(number)
    ]
    try:
        yield found
    finally:
        for channel in found:
            await channel.close()


@pytest.fixture
async def wecom(clock: FrozenClock) -> AsyncIterator[FakeWecom]:
    async with FakeWecom(clock=lambda: clock.real().timestamp()) as platform:
        yield platform


def words(text: str) -> Outgoing:
    return Outgoing(channel="wecom", receivers=("zhangsan",), text=text)


async def test_what_one_has_fetched_the_others_use(database: Database, clock: FrozenClock, wecom: FakeWecom) -> None:
    async with processes(database, clock, wecom) as (one, other):
        await one.send(words("一"))
        await other.send(words("二"))
        assert wecom.calls["gettoken"] == 1
        async with database.read() as connection:
            (kept,) = await connection.scalars(select(access_tokens.c.token))
        assert "access-token" not in kept


async def test_it_is_renewed_once_for_all(database: Database, clock: FrozenClock, wecom: FakeWecom) -> None:
    async with processes(database, clock, wecom) as (one, other):
        await one.send(words("一"))
        await other.send(words("二"))
        clock.advance(seconds=7_000)
        await one.send(words("三"))
        await other.send(words("四"))
        assert wecom.calls["gettoken"] == 2
        # Ended early, and each finds it out for itself.
        wecom.expire_tokens()
        await other.send(words("五"))
        await one.send(words("六"))
        assert wecom.calls["gettoken"] == 3
        assert len(wecom.delivered) == 6


async def test_whoever_cannot_read_it_fetches_their_own(
    database: Database, clock: FrozenClock, wecom: FakeWecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with processes(database, clock, wecom, seals=(SEAL, Seal("another key of ours"))) as (
        one,
        other,
    ):
        await one.send(words("一"))
        await other.send(words("二"))
        assert wecom.calls["gettoken"] == 2 and len(wecom.delivered) == 2

    async def away(*args: object, **kwargs: object) -> None:
        raise DatabaseUnavailable("away")

    monkeypatch.setattr("storage.access_tokens.read", away)
    monkeypatch.setattr("storage.access_tokens.write", away)
    async with processes(database, clock, wecom, number=1) as (alone,):
        await alone.send(words("三"))
        assert len(wecom.delivered) == 3
