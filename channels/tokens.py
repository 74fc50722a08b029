"""The access token of one app on its platform: fetched once, kept, renewed early, never by two callers at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from domain.messages import Problem, SendError

#: A refusal is remembered for so many times its wait: it is the channel's probe that asks again when that is over, and
#: not every caller besides.
_REMEMBERED = 2


class SharedToken(Protocol):
    """Where the processes of an installation keep the token that one of them has fetched."""

    async def read(self) -> tuple[str, float] | None:
        """The token, and the seconds for which it is good still. Never raises."""

    async def write(self, token: str, lifetime: float) -> None:
        """Keep one that was just handed out. Never raises."""


class TokenCache:
    """``fetch`` brings ``(token, seconds it lives)``; ``clock`` is monotonic seconds.

    ``shared``: what another process has fetched is used like one's own.
    """

    def __init__(
        self,
        fetch: Callable[[], Awaitable[tuple[str, float]]],
        *,
        margin: float,
        clock: Callable[[], float] = time.monotonic,
        shared: SharedToken | None = None,
    ) -> None:
        self._fetch = fetch
        self._shared = shared
        self._margin = margin
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._good_until = 0.0
        self._refusal: SendError | None = None
        self._refused_until = 0.0

    async def get(self) -> str:
        """A token believed good. Raises ``SendError``."""
        return self._token if self._is_good() else await self.renew("")

    async def renew(self, stale: str) -> str:
        """A token other than ``stale``; callers who come together share one fetch. Raises ``SendError``."""
        async with self._lock:
            if self._token != stale and self._is_good():
                return self._token
            found = await self._shared.read() if self._shared else None
            if found is not None and found[0] != stale and found[1] > self._margin:
                return self._keep(*found)
            self._repeat_refusal()
            return await self._fetch_and_keep()

    def forget_refusal(self) -> None:
        """Ask the platform at the next call, though the secret was refused lately."""
        self._refusal = None

    def _is_good(self) -> bool:
        return self._token != "" and self._clock() < self._good_until

    def _repeat_refusal(self) -> None:
        # Asking again with a secret just refused is what gets an address banned for an hour.
        if self._refusal is not None and self._clock() < self._refused_until:
            refusal = self._refusal
            left = self._refused_until - self._clock()
            raise SendError(refusal.code, permanent=refusal.permanent, retry_after=left, detail=refusal.detail)

    async def _fetch_and_keep(self) -> str:
        try:
            token, lifetime = await self._fetch()
        except SendError as error:
            if error.code is Problem.CREDENTIALS:
                self._refusal = error
                self._refused_until = self._clock() + _REMEMBERED * (error.retry_after or 0.0)
            raise
        if self._shared is not None:
            await self._shared.write(token, lifetime)
        return self._keep(token, lifetime)

    def _keep(self, token: str, lifetime: float) -> str:
        self._refusal = None
        self._token = token
        # A token that lives shorter than the margin is still used for half its life.
        self._good_until = self._clock() + max(lifetime - self._margin, lifetime / 2)
        return token
