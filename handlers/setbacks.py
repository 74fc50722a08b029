"""One row that fails stops no other: it is tried again later, in the end set aside for the operator."""

from __future__ import annotations

from pathlib import PurePath
from traceback import extract_tb

import structlog

from handlers.context import Context
from storage import setbacks
from storage.engine.database import Connection, DatabaseUnavailable
from storage.setbacks import Setback
from storage.states import Lane

log = structlog.get_logger()

#: A row whose own content makes us fail is set aside after so many tries.
MOST_ATTEMPTS = 6
#: One that waits for what it needs (a store, a platform), after so many: about a day (``claims.BACKOFF``).
MOST_WAITING = 150


def reason_of(error: BaseException) -> str:
    """As it is kept beside the row: ``KeyError, captions.py:31``. What an error says may be somebody's words."""
    frames = extract_tb(error.__traceback__)
    place = f", {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def tell(lane: Lane, row_id: int | str, attempts: int, *, aside: bool, error: BaseException) -> None:
    """The log's line about a try that failed; called while ``error`` is handled."""
    values = {"lane": lane.value, "row": row_id, "attempts": attempts, "error": type(error).__name__}
    if aside:
        log.exception("set_aside", **values)
    else:
        log.exception("set_back", **values)


async def set_back(ctx: Context, lane: Lane, row_id: int | str, error: Exception, *, waits: bool = False) -> Setback:
    """A try of this row has failed. ``waits``: for what it needs, which may be its own fault less than others'.

    Raises ``DatabaseUnavailable``, also when ``error`` is one: that is no row's fault.
    """
    if isinstance(error, DatabaseUnavailable):
        raise error
    async with ctx.database.write() as connection:
        setback = await note(ctx, connection, lane, row_id, error, waits=waits)
    tell(lane, row_id, setback.attempts, aside=setback.aside, error=error)
    return setback


async def note(
    ctx: Context, connection: Connection, lane: Lane, row_id: int | str, error: Exception, *, waits: bool = False
) -> Setback:
    most = MOST_WAITING if waits else MOST_ATTEMPTS
    now = ctx.clock.real()
    return await setbacks.note(connection, lane, row_id, error=reason_of(error), now=now, most=most)
