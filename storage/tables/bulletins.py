"""The bulletins of offices: drafts in blocks, and what was issued."""

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
    true,
)

from domain.bulletin import Block, BulletinKind, BulletinState
from storage.engine.schema import Id, Instant, Word, metadata

bulletins = Table(
    "bulletins",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("office_id", ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Word(BulletinKind, 8), nullable=False),
    Column("day", Date, nullable=False),
    Column("state", Word(BulletinState, 8), nullable=False),
    Column("names_missing", Boolean, nullable=False, server_default=true()),
    Column("by_kind", Boolean, nullable=False, server_default=true()),
    #: Grows by everything that is changed: what is issued is what somebody has seen.
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("corrects", Id, ForeignKey("bulletins.id", ondelete="SET NULL")),
    #: Given when it is issued: the next of the office, its kind and the year.
    Column("year", Integer),
    Column("number", Integer),
    #: As it was issued: what it says, and its files with their keys and hashes.
    Column("snapshot", Text, nullable=False, server_default=""),
    #: Of its Word file.
    Column("sha256", String(64), nullable=False, server_default=""),
    #: Campaign time.
    Column("made_at", Instant, nullable=False),
    Column("issued_at", Instant),
    Column("told_supervisors_at", Instant),
    Column("told_liaisons_at", Instant),
    #: Who drafted it; when it is issued, who did that.
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    UniqueConstraint("office_id", "kind", "year", "number"),
    Index(None, "office_id", "campaign"),
    Index(None, "corrects"),
    sqlite_autoincrement=True,
)

#: What people have written in one, block by block: the last saved wins, and its version tells the other.
bulletin_blocks = Table(
    "bulletin_blocks",
    metadata,
    Column("bulletin_id", Id, ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True),
    Column("block", Word(Block, 16), primary_key=True),
    Column("text", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    #: Campaign time.
    Column("at", Instant, nullable=False),
)
