"""文字编辑: an office puts words of its own in the place of a sender's, which are kept and can stand again. Pure.

Whatever shows or hands on an item shows the words in force. A sender who changes a caption later changes the one that
is kept; the office sees that and decides.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from domain.organisation import Role
from domain.selection import Acting, Refusal, Selected, locked
from domain.submission import Original, State, Submission, Words

#: Characters at most.
LONGEST_TITLE = 200
LONGEST_CAPTION = 1000
LONGEST_TEXT = 50_000


def refused_edit(item: Submission, selected: Selected, acting: Acting, words: Words, seen: str) -> Refusal | None:
    """Why the office may not have it say ``words``. ``seen``: the ``fingerprint`` of what it saw before."""
    if acting.role is not Role.SUPERVISOR:
        return Refusal.READER
    if item.state is not State.ACCEPTED:
        return Refusal.NOT_ACCEPTED
    if locked(selected, acting.above) or (item.original is not None and item.original.office_id in acting.above):
        return Refusal.HELD
    if seen != fingerprint(item.words):
        return Refusal.CHANGED
    return Refusal.NO_WORDS if _lost(own_words(item), words) else None


def edited(item: Submission, words: Words, office_id: int) -> Original | None:
    """What is kept of the sender's once the office's words stand; None: they are the sender's own again."""
    own = own_words(item)
    return Original(words=own, office_id=office_id) if words != own else None


def own_words(item: Submission) -> Words:
    """The sender's."""
    return item.original.words if item.original else item.words


def recaptioned(original: Original, caption: str) -> Original:
    """The sender changes a caption that an office has edited."""
    return replace(original, words=replace(original.words, caption=caption), newer=True)


def fingerprint(words: Words) -> str:
    """Short, and another one for other words."""
    said = "\0".join((words.title, words.caption, words.text))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _lost(own: Words, new: Words) -> bool:
    pairs = ((own.title, new.title), (own.caption, new.caption), (own.text, new.text))
    return any(before.strip() and not after.strip() for before, after in pairs)
