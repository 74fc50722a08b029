"""文字编辑 on an item's page: what can be edited, and what its sender wrote."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from domain.editing import fingerprint, own_words
from domain.findings import Kind
from domain.submission import Submission
from formats.words.item import WORDS


@dataclass(frozen=True, kw_only=True)
class ItemWording:
    """文字编辑. ``fields``: what can be edited, with its name; ``seen``: what the form says it was made from.

    ``own``: the sender's words, where others stand, each with its name; ``newer``: they have changed since.
    ``by``: whose words stand.
    """

    fields: tuple[tuple[str, str, str], ...]
    seen: str
    own: tuple[tuple[str, str], ...]
    newer: bool
    by: str


def wording(item: Submission, *, by: str) -> ItemWording:
    """A photo has no title of its own, and only words from chat can be edited as a text: a document stays as it is."""
    pictured = item.kind in (Kind.PHOTO, Kind.VIDEO)
    shown = {"title": not pictured, "caption": pictured, "text": bool(item.text)}
    own = asdict(own_words(item))
    now = asdict(item.words)
    return ItemWording(
        fields=tuple((name, WORDS[name], now[name]) for name in WORDS if shown[name] or now[name]),
        seen=fingerprint(item.words),
        own=tuple((label, own[name]) for name, label in WORDS.items() if own[name] != now[name]),
        newer=item.original is not None and item.original.newer,
        by=by,
    )
