"""Calls to a platform over HTTP: one session, a time limit, every failure a ``SendError``, no secret in any of them.

Nothing of a single platform is here: what its answers mean is for its own folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from yarl import URL

from domain.messages import Problem, SendError

#: Seconds to wait at least after: a network or gateway in trouble; a refusal that may pass; too many requests.
SOON = 5.0
LATER = 60.0

_DETAIL_LENGTH = 300


class Unanswered(SendError):
    """Nothing that can be believed was answered: the call may have been carried out."""


def perhaps_said(error: SendError) -> SendError:
    """What a send raises on a platform that knows no repeats, where ``error`` was its call's."""
    if not isinstance(error, Unanswered):
        return error
    return SendError(Problem.UNCERTAIN, permanent=False, retry_after=error.retry_after, detail=error.detail)


class Redaction:
    """Takes secrets out of a text: known ones wherever they stand, and the values of query parameters by name."""

    def __init__(self, secrets: Iterable[str], *, parameters: Iterable[str] = ()) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)
        self._learned = ""
        names = "|".join(map(re.escape, parameters))
        self._parameters = re.compile(rf"((?:{names})=)[^&\s'\"]+") if names else None

    def learn(self, secret: str) -> None:
        """The secret that the platform has just handed out, in place of the one before, which is worth nothing now."""
        self._learned = secret

    def __call__(self, text: str) -> str:
        """``text`` without secrets, short enough for a log line."""
        for secret in filter(None, (*self._secrets, self._learned)):
            text = text.replace(secret, "***")
        if self._parameters is not None:
            text = self._parameters.sub(r"\1***", text)
        return text[:_DETAIL_LENGTH]


class Http:
    """One session for one address. ``timeout``: seconds for a call, all in all.

    ``dated`` is told the ``Date`` of every answer. Without ``base_url`` each call names a whole address, which goes out
    letter by letter as it is: it may be signed.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float,
        redact: Callable[[str], str],
        dated: Callable[[str | None], None] = lambda date: None,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._redact = redact
        self._dated = dated
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        *,
        body: Any = None,
        form: aiohttp.FormData | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: aiohttp.ClientTimeout | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The bare response; what goes wrong on the way, also while it is read, becomes a ``SendError``."""
        try:
            async with self._client().request(
                method,
                self._base + path if self._base else URL(path, encoded=True),
                params=query,
                json=body,
                data=form,
                headers=headers,
                timeout=timeout or self._timeout,
                # A platform's API never redirects; a network's login page does.
                allow_redirects=False,
            ) as response:
                self._dated(response.headers.get("Date"))
                yield response
        except TimeoutError as error:
            raise self.unanswered(f"{path}: no answer in time") from error
        except aiohttp.ClientConnectorError as error:
            raise self.busy(f"{path}: {type(error).__name__} {error}") from error
        except aiohttp.ClientError as error:
            raise self.unanswered(f"{path}: {type(error).__name__} {error}") from error

    async def json(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        *,
        body: Any = None,
        form: aiohttp.FormData | None = None,
        timeout: aiohttp.ClientTimeout | None = None,
    ) -> dict[str, Any]:
        """The JSON object of an answer with status 200; ``body`` goes out as JSON. Raises ``SendError``."""
        async with self.open(method, path, query, body=body, form=form, timeout=timeout) as response:
            raw = await response.read()
            status = response.status
        if status != 200:
            raise error_of_status(status, self._redact(path))
        try:
            answer = json.loads(raw)
        except ValueError as error:
            raise self.unanswered(f"{path}: the answer is not JSON") from error
        if not isinstance(answer, dict):
            raise self.unanswered(f"{path}: the answer is not a JSON object")
        return answer

    def busy(self, detail: str) -> SendError:
        """What is worth another try soon; ``detail`` may hold secrets still."""
        return SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail=self._redact(detail))

    def unanswered(self, detail: str) -> Unanswered:
        """The same, of a call that was made; ``detail`` may hold secrets still."""
        return Unanswered(Problem.BUSY, permanent=False, retry_after=SOON, detail=self._redact(detail))

    async def close(self) -> None:
        """Close the session; a later call opens another."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _client(self) -> aiohttp.ClientSession:
        # Made on first use: a session belongs to the running loop, which does not exist when settings are read.
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session


def error_of_status(status: int, detail: str) -> SendError:
    """The exception for an HTTP status that is no answer (gateways before a platform send those)."""
    detail = f"HTTP {status}: {detail}"
    if status == 429:
        return SendError(Problem.THROTTLED, permanent=False, retry_after=LATER, detail=detail)
    if status >= 500:
        return Unanswered(Problem.BUSY, permanent=False, retry_after=SOON, detail=detail)
    return SendError(Problem.BUSY, permanent=False, retry_after=LATER, detail=detail)
