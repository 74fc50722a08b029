"""The tables of organisations, of people, of what each may do, and of the accounts they write from."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
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

from storage.engine.schema import Id, Instant, Telephone, Word, metadata
from storage.states import ImportSource

organisations = Table(
    "organisations",
    metadata,
    Column("id", Id, primary_key=True),
    #: ``#`` and the id: of one that has left, when another one has its code.
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("line", String(16), nullable=False, server_default=""),
    Column("parent_id", ForeignKey("organisations.id"), index=True),
    #: False: no longer in the roster. It owes nothing more, but its material stays.
    Column("listed", Boolean, nullable=False, server_default=true()),
    #: Counts the changes to this table: the newest says whether what is kept in memory still holds.
    Column("revision", Integer, nullable=False, server_default="0", index=True),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False),
    #: ``#`` and the id: of somebody without one, when there is somebody else of that name without one.
    Column("phone", Telephone, nullable=False, server_default=""),
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
    #: 'roster' accounts were named by a roster file, 'invite' ones bound in chat, 'simulator' ones by its page.
    Column("source", String(16), nullable=False),
    #: Campaign time; NULL of those of a file, and of those bound before this was kept.
    Column("bound_at", Instant),
    #: Real time at which a person of several accounts began to speak from this one; what is said unasked goes there.
    Column("heard_at", Instant),
    UniqueConstraint("channel", "account"),
)

#: Codes by which a person binds a further account of their own; only the hash is kept, ``made_at`` is real time.
pairing_codes = Table(
    "pairing_codes",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
)

#: Accounts that used a supervisor's code and wait until the office above, or the operator, says yes.
pending_bindings = Table(
    "pending_bindings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    Column("asked_at", Instant, nullable=False),
    UniqueConstraint("channel", "account"),
    sqlite_autoincrement=True,
)

invites = Table(
    "invites",
    metadata,
    #: As it is given out; once used, its hash alone (``storage.used_codes``).
    Column("code", String(64), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
)

#: Addresses that platforms have made to bring in one person each, good until a moment of real time.
invite_links = Table(
    "invite_links",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("channel", String(32), primary_key=True),
    #: The code that it carries and the address, sealed together: of a code that was renewed since it is none.
    Column("link", Text, nullable=False),
    Column("until", Instant, nullable=False),
)

exemptions = Table(
    "exemptions",
    metadata,
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
    #: 'roster' exemptions follow the roster file; 'chat' ones were granted by a supervisor and stay.
    Column("source", String(16), nullable=False),
)

#: Every roster that was brought in, so that the file at start never beats something newer.
roster_imports = Table(
    "roster_imports",
    metadata,
    Column("id", Id, primary_key=True),
    #: Real time.
    Column("at", Instant, nullable=False),
    Column("source", Word(ImportSource, 16), nullable=False),
    #: SHA-256 of the file as it was.
    Column("digest", String(64), nullable=False),
    #: The newest event at the time: what was changed in chat since has a higher number.
    Column("after_event", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)
