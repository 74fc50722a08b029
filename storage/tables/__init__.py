"""The tables. Time is a column everywhere: nothing that matters lives in a timer.

Columns named ``*_at`` of the story (sent, received, due, met) are campaign time; those of the machinery
(``retry_at``, ``claimed_until``, ``arrived_at``) are real time. Both are stored as UTC and read back aware.
``docs/database.md`` draws the picture.
"""

from __future__ import annotations

from storage.engine.schema import metadata
from storage.tables.allowances import allowances, allowed_units
from storage.tables.announcements import announcements
from storage.tables.bulletins import bulletin_blocks, bulletins
from storage.tables.clock import rehearsals, scheduled_notices
from storage.tables.desk import adoptions, logins, marks, returns, sessions, websites
from storage.tables.exports import export_members, exports, shares
from storage.tables.listening import connections
from storage.tables.mail import (
    access_tokens,
    bubbles,
    bursts,
    calls_made,
    came_back,
    channel_states,
    conversations,
    heard_accounts,
    inbox,
    nudges,
    outbox,
)
from storage.tables.obligations import events, obligations
from storage.tables.people import (
    duties,
    exemptions,
    identities,
    invite_links,
    invites,
    organisations,
    pairing_codes,
    pending_bindings,
    people,
    roster_imports,
)
from storage.tables.pictures import appearances
from storage.tables.submissions import receipts, submissions
from storage.tables.talk import earlier_receipts, notes, phrases, recollections
from storage.tables.trouble import setbacks, unreachable_accounts
from storage.tables.uploads import drafts, links, segments, uploads
from storage.tables.watching import alarms, processes

__all__ = [
    "access_tokens",
    "adoptions",
    "alarms",
    "allowances",
    "allowed_units",
    "announcements",
    "appearances",
    "bubbles",
    "bulletin_blocks",
    "bulletins",
    "bursts",
    "calls_made",
    "came_back",
    "channel_states",
    "connections",
    "conversations",
    "drafts",
    "duties",
    "earlier_receipts",
    "events",
    "exemptions",
    "export_members",
    "exports",
    "heard_accounts",
    "identities",
    "inbox",
    "invite_links",
    "invites",
    "links",
    "logins",
    "marks",
    "metadata",
    "notes",
    "nudges",
    "obligations",
    "organisations",
    "outbox",
    "pairing_codes",
    "pending_bindings",
    "people",
    "phrases",
    "processes",
    "receipts",
    "recollections",
    "rehearsals",
    "returns",
    "roster_imports",
    "scheduled_notices",
    "segments",
    "sessions",
    "setbacks",
    "shares",
    "submissions",
    "unreachable_accounts",
    "uploads",
    "websites",
]
