"""Photos as one looks at them closely: made when somebody wants one, or in quiet minutes after the deadline."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import structlog

from checks.pool.runner import WorkerNotStarted
from handlers.context import Context
from storage import appearances, backlog
from storage.appearances import PhotoToEnlarge
from storage.engine import private
from storage.engine.objects import ObjectGone, ObjectsUnavailable

log = structlog.get_logger()

#: Made in one quiet moment, some 0.2 seconds of a core each.
AT_ONCE = 5


async def enlarge(ctx: Context, number: int) -> None:
    """The one that somebody wants to see; nothing when it is made already, or is no photo."""
    async with ctx.database.read() as connection:
        found = await appearances.to_enlarge(connection, number=number, now=ctx.clock.now())
    for photo in found:
        await _make(ctx, photo)


async def enlarge_some(ctx: Context) -> int:
    """Of today's and yesterday's, as long as no message waits; how many were made."""
    if await ctx.database.look(backlog.waiting):
        return 0
    now = ctx.clock.now()
    days = (now.date(), now.date() - timedelta(days=1))
    async with ctx.database.read() as connection:
        found = await appearances.to_enlarge(connection, days=days, now=now, most=AT_ONCE)
    for photo in found:
        await _make(ctx, photo)
    return len(found)


async def _make(ctx: Context, photo: PhotoToEnlarge) -> None:
    """Idempotent: whoever makes it again puts the same picture in the same place."""
    key = appearances.large_key(photo.number)
    try:
        picture = await _picture(ctx, photo)
        if picture:
            await ctx.objects.put(key, picture)
    except (ObjectsUnavailable, OSError, WorkerNotStarted) as error:
        # It is shown smaller, and made another time.
        log.warning("not_enlarged", submission=photo.number, reason=type(error).__name__)
        return

    await ctx.database.transact(
        lambda connection: appearances.enlarged(connection, photo.number, key if picture else photo.thumbnail)
    )


async def _picture(ctx: Context, photo: PhotoToEnlarge) -> bytes:
    private.make_folder(ctx.scratch)
    folder = Path(tempfile.mkdtemp(dir=ctx.scratch))
    path = folder / "photo"
    try:
        with path.open("wb") as file:
            async for chunk in ctx.objects.stream(photo.original):
                file.write(chunk)
        return await ctx.checker.large(path)
    except ObjectGone:
        return b""
    finally:
        shutil.rmtree(folder, ignore_errors=True)
