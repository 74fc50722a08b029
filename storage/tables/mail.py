"""The tables of messages: come in, going out, what a conversation waits for."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
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
    true,
)

from domain.abilities import AttachmentKind
from domain.messages import Unreachable
from storage.engine.schema import Id, Instant, Word, claim_columns, metadata
from storage.states import InboxState, OutboxState

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
    #: The whole message as the platform sent it, when not all of it could be read.
    Column("raw", Text, nullable=False, server_default=""),
    #: The group it was said in; empty: to the bot alone.
    Column("group_id", String(128), nullable=False, server_default=""),
    #: It was said to the bot, not only among others.
    Column("addressed", Boolean, nullable=False, server_default=true()),
    #: What answers this message on its platform, sealed; blanked when it was used, or its time (real) is over.
    Column("reply_handle", Text, nullable=False, server_default=""),
    Column("reply_until", Instant),
    #: Its file must be fetched before then (real time), and has not been: nothing else is done with it until it has.
    Column("fetch_by", Instant),
    #: Where its file was put when it was fetched early, and what the platform called it.
    Column("fetched_key", Text, nullable=False, server_default=""),
    Column("fetched_name", Text, nullable=False, server_default=""),
    #: Real time: when the platform sent it, when it reached us.
    Column("sent_at", Instant, nullable=False),
    Column("arrived_at", Instant, nullable=False),
    #: Campaign time: the moment that counts for deadlines.
    Column("received_at", Instant, nullable=False),
    Column("state", Word(InboxState, 8), nullable=False, server_default=InboxState.NEW.value),
    #: The last try was only too early: it says nothing about the message itself.
    Column("waited", Boolean, nullable=False, server_default=false()),
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
    Index("ix_inbox_failed", "id", sqlite_where=text("state = 'failed'"), postgresql_where=text("state = 'failed'")),
    Index(
        "ix_inbox_fetch_by",
        "fetch_by",
        sqlite_where=text("fetch_by IS NOT NULL"),
        postgresql_where=text("fetch_by IS NOT NULL"),
    ),
    Index(
        "ix_inbox_fetched",
        "id",
        sqlite_where=text("fetched_key != ''"),
        postgresql_where=text("fetched_key != ''"),
    ),
    Index(
        "ix_inbox_reply",
        "channel",
        "group_id",
        "sender",
        "id",
        sqlite_where=text("reply_handle != ''"),
        postgresql_where=text("reply_handle != ''"),
    ),
    Index(
        "ix_inbox_groups",
        "channel",
        "group_id",
        sqlite_where=text("group_id != ''"),
        postgresql_where=text("group_id != ''"),
    ),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("account", String(128), nullable=False),
    #: ``account`` is a group.
    Column("to_group", Boolean, nullable=False, server_default=false()),
    Column("text", Text, nullable=False),
    #: A picture or file in the store that goes instead of a text, and what its receiver sees it called.
    Column("attachment_key", Text, nullable=False, server_default=""),
    Column("attachment_name", Text, nullable=False, server_default=""),
    Column("attachment_kind", Word(AttachmentKind, 8)),
    #: What the numbers in the text stand for, where the channel shows them as buttons: pairs of label and words.
    Column("choices", JSON),
    #: The message of the inbox that it answers, whose reply handle it goes by.
    Column("reply_to", Id),
    #: What goes first (``domain.precedence``).
    Column("precedence", Integer, nullable=False, server_default="1"),
    #: What makes this message one of its kind (receipt 12 part 1; reminder, day, time, whom): never two of the same.
    Column("key", String(200), nullable=False, unique=True),
    #: The SHA-256 of ``text``, by which repeated words are found, and those that many are to be told.
    Column("words", String(64), nullable=False, server_default=""),
    #: Said after ``text``, so that a platform that swallows repeated words brings these.
    Column("again", String(64), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    #: The same in real time: since when it waits, however often it was tried.
    Column("queued_at", Instant, nullable=False),
    #: Campaign time after which it must not be said any more (a reminder's deadline).
    Column("expires_at", Instant),
    #: Rows that went to the platform in one call stay together, so that a repeated call is the same to the message.
    Column("batch", String(32), index=True),
    Column("state", Word(OutboxState, 8), nullable=False, server_default=OutboxState.NEW.value),
    Column("sent_at", Instant),
    Column("message_id", String(200), nullable=False, server_default=""),
    #: Since then (real time) supervisors know that it does not go, for want of calls.
    Column("told_at", Instant),
    *claim_columns(),
    Index(
        "ix_outbox_waiting",
        "channel",
        "account",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    #: In the order in which they go.
    Index(
        "ix_outbox_new",
        "precedence",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index(
        "ix_outbox_alike",
        "channel",
        "words",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_outbox_pace", "channel", "account", "sent_at"),
    Index("ix_outbox_words", "words", "account"),
    Index("ix_outbox_failed", "id", sqlite_where=text("state = 'failed'"), postgresql_where=text("state = 'failed'")),
    Index(
        "ix_outbox_parked",
        "channel",
        "account",
        "id",
        sqlite_where=text("state = 'parked'"),
        postgresql_where=text("state = 'parked'"),
    ),
    sqlite_autoincrement=True,
)

#: Who has spoken to the bot, on channels that ask for it before it may speak to them.
heard_accounts = Table(
    "heard_accounts",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("account", String(128), primary_key=True),
    #: Real time.
    Column("heard_at", Instant, nullable=False),
    #: When they left (real time), unless they have come back.
    Column("left_at", Instant),
)

#: Messages that a platform did not deliver after all, told before it was noted that they went; for a day. Times real.
came_back = Table(
    "came_back",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("message_id", String(200), primary_key=True),
    Column("account", String(128), nullable=False),
    #: NULL: it speaks of the channel.
    Column("reason", Word(Unreachable, 16)),
    Column("detail", String(100), nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
)

#: Answers to supervisors that say what became of the messages of a nudge, while that is not known yet.
nudges = Table(
    "nudges",
    metadata,
    #: The answer's own key in the outbox, and what the keys of the nudge's messages begin with.
    Column("key", String(200), primary_key=True),
    Column("messages", String(200), nullable=False),
    #: Real time: then it is said, whatever is known.
    Column("answer_by", Instant, nullable=False),
    Column("day", Date, nullable=False),
    #: Pairs of a unit's id and the ids of those who were written to for it.
    Column("units", JSON, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    #: The unit that one who serves several has chosen.
    Column("organisation_id", ForeignKey("organisations.id", ondelete="SET NULL")),
    #: Written and read by ``storage.conversations`` alone.
    Column("awaiting", String(400), nullable=False, server_default=""),
    #: The text so far, while one is being composed.
    Column("composed", Text, nullable=False, server_default=""),
    Column("since", Instant, nullable=False),
)

channel_states = Table(
    "channel_states",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("paused_until", Instant, nullable=False),
    #: The platform refused the channel: it rests until it is asked, not before then, and says yes. NULL: not asked.
    Column("probe_at", Instant),
    Column("problem", String(32), nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("since", Instant, nullable=False),
)

#: Of the month, and only of channels whose platform limits them. Times real.
calls_made = Table(
    "calls_made",
    metadata,
    Column("channel", String(32), primary_key=True),
    #: Its first moment in China.
    Column("month", Instant, nullable=False),
    Column("made", Integer, nullable=False),
    #: The platform has said so; it has taken more than we thought that it would.
    Column("used_up", Boolean, nullable=False, server_default=false()),
    Column("beyond", Boolean, nullable=False, server_default=false()),
    #: Whether it takes more was tried then, though nothing was thought to be left.
    Column("tried_at", Instant),
)

#: Only of channels whose platform limits them.
bursts = Table(
    "bursts",
    metadata,
    Column("channel", String(32), primary_key=True),
    #: The second (real time) in which one was made last, and how many were within it.
    Column("second", Instant, nullable=False),
    Column("calls", Integer, nullable=False),
)

#: Times real. Only of channels whose processes share one.
access_tokens = Table(
    "access_tokens",
    metadata,
    Column("channel", String(32), primary_key=True),
    #: Sealed.
    Column("token", Text, nullable=False),
    Column("good_until", Instant, nullable=False),
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
