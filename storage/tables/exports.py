"""The tables of exports: what was asked for, the list of files as it was frozen, and links that open one outside."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.engine.schema import Id, Instant, Word, claim_columns, metadata
from storage.states import ExportState

exports = Table(
    "exports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    Column("office_id", ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    #: The filter: codes, days and kinds.
    Column("asked", JSON, nullable=False),
    Column("state", Word(ExportState, 8), nullable=False, server_default=ExportState.MAKING.value),
    #: What one zip may weigh.
    Column("part_bytes", BigInteger, nullable=False),
    #: Items, and those of them that have been looked at while it is made.
    Column("items", Integer, nullable=False, server_default="0"),
    Column("prepared", Integer, nullable=False, server_default="0"),
    Column("lost", Integer, nullable=False, server_default="0"),
    #: Of each zip, in order: its size, number of files and outline.
    Column("parts", JSON, nullable=False),
    #: Campaign time.
    Column("made_at", Instant, nullable=False),
    #: Real time.
    Column("expires_at", Instant, nullable=False),
    *claim_columns(),
    Index(None, "office_id", "campaign"),
    Index(None, "state", "expires_at"),
    sqlite_autoincrement=True,
)

#: The list of an export as it was frozen: what is in it, under which name, in which zip.
export_members = Table(
    "export_members",
    metadata,
    Column("export_id", ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("part", Integer, nullable=False),
    #: NULL: a paper of the export, whose bytes are under ``key``. A submission's lie where its own row says, unless a
    #: smaller photo stands for it.
    Column("submission_id", Id, ForeignKey("submissions.id")),
    Column("key", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("crc32", BigInteger, nullable=False),
    #: When it was received; campaign time.
    Column("at", Instant, nullable=False),
    Index(None, "submission_id"),
)

#: Addresses that open one export to somebody without an account. All times real; of the token the SHA-256 alone.
shares = Table(
    "shares",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("export_id", ForeignKey("exports.id", ondelete="CASCADE"), nullable=False),
    #: For whom it is, as the office calls them.
    Column("label", String(100), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    #: How often its page was opened, and a download begun.
    Column("opened", Integer, nullable=False, server_default="0"),
    Column("downloads", Integer, nullable=False, server_default="0"),
    Index(None, "export_id"),
    sqlite_autoincrement=True,
)
