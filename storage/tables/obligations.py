"""The table of what is owed, and the history of what was done."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    false,
)

from domain.events import EventVerb
from storage.engine.schema import Id, Instant, Word, metadata

obligations = Table(
    "obligations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
    Column("item", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("late_until", Instant, nullable=False),
    #: An office gave more time: ``due_at`` is this unit's own.
    Column("extended", Boolean, nullable=False, server_default=false()),
    Column("met_at", Instant),
    Column("exempt", Boolean, nullable=False, server_default=false()),
    #: No longer asked for (roster or campaign changed) but material was sent for it: kept, never counted.
    Column("retired", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("campaign", "organisation_id", "item", "day"),
    Index(None, "campaign", "item", "day"),
    Index(None, "organisation_id", "item", "due_at"),
)

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person_id", BigInteger),
    Column("verb", Word(EventVerb, 32), nullable=False),
    Column("organisation_id", BigInteger),
    Column("obligation_id", BigInteger),
    Column("submission_id", BigInteger),
    Column("details", JSON, nullable=False),
    Index(None, "obligation_id"),
    Index(None, "organisation_id", "id"),
    Index(None, "person_id", "id"),
    sqlite_autoincrement=True,
)
