"""Calls to the WeCom API over one aiohttp session: token, timeouts, errors as ``SendError``, no secret in any."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp

from channels.wecom.errors import StaleToken, error_of, error_of_status
from channels.wecom.settings import WecomSettings
from channels.wecom.tokens import TokenCache
from domain.messages import Problem, SendError

Answer = TypeVar("Answer")

_SECRET_PARAMETERS = re.compile(r"((?:access_token|corpsecret)=)[^&\s'\"]+")
_DETAIL_LENGTH = 300


class Api:
    """Thin: one method per way of calling. Every failure leaves as a ``SendError``."""

    def __init__(self, settings: WecomSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._base = settings.api_base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._seen_token = ""
        self._tokens = TokenCache(self._fetch_token, margin=settings.token_margin, clock=clock)

    async def call(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Any = None
    ) -> dict[str, Any]:
        """One API call with the token; the decoded JSON of a success. Raises ``SendError``."""

        async def attempt(token: str) -> dict[str, Any]:
            query = {"access_token": token, **(params or {})}
            return await self._json(method, path, query, body)

        return await self.with_token(attempt)

    async def with_token(self, attempt: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Run ``attempt`` with the token; once more, and only once, with a new one if the token was the fault."""
        token = await self._tokens.get()
        try:
            return await attempt(token)
        except StaleToken:
            token = await self._tokens.renew(token)
        return await attempt(token)

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: aiohttp.ClientTimeout | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The bare response; what goes wrong on the way, also while it is read, becomes a ``SendError``."""
        try:
            async with self._client().request(
                method,
                self._base + path,
                params=query,
                json=body,
                headers=headers,
                timeout=timeout or self._timeout,
                # The API never redirects; a network's login page does.
                allow_redirects=False,
            ) as response:
                yield response
        except TimeoutError as error:
            raise self._busy(f"{path}: no answer in time") from error
        except aiohttp.ClientError as error:
            raise self._busy(f"{path}: {type(error).__name__} {error}") from error

    def refuse(self, answer: Mapping[str, Any]) -> None:
        """Raise the ``SendError`` of an answer whose ``errcode`` is not 0."""
        errcode = answer.get("errcode", 0)
        if errcode != 0:
            code = errcode if isinstance(errcode, int) else -1
            raise error_of(code, self.redact(str(answer.get("errmsg", ""))))

    def redact(self, text: str) -> str:
        """``text`` without secrets, short enough for a log line."""
        settings = self._settings
        for secret in (settings.secret, settings.encoding_aes_key, settings.token, self._seen_token):
            if secret:
                text = text.replace(secret, "***")
        return _SECRET_PARAMETERS.sub(r"\1***", text)[:_DETAIL_LENGTH]

    async def close(self) -> None:
        """Close the session; a later call opens another."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def _timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self._settings.call_timeout)

    async def _json(self, method: str, path: str, query: Mapping[str, str], body: Any = None) -> dict[str, Any]:
        async with self.open(method, path, query, body=body) as response:
            raw = await response.read()
            status = response.status
        if status != 200:
            raise error_of_status(status, path)
        try:
            answer = json.loads(raw)
        except ValueError as error:
            raise self._busy(f"{path}: the answer is not JSON") from error
        if not isinstance(answer, dict):
            raise self._busy(f"{path}: the answer is not a JSON object")
        self.refuse(answer)
        return answer

    async def _fetch_token(self) -> tuple[str, float]:
        query = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret}
        answer = await self._json("GET", "/cgi-bin/gettoken", query)
        token, lifetime = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lifetime, int | float):
            raise self._busy("/cgi-bin/gettoken: no token in the answer")
        self._seen_token = token
        return token, float(lifetime)

    def _client(self) -> aiohttp.ClientSession:
        # Made on first use: a session belongs to the running loop, which does not exist when settings are read.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session

    def _busy(self, detail: str) -> SendError:
        return SendError(Problem.BUSY, permanent=False, retry_after=5.0, detail=self.redact(detail))
