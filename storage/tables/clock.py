"""The tables of the clock: what is to be said when, and where a rehearsal's time stands."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Index, Integer, String, Table, UniqueConstraint

from domain.scheduled_notices import What
from storage.engine.schema import Id, Instant, Word, claim_columns, metadata
from storage.states import NoticeState

scheduled_notices = Table(
    "scheduled_notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("what", Word(What, 16), nullable=False),
    Column("item", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", Word(NoticeState, 8), nullable=False, server_default=NoticeState.NEW.value),
    *claim_columns(),
    UniqueConstraint("campaign", "what", "item", "day", "run_at", "expires_at"),
    Index(None, "state", "run_at"),
)

rehearsals = Table(
    "rehearsals",
    metadata,
    Column("id", Integer, primary_key=True),
    #: What the settings asked for when this rehearsal began; another value begins a new one.
    Column("configured", String(64), nullable=False),
    Column("real", Instant, nullable=False),
    Column("rehearsed", Instant, nullable=False),
    Column("speed", Float, nullable=False),
)
