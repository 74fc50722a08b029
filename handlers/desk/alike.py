"""相似的: the stack that an item is in, as the picking desk folds it."""

from __future__ import annotations

from domain.reach import Reach
from domain.stacks import stacked
from formats.desk.item import AlikeLine
from formats.desk.words import MARKS
from formats.spoken import kind_name
from storage.desk import item, queue
from storage.desk.queue import TileRow
from storage.engine.database import Connection

#: Items of a stack that a page shows.
MOST = 24


async def of(connection: Connection, reach: Reach, number: int) -> tuple[AlikeLine, ...]:
    """The items of its stack, itself among them; none where it is alone in it."""
    together = stacked(await item.of_one_day(connection, reach, number))
    stack = next((stack for stack in together if number in stack), [])
    shown = await queue.tiles(connection, reach, stack[:MOST]) if len(stack) > 1 else ()
    return tuple(_line(row, number) for row in shown)


def _line(row: TileRow, number: int) -> AlikeLine:
    return AlikeLine(
        number=row.number,
        what=row.caption or row.title or kind_name(row.kind),
        pictured=row.pictured,
        letter=MARKS[row.mark][1] if row.mark else "",
        here=row.number == number,
    )
