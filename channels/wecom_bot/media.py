"""Files that people send a bot: at an address that lives for five minutes, sealed with a key that came with them.

AES-256-CBC, padded to blocks of 32, opened while it comes down. The key is the item's own on a long connection, the
EncodingAESKey in a webhook. Source: docs/platform.md, 智能机器人.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import aiohttp

from channels.content_disposition import file_name_of
from channels.contract import Fetched
from channels.http import SOON, Http, error_of_status
from channels.part_file import part_file
from channels.sealed_json import BLOCK, cipher_of
from channels.wecom_bot.settings import WecomBotSettings
from domain.messages import Problem, SendError

#: How long the platform keeps a file at its address.
KEPT_FOR = timedelta(minutes=5)
#: Written at a time.
_GATHERED_BYTES = 1024 * 1024
#: What a store answers when an address has expired, or never was.
_GONE = frozenset({403, 404, 410})
_QUERY = re.compile(r"\?[^\s'\"]*")


@dataclass(frozen=True, kw_only=True)
class Media:
    """One file: where it is, and its key, empty where it is the webhook's."""

    url: str
    key: str = ""

    def handle(self) -> str:
        """As it is kept until it is fetched; a secret. ``@`` is in no base64."""
        return f"{self.key}@{self.url}"

    @classmethod
    def of(cls, handle: str) -> Media:
        """Raises ``ValueError``."""
        key, at, url = handle.partition("@")
        if not at or not url.startswith(("https://", "http://")):
            raise ValueError("not a handle of ours")
        return cls(url=url, key=key)


class Downloads:
    """Brings media to disk, and opens it."""

    def __init__(self, settings: WecomBotSettings) -> None:
        self._settings = settings
        # An address holds its own permission in its query.
        self._http = Http("", timeout=settings.call_timeout, redact=lambda text: _QUERY.sub("?***", text)[:300])
        self._timeout = aiohttp.ClientTimeout(
            total=settings.download_timeout, sock_connect=settings.call_timeout, sock_read=settings.read_timeout
        )

    async def fetch(self, handle: str, into: Path) -> Fetched:
        """Bring one file to a new one in ``into`` under a name of our own. Raises ``SendError``."""
        try:
            media = Media.of(handle)
            opening = Opening(media.key or self._settings.encoding_aes_key)
        except ValueError as error:
            raise SendError(Problem.MEDIA_GONE, permanent=True, detail="no address or no key") from error
        try:
            with part_file(into) as (part, sink):
                file_name = await self._download(media.url, opening, sink)
                await asyncio.to_thread(sink.close)
                final = into / uuid.uuid4().hex
                part.rename(final)
        except OSError as error:
            detail = f"cannot write the download: {error.strerror or type(error).__name__}"
            raise SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail=detail) from error
        return Fetched(path=final, file_name=file_name, size=final.stat().st_size)

    async def close(self) -> None:
        await self._http.close()

    async def _download(self, url: str, opening: Opening, sink: BinaryIO) -> str:
        headers = {"Accept-Encoding": "identity"}
        async with self._http.open("GET", url, {}, headers=headers, timeout=self._timeout) as response:
            if response.status in _GONE:
                raise SendError(Problem.MEDIA_GONE, permanent=True, detail=f"HTTP {response.status}")
            if response.status != 200:
                raise error_of_status(response.status, "media")
            self._limit(response.content_length or 0)
            gathered, size = bytearray(), 0
            async for chunk in response.content.iter_any():
                size += len(chunk)
                self._limit(size)
                gathered += opening.more(chunk)
                if len(gathered) >= _GATHERED_BYTES:
                    await asyncio.to_thread(sink.write, gathered)
                    gathered = bytearray()
            try:
                gathered += opening.end()
            except ValueError as error:
                raise SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail="not sealed whole") from error
            await asyncio.to_thread(sink.write, gathered)
            return file_name_of(response.headers.get("Content-Disposition", ""))

    def _limit(self, size: int) -> None:
        if size > self._settings.max_media_bytes + BLOCK:
            raise SendError(Problem.MEDIA_TOO_BIG, permanent=True, detail=f"{size} bytes")


class Opening:
    """A sealed file opened piece by piece. Raises ``ValueError`` for a key that is none."""

    def __init__(self, key: str) -> None:
        self._decryptor = cipher_of(key).decryptor()
        #: The end is held back: it is padding, or may be.
        self._held = bytearray()

    def more(self, sealed: bytes) -> bytes:
        """What is certain of the file so far."""
        self._held += self._decryptor.update(sealed)
        certain = max(len(self._held) - BLOCK, 0)
        piece = bytes(self._held[:certain])
        del self._held[:certain]
        return piece

    def end(self) -> bytes:
        """The rest of the file. Raises ``ValueError`` when it was cut short, or sealed with another key."""
        self._held += self._decryptor.finalize()
        padding = self._held[-1] if self._held else 0
        if not 1 <= padding <= min(BLOCK, len(self._held)) or self._held[-padding:] != bytes([padding]) * padding:
            raise ValueError("not padded as the platform does")
        return bytes(self._held[:-padding])
