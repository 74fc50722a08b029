"""What messages of the outbox said, by their keys: so that nothing is said in full twice within minutes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import outbox

#: Keys of one statement.
_AT_ONCE = 500


async def texts(connection: AsyncConnection, keys: Collection[str], *, most: int) -> dict[str, str]:
    """Key of a message → what it said; ``most`` parts of each are read. What is sealed or blanked stays so."""
    parts = [f"{key}#{number}" for key in keys for number in range(1, most + 1)]
    found: dict[str, str] = {}
    for start in range(0, len(parts), _AT_ONCE):
        some = outbox.c.key.in_(parts[start : start + _AT_ONCE])
        rows = await connection.execute(select(outbox.c.key, outbox.c.text).where(some).order_by(outbox.c.id))
        for key, text in rows:
            message = key.rpartition("#")[0]
            found[message] = "\n".join(filter(None, (found.get(message, ""), text)))
    return found
