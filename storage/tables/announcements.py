"""The table of what offices announce to the liaisons of their area."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from storage.engine.schema import Id, Instant, Word, metadata
from storage.states import AnnouncementState

announcements = Table(
    "announcements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("office_id", ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    #: The message or the form that asked for it: the same one makes one.
    Column("key", String(64), nullable=False, unique=True),
    Column("state", Word(AnnouncementState, 8), nullable=False),
    Column("text", Text, nullable=False),
    #: Campaign time.
    Column("at", Instant, nullable=False),
    #: Liaisons it was said to, and those who have no account.
    Column("receivers", Integer, nullable=False, server_default="0"),
    Column("unbound", Integer, nullable=False, server_default="0"),
    Index(None, "office_id", "state"),
    sqlite_autoincrement=True,
)
