"""The tables of the upload page: personal links, uploads under way, the segments that have come, forms half filled."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false, text

from storage.engine.schema import Id, Instant, Word, metadata
from storage.states import UploadState

links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    #: Of the token; the token itself is only in the message that brought it.
    Column("sha256", String(64), nullable=False, unique=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    #: The account that receipts go to.
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    #: Real time, all three.
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    #: What was chosen on the page; NULL and '' when nothing was.
    Column("organisation_id", ForeignKey("organisations.id", ondelete="SET NULL")),
    Column("item", String(32), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("length", BigInteger, nullable=False),
    #: The offset: bytes counted so far, all of them in ``segments``.
    Column("received", BigInteger, nullable=False, server_default="0"),
    #: The header as it came, to be told again.
    Column("metadata", Text, nullable=False),
    Column("state", Word(UploadState, 8), nullable=False, server_default=UploadState.NEW.value),
    #: Real time, all of them.
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("lock", String(32)),
    Column("locked_until", Instant),
    #: Its segments are gone: it was taken over, or it ended without being finished.
    Column("freed", Boolean, nullable=False, server_default=false()),
    Index(None, "person_id", "created_at"),
    Index(
        "ix_uploads_unfreed", "state", "expires_at", sqlite_where=text("NOT freed"), postgresql_where=text("NOT freed")
    ),
)

segments = Table(
    "segments",
    metadata,
    Column("upload_id", ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("length", Integer, nullable=False),
    Column("key", Text, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(32), primary_key=True),
    #: What was typed, by field of the form.
    Column("values", JSON, nullable=False),
    Column("saved_at", Instant, nullable=False),
)
