"""Where a message's file is: on the platform it came from, or here already, in the segments of an upload."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from channels.contract import Fetched
from domain.messages import Problem, SendError
from handlers import spending
from handlers.context import Context
from storage import uploads
from storage.engine.database import Connection
from storage.engine.objects import ObjectGone, ObjectsUnavailable
from storage.inbox import UPLOAD, InboxMessage
from storage.uploads import Upload

#: One file, all in all: a platform that trickles, piece by piece, holds nobody's messages up for longer.
LONGEST = timedelta(minutes=10)


async def fetch(ctx: Context, message: InboxMessage, into: Path) -> Fetched:
    """The file of a message, in the folder ``into``. Raises ``SendError``."""
    upload_id = _upload_id(message)
    if message.fetched_key:
        return await _fetched_early(ctx, message, into)
    if upload_id is None:
        channel = ctx.channels.get(message.incoming.channel)
        if channel is None:
            # It may be switched on again while its platform still has the file.
            raise SendError(Problem.BUSY, permanent=False, detail="no such channel")
        if message.attempts > 1:
            # What somebody has sent is worth a try, whatever is thought to be left.
            await spending.refuse_in_vain(ctx, channel.name)
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                return await channel.fetch(message.incoming.media, into)
        except TimeoutError as error:
            raise SendError(Problem.BUSY, permanent=False, detail="the file comes too slowly") from error
        except SendError as error:
            if error.code is Problem.QUOTA:
                await spending.used_up(ctx, channel.name)
            raise
    async with ctx.database.read() as connection:
        upload = await uploads.get(connection, upload_id)
        stored = await uploads.stored_segments(connection, upload_id)
    if upload is None or sum(segment.length for segment in stored) != upload.length:
        raise SendError(Problem.MEDIA_GONE, permanent=True, detail=f"upload {upload_id} is not whole")
    path = into / "upload"
    try:
        with path.open("wb") as file:
            async for chunk in uploads.chunks(ctx.objects, stored):
                file.write(chunk)
    except (ObjectsUnavailable, OSError) as error:
        raise SendError(Problem.BUSY, permanent=False, detail=type(error).__name__) from error
    if path.stat().st_size != upload.length:
        # A power cut can take what the disk had not written yet, though it was counted.
        raise SendError(Problem.MEDIA_GONE, permanent=True, detail=f"upload {upload_id} has lost bytes")
    return Fetched(path=path, file_name=upload.file_name, size=upload.length)


async def _fetched_early(ctx: Context, message: InboxMessage, into: Path) -> Fetched:
    path = into / "early"
    try:
        with path.open("wb") as file:
            async for chunk in ctx.objects.stream(message.fetched_key):
                file.write(chunk)
    except ObjectGone as error:
        raise SendError(Problem.MEDIA_GONE, permanent=True, detail="what was fetched early is gone") from error
    except (ObjectsUnavailable, OSError) as error:
        raise SendError(Problem.BUSY, permanent=False, detail=type(error).__name__) from error
    return Fetched(path=path, file_name=message.fetched_name, size=path.stat().st_size)


async def upload_of(connection: Connection, message: InboxMessage) -> Upload | None:
    """The upload a message stands for; None for one from chat."""
    upload_id = _upload_id(message)
    return await uploads.get(connection, upload_id) if upload_id else None


def _upload_id(message: InboxMessage) -> str | None:
    # Both are ours alone: a channel never calls a message and its media alike.
    incoming = message.incoming
    if incoming.media != incoming.external_id or not incoming.media.startswith(UPLOAD):
        return None
    return incoming.media.removeprefix(UPLOAD)
