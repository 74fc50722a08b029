"""Calls to the API of a 服务号: the token, which other processes have as well, and what refusals mean."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from channels.http import Http, Redaction, perhaps_said
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken, TokenCache
from channels.wechat.errors import HOUR, StaleToken, error_of
from channels.wechat.settings import WechatSettings
from domain.messages import Problem, SendError

Answer = TypeVar("Answer")

_TOKEN = "/cgi-bin/stable_token"
#: Between two tokens that are asked for in place of one that still lives: the platform gives 20 a day.
FORCED_EVERY = timedelta(days=1) / 20


class Calls:
    """Thin: one method per way of calling. Every failure leaves as a ``SendError``."""

    def __init__(
        self,
        settings: WechatSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        real: Callable[[], datetime],
        platform_time: PlatformTime,
        shared: SharedToken | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._real = real
        secrets = (settings.secret, settings.encoding_aes_key, settings.token)
        self.redact = Redaction(secrets, parameters=("access_token",))
        self.http = Http(
            settings.api_base_url,
            timeout=settings.call_timeout,
            redact=self.redact,
            dated=platform_time.heard_header,
        )
        #: For addresses that an answer names.
        self.files = Http("", timeout=settings.call_timeout, redact=self.redact)
        self._tokens = TokenCache(self._fetch_token, margin=settings.token_margin, clock=clock, shared=shared)
        self._refused = ""
        self._forced_at: float | None = None

    async def say(self, path: str, body: Any) -> dict[str, Any]:
        """One POST that says something; the answer of a success.

        Raises ``SendError``, ``UNCERTAIN`` where it may have been said.
        """

        async def attempt(token: str) -> dict[str, Any]:
            try:
                answer = await self.http.json("POST", path, {"access_token": token}, body=body)
            except SendError as error:
                raise perhaps_said(error) from error
            self.refuse(answer)
            return answer

        return await self.with_token(attempt)

    async def with_token(self, attempt: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Run ``attempt`` with the token; once more, and only once, with a new one if the token was the fault."""
        token = await self._tokens.get()
        try:
            return await attempt(token)
        except StaleToken:
            self._refused = token
            token = await self._tokens.renew(token)
        return await attempt(token)

    async def prove(self) -> None:
        """Have a token given out. Raises ``SendError``."""
        self._tokens.forget_refusal()
        await self._given(force=False)

    def refuse(self, answer: Mapping[str, Any]) -> None:
        """Raise the ``SendError`` of an answer whose ``errcode`` is not 0."""
        errcode = answer.get("errcode", 0)
        if errcode != 0:
            code = errcode if isinstance(errcode, int) else -1
            raise error_of(code, self.redact(str(answer.get("errmsg", ""))), self._real())

    async def close(self) -> None:
        """Let connections go."""
        await self.http.close()
        await self.files.close()

    async def _fetch_token(self) -> tuple[str, float]:
        """The one that every process has; another only where the platform has refused that."""
        token, lifetime = await self._given(force=False)
        if token == self._refused and self._may_force():
            self._forced_at = self._clock()
            token, lifetime = await self._given(force=True)
        return token, lifetime

    def _may_force(self) -> bool:
        return self._forced_at is None or self._clock() - self._forced_at >= FORCED_EVERY.total_seconds()

    async def _given(self, *, force: bool) -> tuple[str, float]:
        body = {
            "grant_type": "client_credential",
            "appid": self._settings.appid,
            "secret": self._settings.secret,
            "force_refresh": force,
        }
        answer = await self.http.json("POST", _TOKEN, {}, body=body)
        try:
            self.refuse(answer)
        except StaleToken as error:
            # Asked for a token it says so of the secret.
            raise SendError(Problem.CREDENTIALS, permanent=False, retry_after=HOUR, detail=error.detail) from error
        token, lifetime = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lifetime, int | float):
            raise self.http.busy(f"{_TOKEN}: no token in the answer")
        self.redact.learn(token)
        return token, float(lifetime)
