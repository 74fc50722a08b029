"""Whether this process can do its work: everything asked at once, and only once for all who ask at the same time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

#: Raises when the thing it asks about is not good.
Probe = Callable[[], Awaitable[None]]

#: Seconds a probe may take before it counts as failed.
PROBE_TIMEOUT = 5.0
#: Seconds for which a good answer is good enough for others.
FRESH = 1.0
GOOD = "ok"

log = structlog.get_logger()


class Readiness:
    """``probes`` by name; ``monotonic`` in seconds."""

    def __init__(self, probes: Mapping[str, Probe], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.probes = probes
        self._monotonic = monotonic
        self._asking: asyncio.Future[dict[str, str]] | None = None
        self._good_until = 0.0
        self._good: dict[str, str] = {}

    async def ask(self) -> dict[str, str]:
        """Name → ``GOOD`` or the kind of error. Details go to the log alone."""
        if self._good and self._monotonic() < self._good_until:
            return self._good
        if self._asking is None:
            self._asking = asyncio.ensure_future(self._ask_all())
            self._asking.add_done_callback(self._answered)
        # Who asked first may hang up; the others still want to know.
        return await asyncio.shield(self._asking)

    async def _ask_all(self) -> dict[str, str]:
        results = await asyncio.gather(*(_ask(name, probe) for name, probe in self.probes.items()))
        return dict(zip(self.probes, results, strict=True))

    def _answered(self, asked: asyncio.Future[dict[str, str]]) -> None:
        self._asking = None
        answers = {} if asked.cancelled() or asked.exception() else asked.result()
        self._good = answers if all(answer == GOOD for answer in answers.values()) else {}
        self._good_until = self._monotonic() + FRESH


async def _ask(name: str, probe: Probe) -> str:
    try:
        async with asyncio.timeout(PROBE_TIMEOUT):
            await probe()
    except TimeoutError:
        reason = "timeout"
    except Exception as error:
        reason = type(error).__name__
    else:
        return GOOD
    log.warning("ready.failed", check=name, error=reason)
    return reason


READINESS: web.AppKey[Readiness] = web.AppKey("readiness", Readiness)
