"""Calls to DingTalk: the token, the newer API and the older one, and what their refusals mean."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from channels.counted import Count, counted
from channels.dingtalk.errors import StaleToken, credentials, error_of, error_of_number
from channels.dingtalk.settings import DingTalkSettings
from channels.http import SOON, Http, Redaction, error_of_status, perhaps_said
from channels.platform_time import PlatformTime
from channels.tokens import SharedToken, TokenCache
from domain.messages import Problem, SendError

Answer = TypeVar("Answer")

#: The header that the newer API wants its token in.
_TOKEN_HEADER = "x-acs-dingtalk-access-token"
#: A page instead of an answer: this address has asked too often.
_BANNED = 300.0


class Calls:
    """Thin: one method per way of calling. Every failure leaves as a ``SendError``."""

    def __init__(
        self,
        settings: DingTalkSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        platform_time: PlatformTime,
        shared: SharedToken | None = None,
        count: Count | None = None,
    ) -> None:
        self._settings = settings
        self._count = count
        self.redact = Redaction(
            (settings.client_secret,), parameters=("access_token", "session", "ticket", "appsecret")
        )
        heard = platform_time.heard_header
        self._newer = Http(settings.api_base_url, timeout=settings.call_timeout, redact=self.redact, dated=heard)
        self._older = Http(settings.old_api_base_url, timeout=settings.call_timeout, redact=self.redact, dated=heard)
        #: For the addresses at which the platform says that a file is.
        self.files = Http("", timeout=settings.download_timeout, redact=self.redact)
        self._tokens = TokenCache(self._fetch_token, margin=settings.token_margin, clock=clock, shared=shared)
        self._old_tokens = TokenCache(self._fetch_old_token, margin=settings.token_margin, clock=clock)

    async def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One POST of the newer API; the JSON of a success. Raises ``SendError``."""

        async def attempt(token: str) -> dict[str, Any]:
            async with counted(self._count):
                return await self._asked(path, body, {_TOKEN_HEADER: token})

        return await self._with_token(attempt)

    async def say(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The same for what somebody gets to see. Raises ``SendError``: ``UNCERTAIN`` when they may have seen it."""

        async def attempt(token: str) -> dict[str, Any]:
            try:
                async with counted(self._count):
                    return await self._asked(path, body, {_TOKEN_HEADER: token})
            except SendError as error:
                raise perhaps_said(error) from error

        return await self._with_token(attempt)

    async def introduced(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST that names the app and its secret. Raises ``SendError``: ``CREDENTIALS`` when they are not taken."""
        try:
            return await self._asked(path, body, {})
        except SendError as error:
            if not isinstance(error, StaleToken) and error.code not in (Problem.UNCLEAR, Problem.REFUSED):
                raise
            raise credentials(error.detail) from error

    async def upload(self, kind: str, name: str, data: bytes) -> str:
        """Hand a picture or a file over; the id it is sent by. Raises ``SendError``."""
        try:
            answer = await self._uploaded(await self._tokens.get(), kind, name, data)
        except StaleToken:
            # Reports differ on which token the older API takes.
            answer = await self._with_token(partial(self._uploaded, kind=kind, name=name, data=data), self._old_tokens)
        media_id = answer.get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise self._older.busy("/media/upload: no media_id in the answer")
        return media_id

    async def answer(self, address: str, body: Mapping[str, Any]) -> None:
        """POST to a conversation's own address, which needs no token. Raises ``SendError``."""
        path, query = _within(address)
        async with self._older.open("POST", path, query, body=body) as response:
            raw, status = await response.read(), response.status
        if status != 200:
            # An address that is spent says so by a 500 as well: nothing was brought to anybody.
            raise SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail=f"HTTP {status}: {path}")
        self._judge(self._object(raw, status, path))

    async def prove(self) -> None:
        """Have a token given out anew. Raises ``SendError``."""
        self._tokens.forget_refusal()
        await self._fetch_token()

    def _judge(self, answer: Mapping[str, Any]) -> None:
        """Raise the ``SendError`` of an older answer whose ``errcode`` is not 0."""
        errcode = answer.get("errcode", 0)
        if errcode != 0:
            number = errcode if isinstance(errcode, int) else -1
            raise error_of_number(number, self.redact(str(answer.get("errmsg", ""))))

    async def close(self) -> None:
        for http in (self._newer, self._older, self.files):
            await http.close()

    async def _with_token(
        self, attempt: Callable[[str], Awaitable[Answer]], tokens: TokenCache | None = None
    ) -> Answer:
        tokens = tokens or self._tokens
        token = await tokens.get()
        self.redact.learn(token)
        try:
            return await attempt(token)
        except StaleToken:
            token = await tokens.renew(token)
        return await attempt(token)

    async def _asked(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        async with self._newer.open("POST", path, {}, body=body, headers=headers) as response:
            raw, status, kind = await response.read(), response.status, response.content_type
        if kind == "text/html":
            raise SendError(Problem.THROTTLED, permanent=False, retry_after=_BANNED, detail=f"HTTP {status}: a page")
        answer = self._object(raw, status, path)
        if status != 200:
            code, words = answer.get("code"), self.redact(str(answer.get("message", "")))
            raise error_of(str(code), words) if code else error_of_status(status, path)
        return answer

    def _object(self, raw: bytes, status: int, path: str) -> dict[str, Any]:
        try:
            answer = json.loads(raw) if raw else {}
        except ValueError as error:
            if status != 200:
                raise error_of_status(status, path) from error
            raise self._newer.unanswered(f"{path}: the answer is not JSON") from error
        if not isinstance(answer, dict):
            raise self._newer.unanswered(f"{path}: the answer is not a JSON object")
        return answer

    async def _uploaded(self, token: str, kind: str, name: str, data: bytes) -> dict[str, Any]:
        # Percent signs in the name would be shown as they are.
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("media", io.BytesIO(data), filename=name, content_type="application/octet-stream")
        async with counted(self._count):
            answer = await self._older.json("POST", "/media/upload", {"access_token": token, "type": kind}, form=form)
            self._judge(answer)
        return answer

    async def _fetch_token(self) -> tuple[str, float]:
        path = "/v1.0/oauth2/accessToken"
        body = {"appKey": self._settings.client_id, "appSecret": self._settings.client_secret}
        answer = await self.introduced(path, body)
        return self._token_in(answer.get("accessToken"), answer.get("expireIn"), path)

    async def _fetch_old_token(self) -> tuple[str, float]:
        path = "/gettoken"
        query = {"appkey": self._settings.client_id, "appsecret": self._settings.client_secret}
        answer = await self._older.json("GET", path, query)
        self._judge(answer)
        return self._token_in(answer.get("access_token"), answer.get("expires_in"), path)

    def _token_in(self, token: object, lifetime: object, path: str) -> tuple[str, float]:
        if not isinstance(token, str) or not token or not isinstance(lifetime, int | float):
            raise self._newer.busy(f"{path}: no token in the answer")
        self.redact.learn(token)
        return token, float(lifetime)


def _within(address: str) -> tuple[str, dict[str, str]]:
    """Path and query of an address of the older API's: the query is the secret."""
    parts = urlsplit(address)
    return parts.path, dict(parse_qsl(parts.query))
