"""Downloads of temporary media, streamed to disk: errors told from bytes, large files in parts, no half file seen.

docs/platform.md, Media. An error comes as HTTP 200 with JSON, so an answer that does not call itself an attachment and
starts like JSON is looked at before it is believed. One media id asked for twice at a time answers 45033, so it is not.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO
from weakref import WeakValueDictionary

import aiohttp

from channels.content_disposition import file_name_of
from channels.contract import Fetched
from channels.http import SOON, error_of_status
from channels.part_file import part_file
from channels.wecom.api import Api
from channels.wecom.errors import NeedsRange
from channels.wecom.settings import WecomSettings
from domain.messages import Problem, SendError

_PATH = "/cgi-bin/media/get"
#: Written at a time: each write is another thread's, and pieces come in some ten kilobytes each.
_GATHERED_BYTES = 1024 * 1024
#: An error answer is a line of JSON; a longer body is a file.
_ERROR_BYTES = 16 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


@dataclass(frozen=True, kw_only=True)
class _Range:
    """One answer written down: its length, where it belongs in the whole, and the file's name."""

    written: int
    start: int
    total: int
    file_name: str


class Downloads:
    """Brings media to disk for one app."""

    def __init__(self, api: Api, settings: WecomSettings) -> None:
        self._api = api
        self._settings = settings
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._timeout = aiohttp.ClientTimeout(
            total=settings.download_timeout, sock_connect=settings.call_timeout, sock_read=settings.read_timeout
        )

    async def fetch(self, media: str, into: Path) -> Fetched:
        """Bring ``media`` to a new file in ``into`` under a name of our own. Raises ``SendError``."""
        lock = self._locks.setdefault(media, asyncio.Lock())
        async with lock:
            try:
                return await self._api.with_token(partial(self._download, media, into))
            except OSError as error:
                detail = f"cannot write the download: {error.strerror or type(error).__name__}"
                raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail=detail) from error

    async def _download(self, media: str, into: Path, token: str) -> Fetched:
        query = {"access_token": token, "media_id": media}
        with part_file(into) as (part, sink):
            try:
                file_name = (await self._range(query, sink)).file_name
            except NeedsRange:
                file_name = await self._ranges(query, sink)
            await asyncio.to_thread(sink.close)
            final = into / uuid.uuid4().hex
            part.rename(final)
        return Fetched(path=final, file_name=file_name, size=final.stat().st_size)

    async def _ranges(self, query: dict[str, str], sink: BinaryIO) -> str:
        """The whole file in ranges; its name. Raises ``SendError`` when the parts do not fit together."""
        offset, total, file_name = 0, 1, ""
        while offset < total:
            part = await self._range(query, sink, offset)
            if part.start != offset or part.written == 0 or (offset and part.total != total):
                raise _broken("the parts of a ranged download do not fit")
            file_name = file_name or part.file_name
            offset, total = offset + part.written, part.total
            self._limit(total)
        return file_name

    async def _range(self, query: dict[str, str], sink: BinaryIO, offset: int | None = None) -> _Range:
        headers = {"Accept-Encoding": "identity"}
        if offset is not None:
            headers["Range"] = f"bytes={offset}-{offset + self._settings.range_bytes - 1}"
        async with self._api.http.open("GET", _PATH, query, headers=headers, timeout=self._timeout) as response:
            if response.status not in (200, 206):
                raise error_of_status(response.status, _PATH)
            self._limit(response.content_length or 0)
            head = await self._head(response)
            written = await self._write(response, head, sink)
            return _described(response, written)

    async def _head(self, response: aiohttp.ClientResponse) -> bytes:
        """The first bytes of a file. Raises the ``SendError`` of an answer that is an error instead."""
        head = await response.content.readany()
        if "Content-Disposition" in response.headers:
            return head
        if response.content_type == "text/html":
            raise _broken("a page instead of a file")
        if not head.lstrip().startswith(b"{"):
            return head
        while len(head) <= _ERROR_BYTES and (more := await response.content.readany()):
            head += more
        try:
            answer = json.loads(head)
        except ValueError:
            return head
        if isinstance(answer, dict) and "errcode" in answer:
            self._api.refuse(answer)
        return head

    async def _write(self, response: aiohttp.ClientResponse, head: bytes, sink: BinaryIO) -> int:
        written, gathered = len(head), bytearray(head)
        self._limit(written)
        async for chunk in response.content.iter_any():
            written += len(chunk)
            self._limit(written)
            gathered += chunk
            if len(gathered) >= _GATHERED_BYTES:
                await asyncio.to_thread(sink.write, gathered)
                gathered = bytearray()
        await asyncio.to_thread(sink.write, gathered)
        return written

    def _limit(self, size: int) -> None:
        if size > self._settings.max_media_bytes:
            raise SendError(Problem.MEDIA_TOO_BIG, permanent=True, detail=f"{size} bytes")


def _described(response: aiohttp.ClientResponse, written: int) -> _Range:
    file_name = file_name_of(response.headers.get("Content-Disposition", ""))
    if response.status == 200:
        return _Range(written=written, start=0, total=written, file_name=file_name)
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if match is None:
        raise _broken("a part without a Content-Range")
    start, end, total = (int(group) for group in match.groups())
    if end - start + 1 != written:
        raise _broken("a part shorter or longer than it says")
    return _Range(written=written, start=start, total=total, file_name=file_name)


def _broken(detail: str) -> SendError:
    return SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail=detail)
