"""A file that a platform gives over HTTP, written to disk as it comes."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import aiohttp

from channels.content_disposition import file_name_of
from channels.contract import Fetched
from channels.part_file import part_file
from domain.messages import Problem, SendError

#: Written at a time.
_GATHERED_BYTES = 1024 * 1024


async def saved(answer: aiohttp.ClientResponse, into: Path, *, most: int) -> Fetched:
    """The body of ``answer`` as a new file in ``into`` under a name of our own. ``most``: bytes.

    Raises ``SendError``, also when it cannot be written.
    """
    name = file_name_of(answer.headers.get("Content-Disposition", ""))
    try:
        with part_file(into) as (part, sink):
            size, gathered = 0, bytearray()
            async for chunk in answer.content.iter_any():
                size += len(chunk)
                if size > most:
                    raise SendError(Problem.MEDIA_TOO_BIG, permanent=True, detail=f"{size} bytes")
                gathered += chunk
                if len(gathered) >= _GATHERED_BYTES:
                    await asyncio.to_thread(sink.write, gathered)
                    gathered = bytearray()
            await asyncio.to_thread(sink.write, gathered)
            await asyncio.to_thread(sink.close)
            final = into / uuid.uuid4().hex
            part.rename(final)
    except aiohttp.ClientError:
        raise
    except OSError as error:
        detail = f"cannot write the download: {error.strerror or type(error).__name__}"
        raise SendError(Problem.BUSY, permanent=False, retry_after=60.0, detail=detail) from error
    return Fetched(path=final, file_name=name, size=size)
