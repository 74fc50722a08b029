"""What is left of a message of which nothing personal may be kept: the values of its blanked columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import null

#: Of the inbox.
UNREAD: Mapping[str, Any] = {
    **dict.fromkeys(("sender", "text", "media", "file_name", "raw", "error"), ""),
    **dict.fromkeys(("reply_handle", "fetched_key", "fetched_name"), ""),
}
#: Of the outbox.
SILENT: Mapping[str, Any] = {
    **dict.fromkeys(("account", "text", "words", "again", "message_id", "error"), ""),
    **dict.fromkeys(("attachment_key", "attachment_name"), ""),
    "choices": null(),
}
