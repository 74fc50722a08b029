"""The tables of organisations, of people, of what each may do, and of the accounts they write from."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, String, Table, UniqueConstraint, true

from storage.engine.schema import Id, Instant, metadata

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
