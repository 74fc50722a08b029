"""How long one file may take: a platform that trickles holds a worker's loop no longer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from channels.contract import Fetched
from domain.messages import Incoming, MessageKind, Problem, SendError
from handlers.submissions import fetching
from tests.support.swift_time import seconds, swiftly

PHOTO = Incoming(
    channel="wecom",
    external_id="1",
    sender="alice",
    kind=MessageKind.PHOTO,
    sent_at=datetime(2020, 11, 9, tzinfo=UTC),
    media="m1",
)


class Trickles:
    """A byte now and then: never so silent that a wait for the next one ends."""

    def __init__(self, takes: float) -> None:
        self.takes = takes

    async def fetch(self, media: str, into: Path) -> Fetched:
        for _ in range(int(self.takes)):
            await asyncio.sleep(1)
        return Fetched(path=into, file_name="", size=1)


def fetch(takes: float) -> float:
    """Seconds until the file was there. Raises ``SendError``."""

    async def main() -> float:
        ctx = cast(Any, SimpleNamespace(channels={"wecom": Trickles(takes)}))
        message = cast(Any, SimpleNamespace(incoming=PHOTO, fetched_key="", attempts=1))
        begun = seconds()
        await fetching.fetch(ctx, message, Path())
        return seconds() - begun

    return swiftly(main)


def test_a_slow_file_comes() -> None:
    assert fetch(599) == pytest.approx(599)


def test_one_that_trickles_is_given_up_for_now() -> None:
    with pytest.raises(SendError) as caught:
        fetch(10_000)
    assert (caught.value.code, caught.value.permanent) == (Problem.BUSY, False)
