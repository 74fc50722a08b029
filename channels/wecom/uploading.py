"""Temporary media going up, named then by its ``media_id`` for three days (docs/platform.md, Media).

A message that is sent again must be the same to the letter, or the platform's duplicate check does not know it: bytes
that went up lately keep their ``media_id``.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp

from channels.wecom.api import Api
from channels.wecom.settings import WecomSettings
from domain.abilities import AttachmentKind
from domain.messages import Attachment, Problem, SendError

_PATH = "/cgi-bin/media/upload"
#: The platform's words, and what of each it takes: more than 5 bytes and at most so many.
WORDS = {AttachmentKind.PICTURE: "image", AttachmentKind.FILE: "file"}
MOST_PICTURE_BYTES, MOST_FILE_BYTES = 10 * 1024 * 1024, 20 * 1024 * 1024
_TOO_SHORT = 5
_MOST = {AttachmentKind.PICTURE: MOST_PICTURE_BYTES, AttachmentKind.FILE: MOST_FILE_BYTES}
#: Seconds for which a ``media_id`` is used again, well within its three days; so many are remembered.
_KEPT_FOR, _MOST_KEPT = 24 * 3600.0, 200


class Uploads:
    """Brings files to the platform for one app. ``clock`` is monotonic seconds."""

    def __init__(self, api: Api, settings: WecomSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=settings.download_timeout, sock_connect=settings.call_timeout)
        self._kept: dict[tuple[str, str, str], tuple[str, float]] = {}

    async def upload(self, attachment: Attachment) -> str:
        """The ``media_id``. Raises ``SendError``."""
        data = await asyncio.to_thread(_read, attachment.path)
        if not _TOO_SHORT < len(data) <= _MOST[attachment.kind]:
            raise SendError(Problem.REFUSED, permanent=True, detail=f"{attachment.kind} of {len(data)} bytes")
        word = WORDS[attachment.kind]
        same = word, attachment.name, hashlib.sha256(data).hexdigest()
        media_id, until = self._kept.get(same, ("", 0.0))
        if not media_id or self._clock() >= until:
            media_id = await self._put(word, attachment.name, data)
            self._keep(same, media_id)
        return media_id

    def forget(self) -> None:
        """The platform knows one of them no more."""
        self._kept.clear()

    async def _put(self, word: str, name: str, data: bytes) -> str:
        async def attempt(token: str) -> dict[str, Any]:
            # The platform reads a name as it stands: encoded, it would be shown so.
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", BytesIO(data), filename=_plain(name), content_type="application/octet-stream")
            query = {"access_token": token, "type": word}
            answer = await self._api.http.json("POST", _PATH, query, form=form, timeout=self._timeout)
            self._api.refuse(answer)
            return answer

        media_id = (await self._api.with_token(attempt)).get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise self._api.http.busy(f"{_PATH}: no media_id in the answer")
        return media_id

    def _keep(self, same: tuple[str, str, str], media_id: str) -> None:
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[same] = media_id, self._clock() + _KEPT_FOR


def _plain(name: str) -> str:
    """Nothing that would end a header."""
    return "".join("_" if char in '"\\' or ord(char) < 32 else char for char in name)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail="cannot read the file") from error
