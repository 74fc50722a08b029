"""Moving the rehearsal clock. It only goes forward."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.clock import CHINA, RehearsalClock
from domain.stops import Stop, next_stop
from handlers.context import Context
from handlers.simulator.problems import Code, Refused
from storage import rehearsal

#: A year typed wrong must not carry the rehearsal away: there is no way back.
FARTHEST = timedelta(days=366)

_STOPS = frozenset(stop.value for stop in Stop)


async def move(ctx: Context, *, step: str, to: str) -> None:
    """To the next ``step`` (a ``Stop``), or to the local time ``to`` (ISO 8601, zone optional). Raises ``Refused``."""
    clock = ctx.clock
    if not isinstance(clock, RehearsalClock):
        raise Refused(Code.NO_REHEARSAL)
    real = clock.real()
    async with ctx.database.write() as connection:
        # Another process may have moved it: the database knows.
        line = await rehearsal.load(connection) or clock.rehearsal
        destination = _destination(ctx, step, to, line.at(real))
        await rehearsal.move(connection, to=destination, real=real)
    clock.rehearsal = line.moved(destination, real)


def _destination(ctx: Context, step: str, to: str, now: datetime) -> datetime:
    if step in _STOPS:
        stop = next_stop(Stop(step), ctx.campaigns.values(), now)
        if stop is None:
            raise Refused(Code.NO_MORE)
        return stop
    try:
        wanted = datetime.fromisoformat(to)
    except ValueError as error:
        raise Refused(Code.NO_TIME) from error
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=CHINA)
    if wanted > now + FARTHEST:
        raise Refused(Code.NO_TIME)
    if wanted <= now:
        raise Refused(Code.BACKWARDS)
    return wanted
