"""The digest of a day over an office's reach, as the desk hands it out: what chat brings after the deadline."""

from __future__ import annotations

import asyncio
from datetime import date

from domain.campaigns.campaign import Campaign
from domain.reach import Reach
from formats.digest.files import digest_file
from formats.words import chat as words
from handlers.context import Context
from handlers.submissions.overview import area_of, overview_on


async def day_paper(ctx: Context, reach: Reach, campaign: Campaign, day: date, ending: str) -> tuple[str, bytes] | None:
    """Its name and bytes; ``ending`` and None as ``formats.digest.files`` has them."""
    async with ctx.database.read() as connection:
        area = await area_of(ctx, connection, (reach.office,))
        view = await overview_on(connection, campaign, day, area, ctx.clock.now(), phones=reach.acts)
    content = await asyncio.to_thread(digest_file, view, ending)
    return None if content is None else (words.DIGEST_FILE.format(day=view.named, ending=ending), content)
