"""Bytes go when nobody needs them: the segments of uploads that became material or ended unfinished, and what a killed
process left in the scratch folder."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from handlers.context import Context
from storage import uploads

#: No file is on its way for longer: what is older was left behind.
LEFT_BEHIND = timedelta(hours=6)


async def expire_uploads(ctx: Context) -> None:
    """End the uploads whose time has run out."""
    async with ctx.database.write() as connection:
        await uploads.expire(connection, ctx.clock.real())


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


async def free_next(ctx: Context) -> bool:
    """Free the segments of the next upload that is over; True when there was one. Idempotent."""
    async with ctx.database.read() as connection:
        upload_id = await uploads.next_to_free(connection)
    if upload_id is None:
        return False
    await ctx.objects.delete_folder(uploads.folder(upload_id))
    async with ctx.database.write() as connection:
        await uploads.freed(connection, upload_id)
    return True
