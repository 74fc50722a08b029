"""The tables of what conversations remember: what was asked, what can be undone, what was not understood."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, ForeignKey, Index, String, Table, Text, false

from storage.engine.schema import Id, Instant, Word, metadata
from storage.states import Outcome

recollections = Table(
    "recollections",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    #: The choices of the bot's last numbered question, and when it was asked (campaign time).
    Column("offered", JSON(none_as_null=True)),
    Column("offered_at", Instant),
    #: What is kept of the message just dealt with.
    Column("kept", JSON(none_as_null=True)),
    Column("kept_at", Instant),
    #: The bot's last word was a question that no number answers.
    Column("asked", Boolean, nullable=False, server_default=false()),
    #: The person's newest submission when this was written: what is newer was sent since.
    Column("said_after", BigInteger, nullable=False, server_default="0"),
    #: What takes back all that the last message brought, and the newest submission then.
    Column("undo", JSON(none_as_null=True)),
    Column("undo_at", Instant),
    Column("undo_after", BigInteger, nullable=False, server_default="0"),
)

notes = Table(
    "notes",
    metadata,
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("said", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

phrases = Table(
    "phrases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("role", String(16), nullable=False),
    #: What the conversation stood at.
    Column("standing", String(32), nullable=False),
    Column("said", Text, nullable=False),
    Column("outcome", Word(Outcome, 16), nullable=False),
    #: What was offered; empty when nothing was.
    Column("offered", Text, nullable=False, server_default=""),
    #: What this person's next message did; empty until there is one.
    Column("next", Text, nullable=False, server_default=""),
    Index(None, "person_id", "id"),
    sqlite_autoincrement=True,
)

#: What a receipt spoke of, when a later one has spoken of it again.
earlier_receipts = Table(
    "earlier_receipts",
    metadata,
    Column("receipt_id", ForeignKey("receipts.id", ondelete="CASCADE"), primary_key=True),
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
)
