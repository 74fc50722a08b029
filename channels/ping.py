"""A service that expects a call every minute and raises an alarm when none comes (healthchecks.io and its like).

``<url>`` says that all is well, ``<url>/start`` that we have begun, ``<url>/fail`` that something is wrong; what is
posted is kept beside the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from channels.http import Http, Redaction, error_of_status

#: Seconds for one call.
TIMEOUT = 10.0


class PingService:
    """One check of such a service. Whoever knows ``url`` can speak for us, so it is a secret."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._path = parts.path.rstrip("/")
        self._query = parts.query
        self._http = Http(f"{parts.scheme}://{parts.netloc}", timeout=TIMEOUT, redact=Redaction((url, self._path)))

    async def start(self) -> None:
        """Raises ``SendError``, like the others."""
        await self._call("/start", [])

    async def good(self) -> None:
        await self._call("", [])

    async def bad(self, reasons: Sequence[str]) -> None:
        """``reasons``: names of alarms."""
        await self._call("/fail", reasons)

    async def close(self) -> None:
        await self._http.close()

    async def _call(self, ending: str, reasons: Sequence[str]) -> None:
        path = f"{self._path}{ending}" + (f"?{self._query}" if self._query else "")
        async with self._http.open("POST", path, {}, body={"alarms": list(reasons)}) as response:
            if response.status >= 300:
                raise error_of_status(response.status, ending or "/")
