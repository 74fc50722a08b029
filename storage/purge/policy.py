"""What a purge does with each column that can hold words, names, telephones, accounts or files.

A column that is missing here fails a test: whoever adds one says what becomes of it, and has
``storage.purge.clearing`` do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Purged(StrEnum):
    """KEPT: codes, kinds, hashes of what nobody said, or a named exception. BLANKED: the row stays without it.
    ROW: its row goes. UNTITLED: blanked unless the item was adopted."""

    KEPT = "kept"
    BLANKED = "blanked"
    ROW = "row"
    UNTITLED = "untitled"


_KEPT, _BLANKED, _ROW = Purged.KEPT, Purged.BLANKED, Purged.ROW


def _all(purged: Purged, *columns: str) -> dict[str, Purged]:
    return dict.fromkeys(columns, purged)


#: Table → column → what is done.
POLICY: Mapping[str, Mapping[str, Purged]] = {
    # The bot about itself: no campaign's.
    "alarms": _all(_KEPT, "said"),
    "access_tokens": _all(_KEPT, "channel", "token"),
    "bursts": _all(_KEPT, "channel"),
    "calls_made": _all(_KEPT, "channel"),
    "channel_states": _all(_KEPT, "channel", "problem", "detail"),
    "connections": _all(_KEPT, "channel", "holder", "claim", "error", "cursor", "hint"),
    "processes": _all(_KEPT, "id", "host", "vitals"),
    "rehearsals": _all(_KEPT, "configured"),
    "roster_imports": _all(_KEPT, "digest"),
    "scheduled_notices": _all(_KEPT, "campaign", "item", "claim", "error"),
    "setbacks": {"row_id": _KEPT, "error": _BLANKED},
    # Units are no persons.
    "organisations": _all(_KEPT, "code", "name", "aliases", "kind", "line"),
    "obligations": _all(_KEPT, "campaign", "item"),
    "exemptions": _all(_KEPT, "source"),
    "duties": _all(_KEPT, "role"),
    "announcements": {"key": _KEPT, "text": _BLANKED},
    "allowances": {"reason": _BLANKED, "campaign": _KEPT},
    # Of people who are in the roster no more.
    "people": _all(_BLANKED, "name", "phone"),
    "identities": {"channel": _ROW, "account": _ROW, "source": _ROW},
    "invites": {"code": _ROW},
    "invite_links": _all(_ROW, "channel", "link"),
    "pairing_codes": {"hash": _ROW},
    "pending_bindings": _all(_ROW, "channel", "account"),
    "unreachable_accounts": _all(_ROW, "channel", "account"),
    "heard_accounts": _all(_ROW, "channel", "account"),
    "came_back": _all(_ROW, "channel", "message_id", "account", "detail"),
    "links": _all(_ROW, "sha256", "channel", "account"),
    "logins": _all(_ROW, "sha256", "code", "agent", "address"),
    "sessions": _all(_ROW, "sha256", "agent", "address"),
    # What was sent and said.
    "inbox": {
        **_all(_KEPT, "channel", "external_id", "kind", "claim", "group_id"),
        **_all(_BLANKED, "sender", "text", "media", "file_name", "raw", "error"),
        **_all(_BLANKED, "reply_handle", "fetched_key", "fetched_name"),
    },
    "outbox": {
        **_all(_KEPT, "channel", "batch", "claim"),
        **_all(_BLANKED, "account", "text", "key", "words", "again", "message_id", "error"),
        **_all(_BLANKED, "attachment_key", "attachment_name", "choices"),
    },
    "receipts": {"channel": _KEPT, "account": _BLANKED},
    "submissions": {
        **_all(_KEPT, "item"),
        **_all(_BLANKED, "caption", "text", "file_name", "key", "sha256", "wording", "facts", "findings", "form"),
        "title": Purged.UNTITLED,
        "original": _BLANKED,
    },
    "appearances": _all(_ROW, "thumbnail", "small", "preview", "views"),
    "bubbles": _all(_ROW, "account", "kind", "text", "file_name"),
    "conversations": _all(_ROW, "awaiting", "composed"),
    "drafts": _all(_ROW, "item", "values"),
    "notes": _all(_ROW, "said"),
    "nudges": _all(_ROW, "key", "messages", "units"),
    "phrases": _all(_ROW, "role", "standing", "said", "offered", "next"),
    "recollections": _all(_ROW, "offered", "kept", "undo"),
    "segments": _all(_ROW, "upload_id", "key"),
    "uploads": _all(_ROW, "id", "channel", "account", "item", "file_name", "metadata", "lock"),
    # What was handed out: the files are gone, and so is what listed them.
    "exports": {"campaign": _KEPT, **_all(_ROW, "asked", "parts", "claim", "error")},
    "export_members": _all(_ROW, "key", "name"),
    "shares": _all(_ROW, "sha256", "label"),
    # What offices decided: the medium and address of an adoption are the named exception.
    "adoptions": _all(_KEPT, "medium", "url"),
    "marks": {"category": _KEPT, "theme": _KEPT, "note": _BLANKED},
    "returns": {"reason": _BLANKED},
    # What was issued is a paper of its office; drafts, and what they were written in, go.
    "bulletins": _all(_KEPT, "campaign", "snapshot", "sha256"),
    "bulletin_blocks": _all(_ROW, "text"),
    "events": {"details": _BLANKED},
}
