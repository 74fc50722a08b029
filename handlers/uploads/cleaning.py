"""Bytes go when nobody needs them: the segments of uploads that became material or ended unfinished, and what a killed
process left in the scratch folder."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from handlers.context import Context
from handlers.setbacks import set_back
from storage import setbacks, uploads
from storage.engine.objects import ObjectsUnavailable
from storage.states import Lane

log = structlog.get_logger()

#: No file is on its way for longer: what is older was left behind.
LEFT_BEHIND = timedelta(hours=6)


async def expire_uploads(ctx: Context) -> None:
    """End the uploads whose time has run out, and forget what went wrong long ago and has succeeded since."""
    async with ctx.database.write() as connection:
        await uploads.expire(connection, ctx.clock.real())
        await setbacks.sweep(connection, ctx.clock.real())


async def sweep_scratch(ctx: Context) -> None:
    """Delete what a killed process left in this machine's scratch folder, up to a whole video each time."""
    await asyncio.to_thread(_sweep, ctx.scratch, ctx.clock.real() - LEFT_BEHIND)


def _sweep(folder: Path, before: datetime) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            if path.stat().st_mtime >= before.timestamp():
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        except FileNotFoundError:
            continue  # its owner was faster
        except OSError as error:
            log.warning("scratch_not_swept", error=type(error).__name__)


async def free_next(ctx: Context) -> bool:
    """Free the segments of the next upload that is over; True when there was one. Idempotent."""
    async with ctx.database.read() as connection:
        upload_id = await uploads.next_to_free(connection, ctx.clock.real())
    if upload_id is None:
        return False
    try:
        await ctx.objects.delete_folder(uploads.folder(upload_id))
        async with ctx.database.write() as connection:
            await uploads.freed(connection, upload_id)
    except Exception as error:
        await set_back(ctx, Lane.CLEANING, upload_id, error, waits=isinstance(error, ObjectsUnavailable))
    return True
