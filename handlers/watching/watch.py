"""What is done every minute: this process says how it is, the alarms are looked at and told, a service is pinged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from domain.alarms import Condition, Ringing, ringing
from domain.messages import SendError
from handlers.context import Context
from handlers.watching.condition import allowed, measure
from handlers.watching.telling import tell
from handlers.watching.vitals import Heartbeat
from storage.engine.database import Connection

log = structlog.get_logger()


class Ping(Protocol):
    """A service outside that raises an alarm when it hears nothing (``channels.ping.PingService``)."""

    async def good(self) -> None:
        """All is well. Raises ``SendError``, like the others."""

    async def bad(self, reasons: Sequence[str]) -> None:
        """It is not: names of alarms."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """``persons``: of the settings. ``ping``: where there is such a service."""

    ctx: Context
    heartbeat: Heartbeat
    persons: Sequence[str] = field(default_factory=tuple)
    ping: Ping | None = None

    async def look(self) -> None:
        """One round. Whatever fails, the service hears that it is not good."""
        try:
            rings = await self._rings()
        except Exception as error:
            await self._pinged([type(error).__name__])
            raise
        await self._pinged([ring.alarm.value for ring in rings])

    async def _rings(self) -> Sequence[Ringing]:
        await self.heartbeat.beat()
        async with self.ctx.database.read() as connection:
            condition = await condition_of(self.ctx, connection, self.heartbeat)
        rings = ringing(condition)
        await tell(self.ctx, condition, rings, self.persons)
        return rings

    async def _pinged(self, reasons: Sequence[str]) -> None:
        if self.ping is None:
            return
        try:
            await (self.ping.bad(reasons) if reasons else self.ping.good())
        except SendError as error:
            log.warning("ping_failed", code=error.code.value)


async def condition_of(ctx: Context, connection: Connection, heartbeat: Heartbeat) -> Condition:
    """How the installation is, as this process sees it."""
    return await measure(
        connection,
        clock=ctx.clock,
        campaigns=ctx.campaigns.values(),
        channels={name: allowed(channel.abilities) for name, channel in ctx.channels.items()},
        own=heartbeat.vitals(),
    )
