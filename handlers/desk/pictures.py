"""The pictures of items, as far as an office sees them."""

from __future__ import annotations

from domain.reach import Reach
from handlers.context import Context
from storage.desk import pictures
from storage.desk.pictures import Kept


async def kept(ctx: Context, reach: Reach, number: int) -> Kept | None:
    """What is stored of an item; None when there is no such item, or not in reach."""
    async with ctx.database.read() as connection:
        return await pictures.kept(connection, reach, number)
