"""The tables of watching over the bot: which processes run and how they are, and which alarms ring. All times real."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from domain.alarms import Alarm
from domain.processes import Part
from storage.engine.schema import Instant, Word, metadata

processes = Table(
    "processes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("part", Word(Part, 8), nullable=False),
    Column("host", String(64), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    #: Written and read by ``storage.processes`` alone.
    Column("vitals", JSON, nullable=False),
)

alarms = Table(
    "alarms",
    metadata,
    Column("alarm", Word(Alarm, 16), primary_key=True),
    Column("since", Instant, nullable=False),
    #: When it was last found to ring.
    Column("seen_at", Instant, nullable=False),
    #: The sentence as it was said when it began.
    Column("said", Text, nullable=False),
)
