"""Calls to Feishu: the token, messages, files, and what refusals mean."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp

from channels.counted import Count, counted
from channels.feishu.errors import StaleToken, credentials, error_of
from channels.feishu.settings import FeishuSettings
from channels.http import Http, Redaction, error_of_status
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken, TokenCache
from domain.messages import Problem, SendError

Answer = TypeVar("Answer")


class Calls:
    """Thin: one method per way of calling. Every failure leaves as a ``SendError``."""

    def __init__(
        self,
        settings: FeishuSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        platform_time: PlatformTime,
        shared: SharedToken | None = None,
        count: Count | None = None,
    ) -> None:
        self._settings = settings
        self._count = count
        secrets = (settings.app_secret, settings.encrypt_key, settings.verification_token)
        self.redact = Redaction(secrets)
        self.http = Http(
            settings.api_base_url,
            timeout=settings.call_timeout,
            redact=self.redact,
            dated=platform_time.heard_header,
        )
        self._tokens = TokenCache(self._fetch_token, margin=settings.token_margin, clock=clock, shared=shared)

    async def say(self, path: str, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        """One POST; ``data`` of a success. Made again with the same ``uuid`` it is the same. Raises ``SendError``."""

        async def attempt(token: str) -> dict[str, Any]:
            return await self._asked("POST", path, query, body=body, headers=_bearing(token))

        return await self.with_token(attempt)

    async def told(self, path: str) -> dict[str, Any]:
        """One GET: the whole answer of a success. Raises ``SendError``."""

        async def attempt(token: str) -> dict[str, Any]:
            return await self._asked("GET", path, {}, headers=_bearing(token), whole=True)

        return await self.with_token(attempt)

    async def upload(self, path: str, fields: Mapping[str, str], part: str, name: str, data: bytes) -> dict[str, Any]:
        """One POST of a form with a file; ``data`` of a success. Raises ``SendError``."""

        async def attempt(token: str) -> dict[str, Any]:
            # Percent signs in the name would be shown as they are.
            form = aiohttp.FormData(fields, quote_fields=False)
            form.add_field(part, io.BytesIO(data), filename=name, content_type="application/octet-stream")
            return await self._asked("POST", path, {}, form=form, headers=_bearing(token))

        return await self.with_token(attempt)

    async def introduced(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST that names the app and its secret: the whole answer.

        Raises ``SendError``: ``CREDENTIALS`` when they are not taken.
        """
        try:
            return await self._asked("POST", path, {}, body=body, whole=True)
        except SendError as error:
            if not isinstance(error, StaleToken) and error.code not in (Problem.UNCLEAR, Problem.REFUSED):
                raise
            raise credentials(error.detail) from error

    async def prove(self, path: str) -> None:
        """Have a token given out anew, and show it to ``path``. Raises ``SendError``."""
        self._tokens.forget_refusal()
        token, _ = await self._fetch_token()
        await self._asked("GET", path, {}, headers=_bearing(token), whole=True)

    async def close(self) -> None:
        await self.http.close()

    async def with_token(self, attempt: Callable[[str], Awaitable[Answer]]) -> Answer:
        """What is asked with a token; once more with another when the first is good no more. Raises ``SendError``."""
        token = await self._tokens.get()
        self.redact.learn(token)
        try:
            async with counted(self._count):
                return await attempt(token)
        except StaleToken:
            token = await self._tokens.renew(token)
        async with counted(self._count):
            return await attempt(token)

    def judged(self, raw: bytes, response: aiohttp.ClientResponse, path: str) -> dict[str, Any]:
        """The object of an answer whose ``code`` is 0. Raises ``SendError``; refusals have statuses of their own."""
        try:
            answer = json.loads(raw)
        except ValueError as error:
            if response.status != 200:
                raise error_of_status(response.status, path) from error
            raise self.http.unanswered(f"{path}: the answer is not JSON") from error
        if not isinstance(answer, dict) or not isinstance(answer.get("code"), int):
            if response.status != 200:
                raise error_of_status(response.status, path)
            raise self.http.unanswered(f"{path}: the answer has no code")
        if answer["code"] != 0:
            reset = response.headers.get("x-ogw-ratelimit-reset", "")
            said = self.redact(str(answer.get("msg", "")))
            seconds = float(reset) if reset.isascii() and reset.isdecimal() else None
            raise error_of(answer["code"], said, seconds)
        return answer

    async def _asked(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        *,
        body: Any = None,
        form: aiohttp.FormData | None = None,
        headers: Mapping[str, str] | None = None,
        whole: bool = False,
    ) -> dict[str, Any]:
        async with self.http.open(method, path, query, body=body, form=form, headers=headers) as response:
            answer = self.judged(await response.read(), response, path)
        data = answer.get("data")
        return answer if whole else data if isinstance(data, dict) else {}

    async def _fetch_token(self) -> tuple[str, float]:
        path = "/open-apis/auth/v3/tenant_access_token/internal"
        body = {"app_id": self._settings.app_id, "app_secret": self._settings.app_secret}
        answer = await self.introduced(path, body)
        token, lifetime = answer.get("tenant_access_token"), answer.get("expire")
        if not isinstance(token, str) or not token or not isinstance(lifetime, int | float):
            raise self.http.busy(f"{path}: no token in the answer")
        self.redact.learn(token)
        return token, float(lifetime)


def _bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
