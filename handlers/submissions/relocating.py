"""Bytes follow their submission: counted for another unit or day, they move to the key that says so."""

from __future__ import annotations

from pathlib import PurePosixPath

from handlers.context import Context
from handlers.submissions.placing import campaign_of
from storage import obligations, organisations, submissions
from storage.engine import objects
from storage.submissions import Change


async def move_next(ctx: Context) -> bool:
    """Move the bytes of the next misplaced submission; True when there was one. Idempotent."""
    async with ctx.database.read() as connection:
        submission = await submissions.misplaced(connection)
        if submission is None:
            return False
        key = submission.key
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
        await submissions.change(connection, submission.id, Change(key=key, misplaced=False))
    if key != submission.key:
        await ctx.objects.delete(submission.key)
    return True
