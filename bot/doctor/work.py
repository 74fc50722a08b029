"""The doctor's look at the work: what was set aside, which channels rest, who is not reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.doctor.diagnosis import Diagnosis, advice, good
from bot.settings.tables import Settings
from channels import registry
from domain.clock import CHINA
from formats.chat.reached import unit_text
from formats.words.doctor import LANES
from storage import channel_states, groups, setbacks, unreachable
from storage.engine import migrate
from storage.engine.database import Database

#: So many names are said; of the others, how many there are.
_NAMES = 5
#: Characters of a reason that fit into a line.
_REASON = 200


async def examine(database: Database, now: datetime) -> Sequence[Diagnosis]:
    """``now`` is real time."""
    found = []
    for one in await setbacks.set_aside(database, now):
        reason = one.reason.partition("\n")[0][:_REASON]
        found.append(advice("work", "set_aside", lane=LANES[one.lane.value], count=one.count, reason=reason))
    for state in await channel_states.states(database, now=now):
        since, name = f"{state.since.astimezone(CHINA):%m-%d %H:%M}", registry.label(state.channel)
        found.append(advice("work", "rests", name=name, since=since, detail=state.detail or state.problem))
    if lost := await unreachable.everybody(database):
        names = "、".join(unit_text(person.name, (person.reason,)) for person in lost[:_NAMES])
        more = "等" if len(lost) > _NAMES else ""
        found.append(advice("roster.unreachable", "some", count=len(lost), names=names + more))
    return [*(found or [good("work")]), *await _groups(database)]


async def _groups(database: Database) -> Sequence[Diagnosis]:
    """The groups that were heard, by the ids that the settings may declare."""
    async with database.read() as connection:
        heard = await groups.heard(connection)
    times = [f"{group.heard_at.astimezone(CHINA):%m-%d %H:%M}" for group in heard]
    return [
        good("groups", name=registry.label(group.channel), group=group.id, since=since)
        for group, since in zip(heard, times, strict=True)
    ]


async def go_on(settings: Settings, channel: str, now: datetime) -> None:
    """``channel`` was found good just now (real time): should it rest, who runs it asks it at once."""
    if settings.database.file and not settings.database.file.exists():
        return  # opening would make it
    database = Database(settings.database.url, pool_size=1, pgbouncer=settings.database.pgbouncer)
    try:
        if (await migrate.state(database)).ready:
            await channel_states.probe_soon(database, now=now, channel=channel)
    except Exception:
        return  # the database has a line of its own, and drivers raise what they like
    finally:
        await database.close()
