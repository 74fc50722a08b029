"""What a platform had taken and did not deliver after all: told by it later, or before we knew that it had gone."""

from __future__ import annotations

from collections.abc import Iterable

from domain.messages import Problem, SendError
from handlers import resting
from handlers.context import Context
from storage import came_back
from storage.came_back import Back


async def look(ctx: Context) -> None:
    """Take back what came back before it was noted that it had gone."""
    async with ctx.database.read() as connection:
        if not await came_back.any_early(connection):
            return
    async with ctx.database.write() as connection:
        taken = await came_back.early(connection, now=ctx.clock.real())
    await told(ctx, taken)


async def told(ctx: Context, taken: Iterable[Back]) -> None:
    """A channel at fault rests, which rings, until it is found good; then what came back goes again."""
    for back in taken:
        if back.reason is None:
            error = SendError(Problem.CONFIGURATION, permanent=False, detail=back.detail or "messages come back")
            await resting.found_bad(ctx, back.channel, error)
