"""Whether websites answer: called as a browser would, but never a machine of the network we stand in."""

from __future__ import annotations

import socket
from collections.abc import Callable

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver
from yarl import URL

from domain.websites import is_public, may_be_called

#: Seconds for one address, with all that it leads on to.
TIMEOUT = 15.0
#: How often an address may lead on to another.
_MOST_STEPS = 5


class WebsiteCaller:
    """``public``: which IP addresses may be called, ``allowed``: which addresses; others count as not answering."""

    def __init__(
        self, *, public: Callable[[str], bool] = is_public, allowed: Callable[[str], bool] = may_be_called
    ) -> None:
        self._public = public
        self._allowed = allowed
        self._session: aiohttp.ClientSession | None = None

    async def status(self, address: str) -> int:
        """The HTTP status that its server answers with in the end; 0 when none does."""
        try:
            return await self._followed(URL(address))
        except (TimeoutError, aiohttp.ClientError, ValueError, OSError):
            return 0

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _followed(self, url: URL) -> int:
        for _ in range(_MOST_STEPS):
            # What an address leads on to is no more trusted than it.
            if not self._allowed(str(url)):
                return 0
            async with self._client().get(url, allow_redirects=False) as answer:
                status, onwards = answer.status, answer.headers.get("Location", "")
            if status not in (301, 302, 303, 307, 308) or not onwards:
                return status
            url = url.join(URL(onwards))
        return 0

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=_Public(self._public), force_close=True, use_dns_cache=False),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                headers={"User-Agent": "baosong"},
            )
        return self._session


class _Public(AbstractResolver):
    """A name is taken for what it stands for at the very moment of the call, and only where that is public."""

    def __init__(self, public: Callable[[str], bool]) -> None:
        self._public = public
        self._resolver = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = [one for one in await self._resolver.resolve(host, port, family) if self._public(one["host"])]
        if not found:
            raise OSError(f"{host} is no public address")
        return found

    async def close(self) -> None:
        await self._resolver.close()
