"""What one message becomes on its channel: texts that it takes, and what goes beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from domain.abilities import Abilities, AttachmentKind
from domain.messages import Choice
from domain.splitting import split_text


@dataclass(frozen=True, kw_only=True)
class StoredAttachment:
    """A picture or file that goes out: where it lies in the store, and what its receiver sees it called.

    ``instead``: what is said on a channel that cannot bring it.
    """

    kind: AttachmentKind
    key: str
    name: str
    size: int = 0
    instead: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One row: its text, its further columns, and what tells it apart from another of the same text."""

    text: str
    columns: Mapping[str, Any]
    beside: tuple[str, ...] = ()


def parts_of(
    text: str, attachment: StoredAttachment | None, choices: Sequence[Choice], able: Abilities, left: int
) -> Sequence[Part]:
    """Choices go with the last text, an attachment after it; ``left``: bytes of each text that stay free."""
    brought = attachment if attachment is not None and able.brings(attachment.kind, attachment.size) else None
    said = "\n".join(filter(None, (text, attachment.instead if attachment and not brought else "")))
    texts = split_text(said, able.max_text_bytes - left) if said else []
    parts = [Part(text=one, columns=_NOTHING) for one in texts]
    if parts and choices and len(choices) <= able.buttons:
        shown = [[choice.label, choice.says] for choice in choices]
        # The same question asked again has other marks, and yet the same words.
        parts[-1] = Part(text=texts[-1], columns={**_NOTHING, "choices": shown}, beside=("choices",))
    if brought is not None:
        parts.append(_attached(brought))
    # A message of nothing is put in words when it is sent.
    return parts or [Part(text="", columns=_NOTHING)]


def stored_attachment(row: RowMapping) -> StoredAttachment | None:
    """What a row of the outbox brings beside words."""
    if not row["attachment_key"]:
        return None
    return StoredAttachment(kind=row["attachment_kind"], key=row["attachment_key"], name=row["attachment_name"])


#: Rows that are written together have the same columns.
_NOTHING: Mapping[str, Any] = {
    "attachment_kind": None,
    "attachment_key": "",
    "attachment_name": "",
    "choices": None,
}


def _attached(attachment: StoredAttachment) -> Part:
    columns = {
        "attachment_kind": attachment.kind,
        "attachment_key": attachment.key,
        "attachment_name": attachment.name,
        "choices": None,
    }
    return Part(text="", columns=columns, beside=(attachment.kind, attachment.key, attachment.name))
