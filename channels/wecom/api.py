"""Calls to the WeCom API: the token, and what an answer's ``errcode`` means."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from channels.http import Http, Redaction
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken, TokenCache
from channels.wecom.errors import StaleToken, error_of
from channels.wecom.settings import WecomSettings

Answer = TypeVar("Answer")


class Api:
    """Thin: one method per way of calling. Every failure leaves as a ``SendError``."""

    def __init__(
        self,
        settings: WecomSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        platform_time: PlatformTime,
        shared: SharedToken | None = None,
    ) -> None:
        self._settings = settings
        self.redact = Redaction(
            (settings.secret, settings.encoding_aes_key, settings.token), parameters=("access_token", "corpsecret")
        )
        self.http = Http(
            settings.api_base_url,
            timeout=settings.call_timeout,
            redact=self.redact,
            dated=platform_time.heard_header,
        )
        self._tokens = TokenCache(self._fetch_token, margin=settings.token_margin, clock=clock, shared=shared)

    async def call(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Any = None
    ) -> dict[str, Any]:
        """One API call with the token; the decoded JSON of a success. Raises ``SendError``."""

        async def attempt(token: str) -> dict[str, Any]:
            query = {"access_token": token, **(params or {})}
            return await self._json(method, path, query, body)

        return await self.with_token(attempt)

    def forget_refusal(self) -> None:
        """A secret that was refused may be mended: the next call asks again, whatever was answered last."""
        self._tokens.forget_refusal()

    async def with_token(self, attempt: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Run ``attempt`` with the token; once more, and only once, with a new one if the token was the fault."""
        token = await self._tokens.get()
        self.redact.learn(token)
        try:
            return await attempt(token)
        except StaleToken:
            token = await self._tokens.renew(token)
        return await attempt(token)

    def refuse(self, answer: Mapping[str, Any]) -> None:
        """Raise the ``SendError`` of an answer whose ``errcode`` is not 0."""
        errcode = answer.get("errcode", 0)
        if errcode != 0:
            code = errcode if isinstance(errcode, int) else -1
            raise error_of(code, self.redact(str(answer.get("errmsg", ""))))

    async def _json(self, method: str, path: str, query: Mapping[str, str], body: Any = None) -> dict[str, Any]:
        answer = await self.http.json(method, path, query, body=body)
        self.refuse(answer)
        return answer

    async def _fetch_token(self) -> tuple[str, float]:
        query = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret}
        answer = await self._json("GET", "/cgi-bin/gettoken", query)
        token, lifetime = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lifetime, int | float):
            raise self.http.busy("/cgi-bin/gettoken: no token in the answer")
        self.redact.learn(token)
        return token, float(lifetime)
