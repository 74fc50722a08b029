"""Bytes follow their submission: counted for another unit or day, they move to the key that says so."""

from __future__ import annotations

from pathlib import PurePosixPath

from handlers.context import Context
from handlers.setbacks import set_back
from handlers.submissions.placing import campaign_of
from storage import obligations, organisations, relocations
from storage.engine import objects
from storage.relocations import Misplaced
from storage.states import Lane


async def move_next(ctx: Context) -> bool:
    """Move the bytes of the next misplaced submission; True when there was one. Idempotent."""
    async with ctx.database.read() as connection:
        submission = await relocations.misplaced(connection, ctx.clock.real())
    if submission is None:
        return False
    try:
        await _move(ctx, submission)
    except Exception as error:
        away = isinstance(error, objects.ObjectsUnavailable) and not isinstance(error, objects.ObjectGone)
        await set_back(ctx, Lane.RELOCATING, submission.id, error, waits=away)
    return True


async def _move(ctx: Context, submission: Misplaced) -> None:
    key = submission.key
    async with ctx.database.read() as connection:
        if submission.key and submission.obligation_id is not None:
            obligation = await obligations.get(connection, submission.obligation_id)
            unit = await organisations.get(connection, obligation.organisation_id)
            campaign = campaign_of(ctx, obligation)
            key = objects.submission_key(
                campaign.code if campaign else "none",
                obligation.day,
                unit.code if unit else "",
                submission.id,
                PurePosixPath(submission.key).suffix,
            )
    if key != submission.key:
        await ctx.objects.copy(submission.key, key)
    async with ctx.database.write() as connection:
        await relocations.moved(connection, submission.id, key)
    if key != submission.key:
        await ctx.objects.delete(submission.key)
