"""The tables. Time is a column everywhere: nothing that matters lives in a timer.

Columns named ``*_at`` of the story (sent, received, due, met) are campaign time; those of the machinery
(``retry_at``, ``claimed_until``, ``arrived_at``) are real time. Both are stored as UTC and read back aware.
``docs/database.md`` draws the picture.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from storage.engine.schema import Id, Instant, claim_columns
from storage.engine.schema import metadata as metadata
from storage.picture_tables import appearances as appearances
from storage.upload_tables import drafts as drafts
from storage.upload_tables import links as links
from storage.upload_tables import segments as segments
from storage.upload_tables import uploads as uploads

organisations = Table(
    "organisations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("line", String(16), nullable=False, server_default=""),
    Column("parent_id", ForeignKey("organisations.id")),
    #: False: no longer in the roster. It owes nothing more, but its material stays.
    Column("listed", Boolean, nullable=False, server_default=true()),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("phone", String(32), nullable=False, server_default=""),
    UniqueConstraint("name", "phone"),
)

duties = Table(
    "duties",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(16), primary_key=True),
    Index(None, "organisation_id"),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    #: 'roster' accounts follow the roster file; 'invite' ones were bound in chat and stay.
    Column("source", String(16), nullable=False),
    UniqueConstraint("channel", "account"),
)

invites = Table(
    "invites",
    metadata,
    Column("code", String(16), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
)

exemptions = Table(
    "exemptions",
    metadata,
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
    #: 'roster' exemptions follow the roster file; 'chat' ones were granted by a supervisor and stay.
    Column("source", String(16), nullable=False),
)

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
    Column("met_at", Instant),
    Column("exempt", Boolean, nullable=False, server_default=false()),
    #: No longer asked for (roster or campaign changed) but material was sent for it: kept, never counted.
    Column("retired", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("campaign", "organisation_id", "item", "day"),
    Index(None, "campaign", "item", "day"),
    Index(None, "organisation_id", "item", "due_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("sender", String(128), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    #: Real time: when the platform sent it, when it reached us.
    Column("sent_at", Instant, nullable=False),
    Column("arrived_at", Instant, nullable=False),
    #: Campaign time: the moment that counts for deadlines.
    Column("received_at", Instant, nullable=False),
    #: new | done | failed
    Column("state", String(8), nullable=False, server_default="new"),
    *claim_columns(),
    UniqueConstraint("channel", "external_id"),
    Index(
        "ix_inbox_waiting",
        "channel",
        "sender",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    sqlite_autoincrement=True,
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    #: open | sent
    Column("state", String(8), nullable=False, server_default="open"),
    Index(
        "ix_receipts_open",
        "channel",
        "account",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
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
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
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
    Column("facts", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    #: The rows of a statistics form; nothing else has any.
    Column("form", JSON(none_as_null=True)),
    Column("receipt_id", ForeignKey("receipts.id")),
    #: Counted for another unit or day than its key says: its bytes are to be moved.
    Column("misplaced", Boolean, nullable=False, server_default=false()),
    Index(None, "obligation_id", "state", "kind"),
    Index(None, "person_id", "state"),
    Index(None, "receipt_id"),
    Index(None, "sha256"),
    Index(
        "ix_submissions_misplaced",
        "id",
        sqlite_where=text("misplaced"),
        postgresql_where=text("misplaced"),
    ),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    Column("text", Text, nullable=False),
    #: What makes this message one of its kind (receipt 12 part 1; reminder, day, time, whom): never two of the same.
    Column("key", String(200), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    #: Campaign time after which it must not be said any more (a reminder's deadline).
    Column("expires_at", Instant),
    #: Rows that went to the platform in one call stay together, so that a repeated call is the same to the letter.
    Column("parcel", String(32), index=True),
    #: new | sent | failed
    Column("state", String(8), nullable=False, server_default="new"),
    Column("sent_at", Instant),
    Column("message_id", String(200), nullable=False, server_default=""),
    *claim_columns(),
    Index(
        "ix_outbox_waiting",
        "channel",
        "account",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_outbox_pace", "channel", "account", "sent_at"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person_id", BigInteger),
    Column("verb", String(32), nullable=False),
    Column("organisation_id", BigInteger),
    Column("obligation_id", BigInteger),
    Column("submission_id", BigInteger),
    Column("details", JSON, nullable=False),
    Index(None, "obligation_id"),
    Index(None, "organisation_id", "id"),
    Index(None, "person_id", "id"),
    sqlite_autoincrement=True,
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign", String(64), nullable=False),
    #: remind | missing | digest | milestone
    Column("what", String(16), nullable=False),
    Column("item", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    #: new | done | dropped
    Column("state", String(8), nullable=False, server_default="new"),
    *claim_columns(),
    UniqueConstraint("campaign", "what", "item", "day", "run_at"),
    Index(None, "state", "run_at"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    #: The unit that one who serves several has chosen.
    Column("organisation_id", ForeignKey("organisations.id", ondelete="SET NULL")),
    #: '' | pieces | milestone:<code> | confirm:<what>
    Column("awaiting", String(64), nullable=False, server_default=""),
    Column("pieces", Text, nullable=False, server_default=""),
    Column("since", Instant, nullable=False),
)

channel_states = Table(
    "channel_states",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("paused_until", Instant, nullable=False),
    Column("problem", String(32), nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("since", Instant, nullable=False),
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

bubbles = Table(
    "bubbles",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", String(128), nullable=False),
    #: True when the person wrote it, False when the bot did.
    Column("mine", Boolean, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("file_name", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    Index(None, "account", "id"),
    sqlite_autoincrement=True,
)
