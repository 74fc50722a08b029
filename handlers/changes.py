"""Whom that which has been written lately concerns, for the pages that are open: asked once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.clock import RehearsalClock
from handlers.context import Context
from storage import changes
from storage.changes import Seen, What, Written


class About(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    ACCOUNT = "account"  # of the simulator
    ANSWERS = "answers"  # the bot has said something to any account of the simulator
    MINUTE = "minute"  # a minute of real time is over, or the rehearsal was moved
    DESK = "desk"  # anything of any unit: what came in, what was done with it
    CLOCK = "clock"  # a minute of campaign time is over, or the rehearsal was moved


@dataclass(frozen=True)
class Topic:
    """What a page can be interested in. ``key``: an id or an account; nothing for the bot's answers and for time."""

    about: About
    key: int | str = ""


ANSWERS = Topic(About.ANSWERS)
MINUTE = Topic(About.MINUTE)
CLOCK = Topic(About.CLOCK)
DESK = Topic(About.DESK)


class Watch:
    """Remembers what was seen at the last look."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._seen = Seen(rows=frozenset())
        self._minutes: dict[Topic, object] = {}

    async def begin(self) -> None:
        """What is there now is known: ``look`` tells what comes after it."""
        self._minutes = self._now()
        self._seen = await changes.look(self._ctx.database)

    async def look(self) -> frozenset[Topic]:
        """The topics of everything that has happened since the last look: one statement."""
        seen, minutes = await changes.look(self._ctx.database, self._seen), self._now()
        found = {topic for row in seen.since(self._seen) for topic in _topics(row)}
        found |= {topic for topic, moment in minutes.items() if moment != self._minutes.get(topic)}
        self._seen, self._minutes = seen, minutes
        return frozenset(found)

    def _now(self) -> dict[Topic, object]:
        clock = self._ctx.clock
        moved = clock.rehearsal if isinstance(clock, RehearsalClock) else None
        times = {MINUTE: clock.real(), CLOCK: clock.now()}
        return {topic: (int(moment.timestamp()) // 60, moved) for topic, moment in times.items()}


def _topics(row: Written) -> set[Topic]:
    if row.what is What.BUBBLE:
        return {Topic(About.ACCOUNT, row.account)} | (set() if row.mine else {ANSWERS})
    found = {Topic(About.PERSON, row.person_id)} if row.person_id is not None else set()
    if row.what is not What.UPLOAD and (row.what is What.SUBMISSION or row.organisation_id is not None):
        found.add(DESK)
    return found | ({Topic(About.ORGANISATION, row.organisation_id)} if row.organisation_id is not None else set())
