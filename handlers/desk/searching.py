"""搜索: units and items of a reach, by a few words."""

from __future__ import annotations

from dataclasses import dataclass

from domain.reach import Reach
from handlers.context import Context
from storage.desk import search
from storage.desk.search import FoundItem

#: Of each kind, and one more that says there are others.
MOST = 30


@dataclass(frozen=True, kw_only=True)
class Found:
    """``units``: code and name. ``more``: there are others."""

    units: tuple[tuple[str, str], ...] = ()
    items: tuple[FoundItem, ...] = ()
    more: bool = False


async def found(ctx: Context, reach: Reach, words: str) -> Found:
    if not words:
        return Found()
    async with ctx.database.read() as connection:
        units = await search.units(connection, reach, words, limit=MOST + 1)
        items = await search.items(connection, reach, words, limit=MOST + 1)
    return Found(units=tuple(units[:MOST]), items=tuple(items[:MOST]), more=max(len(units), len(items)) > MOST)
