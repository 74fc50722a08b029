"""The tables of the desk: what offices think of items, and who is logged in."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from domain.selection import Level, Mark
from storage.engine.schema import Id, Instant, Word, metadata

marks = Table(
    "marks",
    metadata,
    Column("submission_id", Id, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("office_id", Id, ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    #: NULL: only stars, category, theme or a note.
    Column("mark", Word(Mark, 8)),
    Column("stars", Integer, nullable=False, server_default="0"),
    #: Codes of the campaign file.
    Column("category", String(32), nullable=False, server_default=""),
    Column("theme", String(32), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    #: Campaign time.
    Column("at", Instant, nullable=False),
    #: When the sender was told that it was passed; NULL: not yet.
    Column("told_at", Instant),
    Index(None, "office_id", "mark", "submission_id"),
    Index(
        "ix_marks_untold",
        "at",
        sqlite_where=text("mark = 'passed' AND told_at IS NULL"),
        postgresql_where=text("mark = 'passed' AND told_at IS NULL"),
    ),
)

returns = Table(
    "returns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
    Column("office_id", ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("uncounted", Boolean, nullable=False, server_default=false()),
    #: Campaign time.
    Column("at", Instant, nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    #: The submission that came in its place.
    Column("settled_by", Id, ForeignKey("submissions.id", ondelete="SET NULL")),
    Column("cancelled_at", Instant),
    Index(None, "submission_id"),
    Index(None, "settled_by"),
    sqlite_autoincrement=True,
)

adoptions = Table(
    "adoptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
    Column("office_id", ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
    Column("level", Word(Level, 16), nullable=False),
    Column("medium", String(100), nullable=False),
    Column("url", Text, nullable=False, server_default=""),
    Column("on_day", Date, nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    #: Campaign time.
    Column("at", Instant, nullable=False),
    Column("revoked_at", Instant),
    UniqueConstraint("submission_id", "medium", "url"),
    Index(None, "office_id", "on_day"),
    sqlite_autoincrement=True,
)

#: What the websites that units handed in answered. Campaign time.
websites = Table(
    "websites",
    metadata,
    Column("submission_id", Id, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    #: When somebody last went to ask.
    Column("asked_at", Instant, nullable=False),
    #: The HTTP status, 0 when nothing answered; NULL until it is known.
    Column("status", Integer),
    Column("answered_at", Instant),
)

#: Logged in at the desk. All times real; of the cookie the SHA-256 alone.
sessions = Table(
    "sessions",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    #: The system and the network that the browser is of, as far as a person needs them to know it again.
    Column("agent", String(32), nullable=False, server_default=""),
    Column("address", String(64), nullable=False, server_default=""),
    Index(None, "person_id"),
)

#: Ways in that are open for minutes: a link from chat, or a computer that waits for its six digits. All times real.
logins = Table(
    "logins",
    metadata,
    Column("sha256", String(64), primary_key=True),
    #: Whom it lets in; of a computer NULL until somebody has said yes in chat.
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE")),
    #: The SHA-256 of a computer's six digits; of a link NULL.
    Column("code", String(64)),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("agent", String(32), nullable=False, server_default=""),
    Column("address", String(64), nullable=False, server_default=""),
    Index(None, "code"),
    Index(None, "person_id"),
    Index(None, "expires_at"),
)
