"""Calls of a platform that its month's limit counts: told to whoever keeps the number."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from channels.http import Unanswered
from domain.messages import Problem, SendError

#: Keeps the number. Never raises.
Count = Callable[[], Awaitable[None]]

#: What is refused so was not carried out, and is not counted by the platform either.
_NOT_COUNTED = frozenset({Problem.BUSY, Problem.THROTTLED, Problem.QUOTA, Problem.CREDENTIALS})


@asynccontextmanager
async def counted(count: Count | None) -> AsyncIterator[None]:
    """One call. It counts when it was answered, or may have been carried out."""
    try:
        yield
    except SendError as error:
        made = error.code not in _NOT_COUNTED or isinstance(error, Unanswered)
        if made and count is not None:
            await count()
        raise
    if count is not None:
        await count()
