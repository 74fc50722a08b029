"""The tables of what offices allow by way of exception: more time, exemption, a refused item taken all the same."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from domain.allowance import AllowanceKind
from storage.engine.schema import Id, Instant, Word, metadata

allowances = Table(
    "allowances",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Word(AllowanceKind, 16), nullable=False),
    Column("office_id", ForeignKey("organisations.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("reason", Text, nullable=False),
    #: Campaign time.
    Column("at", Instant, nullable=False),
    #: Of a report day: its campaign and day, the deadline given, and the organisation it was given to with all below
    #: it; NULL: all of the office's area.
    Column("campaign", String(64), nullable=False, server_default=""),
    Column("day", Date),
    Column("due_at", Instant),
    Column("organisation_id", Id, ForeignKey("organisations.id", ondelete="CASCADE")),
    Column("submission_id", Id, ForeignKey("submissions.id", ondelete="CASCADE")),
    #: When it was taken back, and by whom.
    Column("revoked_at", Instant),
    Column("revoked_by", Id, ForeignKey("people.id", ondelete="SET NULL")),
    Index(None, "campaign", "day"),
    Index(None, "submission_id"),
    sqlite_autoincrement=True,
)

#: The units that an allowance covers, as the area was when it was given.
allowed_units = Table(
    "allowed_units",
    metadata,
    Column("allowance_id", Id, ForeignKey("allowances.id", ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "organisation_id"),
)
