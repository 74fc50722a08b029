"""The calls of a channel, counted for all processes of an installation (``channels.counted.Count``)."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from domain.clock import Clock
from storage import calls
from storage.engine.database import Database, DatabaseUnavailable

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class CountedCalls:
    """Of one channel. What cannot be counted without a database is made all the same."""

    database: Database
    clock: Clock
    channel: str

    async def __call__(self) -> None:
        try:
            await calls.count(self.database, self.channel, 1, now=self.clock.real())
        except DatabaseUnavailable:
            log.info("call.not_counted", channel=self.channel)
