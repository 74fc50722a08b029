"""Who else goes through the same queue, and which screen they look at: kept in memory, by one process, for a moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

#: A page says every quarter of a minute that it is still there.
GONE_AFTER = timedelta(seconds=40)


@dataclass
class Presence:
    """By queue and person: the name, the screen, and when it was heard last (real time)."""

    _there: dict[tuple[str, int], tuple[str, int, datetime]] = field(default_factory=dict)

    def seen(self, queue: str, person_id: int, name: str, screen: int, *, now: datetime) -> list[tuple[str, int]]:
        """The others at this queue, by name, with the screen they look at."""
        self._there = {key: there for key, there in self._there.items() if now - there[2] < GONE_AFTER}
        self._there[queue, person_id] = (name, screen, now)
        others = [there[:2] for (their, whose), there in self._there.items() if their == queue and whose != person_id]
        return sorted(others)


PRESENCE = web.AppKey("presence", Presence)
