"""Files of DingTalk's messages: a code is turned into an address that lives for minutes, and the address into bytes."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from channels.content_disposition import file_name_of
from channels.contract import Fetched
from channels.dingtalk.calls import Calls
from channels.dingtalk.settings import DingTalkSettings
from channels.http import SOON, error_of_status
from channels.part_file import part_file
from domain.messages import Problem, SendError

#: Written at a time.
_GATHERED_BYTES = 1024 * 1024


async def fetch(calls: Calls, settings: DingTalkSettings, code: str, into: Path) -> Fetched:
    """Bring the file behind ``code`` to a new file in ``into`` under a name of our own. Raises ``SendError``."""
    try:
        for last in (False, True):
            address = await _address(calls, settings, code)
            found = await _download(calls, settings, address, into, last=last)
            if found is not None:
                return found
    except OSError as error:
        detail = f"cannot write the download: {error.strerror or type(error).__name__}"
        raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail=detail) from error
    raise AssertionError("the last try returns or raises")


async def _address(calls: Calls, settings: DingTalkSettings, code: str) -> str:
    asked = {"downloadCode": code, "robotCode": settings.robot}
    try:
        answer = await calls.call("/v1.0/robot/messageFiles/download", asked)
    except SendError as error:
        if error.code is Problem.REFUSED:
            raise SendError(Problem.MEDIA_GONE, permanent=True, detail=error.detail) from error
        raise
    address = answer.get("downloadUrl")
    if not isinstance(address, str) or urlsplit(address).scheme not in ("http", "https"):
        raise SendError(Problem.BUSY, permanent=False, retry_after=SOON, detail="no address of the file")
    return address


async def _download(
    calls: Calls, settings: DingTalkSettings, address: str, into: Path, *, last: bool
) -> Fetched | None:
    """None when the address is good no more, and it is not the ``last`` try."""
    timeout = aiohttp.ClientTimeout(
        total=settings.download_timeout, sock_connect=settings.call_timeout, sock_read=settings.read_timeout
    )
    async with calls.files.open("GET", address, {}, headers={"Accept-Encoding": "identity"}, timeout=timeout) as answer:
        if answer.status in (403, 404) and not last:
            return None
        if answer.status != 200:
            raise error_of_status(answer.status, "a file")
        name = file_name_of(answer.headers.get("Content-Disposition", ""))
        with part_file(into) as (part, sink):
            size, gathered = 0, bytearray()
            async for chunk in answer.content.iter_any():
                size += len(chunk)
                if size > settings.max_media_bytes:
                    raise SendError(Problem.MEDIA_TOO_BIG, permanent=True, detail=f"{size} bytes")
                gathered += chunk
                if len(gathered) >= _GATHERED_BYTES:
                    await asyncio.to_thread(sink.write, gathered)
                    gathered = bytearray()
            await asyncio.to_thread(sink.write, gathered)
            await asyncio.to_thread(sink.close)
            final = into / uuid.uuid4().hex
            part.rename(final)
    return Fetched(path=final, file_name=name, size=size)
