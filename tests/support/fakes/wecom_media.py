"""WeCom's ``media/get``: bytes with a name, errors as HTTP 200 JSON, 45033, 830002 and ranges (page 96486).

``media/upload`` takes what ``MOST_UPLOADED`` says, and keeps it for three days (page 90253).
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from tests.support.fakes.wecom_sending import refusal

MAX_RANGE_BYTES = 20 * 1024 * 1024
#: Bytes by kind; all more than 5.
MOST_UPLOADED = {
    "image": 10 * 1024 * 1024,
    "voice": 2 * 1024 * 1024,
    "video": 10 * 1024 * 1024,
    "file": 20 * 1024 * 1024,
}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
KEPT_FOR = 3 * 86400.0


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A file that the app has brought, under the name that its receivers see."""

    kind: str
    name: str
    data: bytes
    at: float


@dataclass(kw_only=True)
class Media:
    """One file on the platform. ``cut_after``: bytes after which the connection breaks, ``cuts`` times."""

    data: bytes
    file_name: str = ""
    content_type: str = "application/octet-stream"
    #: The whole header, where a test wants a particular spelling; None writes the name as raw UTF-8.
    disposition: str | None = None
    cut_after: int | None = None
    cuts: int = 1
    #: What ``Content-Range`` says in place of the truth; empty leaves the header out.
    content_range: str | None = None
    #: Whether the answer says how long it is; else it comes in chunks.
    sized: bool = True
    #: Held back until set, so that a test can have two calls overlap without sleeping.
    gate: asyncio.Event | None = None
    #: Set once somebody has asked for the file.
    asked: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class MediaShelf:
    """All files; those in ``folder`` are found by their file name as media id."""

    folder: Path | None = None
    #: A file longer than this is given in ranges only.
    whole_up_to: int = MAX_RANGE_BYTES
    #: Range headers as they were asked for, in order ("" for a whole file).
    asked: list[str] = field(default_factory=list)
    #: ``Accept-Encoding`` of the same requests.
    encodings: list[str] = field(default_factory=list)
    #: Unix seconds.
    clock: Callable[[], float] = time.time
    #: What the app has brought, by media id.
    uploaded: dict[str, Uploaded] = field(default_factory=dict)
    _items: dict[str, Media] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)

    def add(self, media_id: str, data: bytes, **how: object) -> Media:
        """Register a file; ``how`` are the other fields of ``Media``."""
        self._items[media_id] = Media(data=data, **how)  # type: ignore[arg-type]
        return self._items[media_id]

    def forget(self, media_id: str) -> None:
        """What happens to every media id after three days."""
        del self._items[media_id]

    async def get(self, request: web.Request) -> web.StreamResponse:
        media_id = request.query.get("media_id", "")
        media = self._find(media_id)
        if media is None:
            return web.json_response(refusal(40007, "invalid media_id"))
        if media_id in self._busy:
            return web.json_response(refusal(45033, "api concurrent out of limit"))
        self._busy.add(media_id)
        try:
            media.asked.set()
            if media.gate is not None:
                await media.gate.wait()
            return await self._answer(request, media)
        finally:
            self._busy.discard(media_id)

    async def upload(self, request: web.Request) -> web.Response:
        kind = request.query.get("type", "")
        if kind not in MOST_UPLOADED:
            return web.json_response(refusal(40004, "invalid media type"))
        part = (await request.post()).get("media")
        if not isinstance(part, web.FileField):
            return web.json_response(refusal(41005, "media data missing"))
        data = part.file.read()
        if not 5 < len(data) <= MOST_UPLOADED[kind]:
            return web.json_response(refusal(40009 if kind == "image" else 45001, "invalid file size"))
        if kind == "image" and not data.startswith(_PICTURES):
            return web.json_response(refusal(40005, "invalid file type"))
        media_id = f"uploaded-{len(self.uploaded) + 1}"
        self.uploaded[media_id] = Uploaded(kind=kind, name=part.filename, data=data, at=self.clock())
        answer = {
            "errcode": 0,
            "errmsg": "ok",
            "type": kind,
            "media_id": media_id,
            "created_at": str(int(self.clock())),
        }
        return web.json_response(answer)

    def knows(self, media_id: str, kind: str) -> bool:
        """Whether it was brought as that kind, lately enough to be sent."""
        found = self.uploaded.get(media_id)
        return found is not None and found.kind == kind and self.clock() - found.at < KEPT_FOR

    def _find(self, media_id: str) -> Media | None:
        if media_id in self._items or self.folder is None:
            return self._items.get(media_id)
        names = {path.name: path for path in self.folder.iterdir() if path.is_file()}
        path = names.get(media_id)
        return None if path is None else Media(data=path.read_bytes(), file_name=path.name)

    async def _answer(self, request: web.Request, media: Media) -> web.StreamResponse:
        wanted = request.headers.get("Range", "")
        self.asked.append(wanted)
        self.encodings.append(request.headers.get("Accept-Encoding", ""))
        total = len(media.data)
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted)
        start, end = (int(match[1]), min(int(match[2]) + 1, total)) if match else (0, total)
        too_long = end - start > (MAX_RANGE_BYTES if match else self.whole_up_to)
        if too_long:
            return web.json_response(refusal(830002, "file too large, use Range"))
        headers = {"Content-Disposition": _disposition(media), "Content-Type": media.content_type}
        if match:
            truth = f"bytes {start}-{end - 1}/{total}"
            headers["Content-Range"] = truth if media.content_range is None else media.content_range
        response = web.StreamResponse(status=206 if match else 200, headers=headers)
        if media.sized:
            response.content_length = end - start
        else:
            response.enable_chunked_encoding()
        await response.prepare(request)
        await self._stream(request, response, media, media.data[start:end])
        return response

    async def _stream(self, request: web.Request, response: web.StreamResponse, media: Media, data: bytes) -> None:
        if media.cut_after is not None and media.cuts > 0:
            media.cuts -= 1
            await response.write(data[: media.cut_after])
            assert request.transport is not None
            request.transport.close()
            return
        await response.write(data)
        await response.write_eof()


def _disposition(media: Media) -> str:
    if media.disposition is not None:
        return media.disposition
    return f'attachment; filename="{media.file_name}"'
