"""The running processes of one installation, as each tells the others through the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

#: A process that has not been seen for so long has ended, or stands still.
GONE_AFTER = timedelta(minutes=3)


class Part(StrEnum):
    """What a process runs."""

    SERVE = "serve"
    WEB = "web"
    WORKER = "worker"
    #: Holds the connections that we open to platforms.
    LISTEN = "listen"


class Place(StrEnum):
    """Where bytes are kept on a disk of our own; a database or a store elsewhere has none."""

    DATA = "data"
    DATABASE = "database"
    FILES = "files"


@dataclass(frozen=True, kw_only=True)
class Vitals:
    """What only the process itself can measure.

    ``free``: bytes left, by place. ``oldest_check``: seconds since the check that is under way longest was asked for.
    ``rounds``: seconds since each loop and tick last came round. ``clock_ahead``: seconds, this machine's clock less
    that of somebody who knows the time; None while nobody has said. ``descriptors``: open, and how many may be.
    """

    free: Mapping[Place, int] = field(default_factory=dict)
    oldest_check: float = 0.0
    rounds: Mapping[str, float] = field(default_factory=dict)
    clock_ahead: float | None = None
    descriptors: tuple[int, int] = (0, 0)


@dataclass(frozen=True, kw_only=True)
class Process:
    """``host`` and ``pid`` tell an operator which one it is. All times are real."""

    id: str
    part: Part
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    vitals: Vitals = field(default_factory=Vitals)

    def seen(self, now: datetime, vitals: Vitals) -> Process:
        return replace(self, seen_at=now, vitals=vitals)

    def alive(self, now: datetime) -> bool:
        return now - self.seen_at < GONE_AFTER
