"""The table of what was sent, and the receipts that answer it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text, false, text

from domain.findings import Kind
from domain.submission import State
from storage.engine.schema import Id, Instant, Word, metadata
from storage.states import ReceiptState

receipts = Table(
    "receipts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", Word(ReceiptState, 8), nullable=False, server_default=ReceiptState.OPEN.value),
    Index(
        "ix_receipts_open",
        "channel",
        "account",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "ix_receipts_unsent",
        "id",
        sqlite_where=text("state <> 'sent'"),
        postgresql_where=text("state <> 'sent'"),
    ),
    sqlite_autoincrement=True,
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Id, primary_key=True),
    #: One message makes one submission, however often it is worked on.
    Column("inbox_id", ForeignKey("inbox.id"), unique=True),
    Column("obligation_id", ForeignKey("obligations.id")),
    Column("organisation_id", ForeignKey("organisations.id")),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("item", String(32), nullable=False),
    Column("kind", Word(Kind, 16), nullable=False),
    Column("state", Word(State, 16), nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("captioned_at", Instant),
    Column("counted_at", Instant, nullable=False),
    Column("caption", Text, nullable=False, server_default=""),
    Column("text", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("file_name", Text, nullable=False, server_default=""),
    Column("key", Text, nullable=False, server_default=""),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("sha256", String(64), nullable=False, server_default=""),
    #: Of the bytes under ``key``; NULL: not computed yet, or there are none.
    Column("crc32", BigInteger),
    #: The SHA-256 of a text's letters; of nothing else.
    Column("wording", String(64), nullable=False, server_default=""),
    Column("facts", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    #: The rows of a statistics form, or of a list of activities; nothing else has any.
    Column("form", JSON(none_as_null=True)),
    #: An office returned it and takes it out of the counts; its state stays.
    Column("uncounted", Boolean, nullable=False, server_default=false()),
    #: An office takes it as accepted, whatever was found (``allowances``).
    Column("allowed", Boolean, nullable=False, server_default=false()),
    #: What its sender wrote, while words of an office stand in ``title``, ``caption`` and ``text``.
    Column("original", JSON(none_as_null=True)),
    Column("receipt_id", ForeignKey("receipts.id")),
    #: Counted for another unit or day than its key says: its bytes are to be moved.
    Column("misplaced", Boolean, nullable=False, server_default=false()),
    Index(None, "obligation_id", "state", "kind"),
    Index(None, "person_id", "state"),
    Index(None, "receipt_id"),
    Index(None, "sha256"),
    Index(None, "wording"),
    Index(
        "ix_submissions_unsummed",
        "id",
        sqlite_where=text("crc32 IS NULL AND key <> ''"),
        postgresql_where=text("crc32 IS NULL AND key <> ''"),
    ),
    Index(
        "ix_submissions_misplaced",
        "id",
        sqlite_where=text("misplaced"),
        postgresql_where=text("misplaced"),
    ),
    sqlite_autoincrement=True,
)
