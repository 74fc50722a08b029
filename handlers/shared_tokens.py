"""One access token for all processes: what one has fetched the others read (``channels.tokens.SharedToken``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from domain.clock import Clock
from storage import access_tokens
from storage.engine.database import Database, DatabaseUnavailable
from storage.engine.sealing import Seal

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class StoredToken:
    """Of one channel. Without a database each process fetches its own, as if there were no others."""

    database: Database
    seal: Seal
    clock: Clock
    channel: str

    async def read(self) -> tuple[str, float] | None:
        """The token, and the seconds for which it is good."""
        try:
            found = await access_tokens.read(self.database, self.channel, seal=self.seal)
        except DatabaseUnavailable:
            return None
        return (found[0], (found[1] - self.clock.real()).total_seconds()) if found else None

    async def write(self, token: str, lifetime: float) -> None:
        good_until = self.clock.real() + timedelta(seconds=lifetime)
        try:
            await access_tokens.write(self.database, self.channel, token, good_until=good_until, seal=self.seal)
        except DatabaseUnavailable:
            log.info("token.not_shared", channel=self.channel)
