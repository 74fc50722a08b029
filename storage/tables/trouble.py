"""The tables of trouble: work that failed and is tried again, accounts that are not delivered to."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, false

from domain.messages import Unreachable
from storage.engine.schema import Instant, Word, metadata
from storage.states import Lane

setbacks = Table(
    "setbacks",
    metadata,
    #: Of which kind of work, and the id of the row it works on.
    Column("lane", Word(Lane, 16), primary_key=True),
    Column("row_id", String(64), primary_key=True),
    Column("attempts", Integer, nullable=False),
    #: Real time.
    Column("retry_at", Instant, nullable=False),
    #: It is not tried again: an operator looks at it.
    Column("aside", Boolean, nullable=False, server_default=false()),
    Column("error", Text, nullable=False, server_default=""),
)

unreachable_accounts = Table(
    "unreachable_accounts",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("account", String(128), primary_key=True),
    Column("reason", Word(Unreachable, 16), nullable=False),
    #: Real time of the last delivery that failed; one that succeeded since makes the row void.
    Column("at", Instant, nullable=False),
)
