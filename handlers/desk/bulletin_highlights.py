"""亮点摘编 of a draft: items taken in by their numbers, put in order, written about."""

from __future__ import annotations

from dataclasses import replace

from domain import bulletin as rules
from domain.bulletin import Block, BulletinRefusal, Highlight
from domain.events import EventVerb
from domain.reach import Reach
from handlers.context import Context
from handlers.desk.bulletins import note, why_not
from storage import bulletins
from storage.desk import items
from storage.engine.database import Connection

#: Characters that are said of one item.
LONGEST = 600


async def add(ctx: Context, reach: Reach, bulletin_id: int, number: int) -> BulletinRefusal | None:
    """Only what is accepted and stands; what is there already stays where it is."""
    if not reach.acts:
        return BulletinRefusal.READER
    async with ctx.database.write() as connection:
        found = (await items.find(connection, reach, [number])).get(number)
        if found is None or not found.submission.counts or found.selected.returns:
            return BulletinRefusal.UNKNOWN
        highlights = await _highlights(connection, reach, bulletin_id)
        if len(highlights) >= rules.MOST_HIGHLIGHTS:
            return BulletinRefusal.TOO_MANY
        if all(one.number != number for one in highlights):
            highlights.append(Highlight(number=number, pictured=True))
        return await _put_highlights(ctx, connection, reach, bulletin_id, highlights)


async def change(
    ctx: Context, reach: Reach, bulletin_id: int, number: int, how: str, said: str
) -> BulletinRefusal | None:
    """``how``: save, up, down, remove, picture (shown or not). What is typed is saved whatever else is done."""
    if not reach.acts:
        return BulletinRefusal.READER
    if len(said) > LONGEST:
        return BulletinRefusal.TOO_LONG
    async with ctx.database.write() as connection:
        highlights = await _highlights(connection, reach, bulletin_id)
        at = next((n for n, one in enumerate(highlights) if one.number == number), None)
        if at is None:
            return BulletinRefusal.UNKNOWN
        one = replace(highlights[at], said=said)
        if how == "picture":
            one = replace(one, pictured=not one.pictured)
        highlights[at] = one
        to = {"up": max(at - 1, 0), "down": min(at + 1, len(highlights) - 1)}.get(how, at)
        highlights.insert(to, highlights.pop(at))
        if how == "remove":
            highlights.remove(one)
        return await _put_highlights(ctx, connection, reach, bulletin_id, highlights)


async def _highlights(connection: Connection, reach: Reach, bulletin_id: int) -> list[Highlight]:
    """Held until the transaction ends: two who add at once add both."""
    await bulletins.hold(connection, reach, bulletin_id)
    blocks = await bulletins.blocks(connection, reach, bulletin_id)
    return list(rules.highlights_of(blocks[Block.HIGHLIGHTS].text if Block.HIGHLIGHTS in blocks else ""))


async def _put_highlights(
    ctx: Context, connection: Connection, reach: Reach, bulletin_id: int, highlights: list[Highlight]
) -> BulletinRefusal | None:
    texts = {Block.HIGHLIGHTS: rules.highlights_text(highlights)}
    found = await bulletins.find(connection, reach, bulletin_id)
    if found is None or not await bulletins.write(connection, reach, bulletin_id, texts, now=ctx.clock.now()):
        return await why_not(connection, reach, bulletin_id)
    await note(ctx, connection, reach, EventVerb.BULLETIN_WRITTEN, found)
    return None
