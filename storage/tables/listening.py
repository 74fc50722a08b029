"""The table of connections that we open to platforms. All times real."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from storage.engine.schema import Id, Instant, claim_columns, metadata

connections = Table(
    "connections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(32), nullable=False, unique=True),
    #: Since when it stands; NULL: there is none.
    Column("since", Instant),
    #: Since when there has been none, the last time that was so.
    Column("lost_at", Instant, nullable=False),
    #: When the platform last brought something.
    Column("heard_at", Instant),
    #: Where pulling has come to, and what the platform last called us with; on channels that are pulled from.
    Column("cursor", String(128), nullable=False, server_default=""),
    Column("hint", String(200), nullable=False, server_default=""),
    #: Host and process of whoever holds the claim.
    Column("holder", String(80), nullable=False, server_default=""),
    #: Who may connect, until when; when that is tried again, and why it must be.
    *claim_columns(),
    sqlite_autoincrement=True,
)
