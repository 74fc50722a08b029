"""The doctor's look at channels that are connected to: how their connections stand, so that none is taken away."""

from __future__ import annotations

from collections.abc import Mapping

from bot.doctor.diagnosis import Diagnosis, bad, good
from bot.settings.tables import Settings
from domain.clock import CHINA, RealClock
from formats.spoken import left_text
from handlers.listening.holders import called
from storage import connections
from storage.connections import Standing
from storage.engine import migrate
from storage.engine.database import Database


async def standings(settings: Settings) -> Mapping[str, Standing]:
    """By channel; nothing where the database cannot be asked, which has a line of its own."""
    if settings.database.file and not settings.database.file.exists():
        return {}  # opening would make it
    database = Database(settings.database.url, pool_size=1, pgbouncer=settings.database.pgbouncer)
    try:
        if not (await migrate.state(database)).ready:
            return {}
        async with database.read() as connection:
            found = await connections.standings(connection, now=RealClock().real())
        return {one.channel: one for one in found}
    except Exception:
        return {}  # drivers raise what they like
    finally:
        await database.close()


def told(standing: Standing, name: str) -> Diagnosis:
    """What is known of a connection that some process holds, or tries to make."""
    heard = f"{standing.heard_at.astimezone(CHINA):%m-%d %H:%M}" if standing.heard_at else "-"
    values = {"name": name, "heard": heard, "holder": called(standing.holder)}
    if standing.since is not None:
        return good(
            f"channel.{standing.channel}",
            "connected",
            since=f"{standing.since.astimezone(CHINA):%m-%d %H:%M}",
            **values,
        )
    without = left_text(RealClock().real() - standing.lost_at)
    return bad(f"channel.{standing.channel}", "unconnected", without=without, detail=standing.error or "-", **values)
