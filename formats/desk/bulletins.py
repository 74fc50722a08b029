"""Bulletins at the desk, as their templates fill them in: the list, the draft with its blocks, an issued one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from domain.bulletin import Block, BulletinKind, BulletinRefusal
from formats.bulletin.written import Written
from formats.words import bulletins as words

#: Blocks that are written as text, with the lines that their field shows.
FIELDS: Mapping[Block, int] = {
    Block.TITLE: 2,
    Block.INTRO: 5,
    Block.REMINDER: 4,
    Block.HEAD: 1,
    Block.ISSUER: 1,
    Block.SEND_TO: 2,
    Block.COPIES_TO: 2,
    Block.PRINTED: 1,
}
#: Rows of a table that a page shows; files have all.
MOST_ROWS = 60


@dataclass(frozen=True, kw_only=True)
class BulletinLine:
    """``number``: 〔2020〕第3期, or that it is a draft; ``note``: what it puts right, or is put right by."""

    id: int
    kind: str
    number: str
    issued: bool
    title: str
    at: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class BulletinsPage:
    """``kinds``: value and name; ``days``: as in an address, and as said."""

    campaign: str
    title: str
    lines: tuple[BulletinLine, ...]
    kinds: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    kind: str
    day: str


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """One block to write in. ``by``: who saved it and when; ``had``: tells whether somebody changed what was shown."""

    block: str
    name: str
    text: str
    rows: int
    version: int
    by: str

    @property
    def had(self) -> str:
        return fingerprint(self.text)


@dataclass(frozen=True, kw_only=True)
class HighlightLine:
    number: int
    title: str
    unit: str
    said: str
    pictured: bool
    has_picture: bool
    gone: bool


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """``page``: of several pictures. ``size``: in words; empty of a draft, whose files are made when asked for."""

    name: str
    path: str
    page: int = 1
    size: str = ""


@dataclass(frozen=True, kw_only=True)
class SentLine:
    """``to``: supervisors or liaisons; ``at`` empty: not yet."""

    to: str
    name: str
    at: str


@dataclass(frozen=True, kw_only=True)
class BulletinPage:
    """``waits``: why it cannot be issued yet; ``passed``: items to tell of, by number, each with what it is."""

    id: int
    campaign: str
    title: str
    kind: str
    number: str
    issued: bool
    public: bool
    revision: int
    names_missing: bool
    by_kind: bool
    written: Written
    fields: tuple[FieldView, ...]
    highlights: tuple[HighlightLine, ...]
    passed: tuple[tuple[int, str], ...]
    files: tuple[FileLine, ...]
    sent: tuple[SentLine, ...]
    by: str
    waits: str = ""
    next_number: str = ""
    corrects: BulletinLine | None = None
    corrected_by: BulletinLine | None = None
    sha256: str = ""


def fingerprint(text: str) -> str:
    """Of a block's text; line ends may come back from a form as others."""
    return hashlib.sha256("\n".join(text.splitlines()).encode("utf-8", "replace")).hexdigest()[:16]


def kinds() -> tuple[tuple[str, str], ...]:
    return tuple((kind.value, words.KINDS[kind]) for kind in BulletinKind)


def refused_text(refused: BulletinRefusal, *, due: str = "", number: str = "", most: int = 0) -> str:
    return words.REFUSALS[refused].format(due=due, number=number, most=most)


def done_text(code: str, number: str = "", others: str = "") -> str:
    """What a page says after a form; of codes that are none nothing."""
    said = words.DONE.get(code, "")
    return said.format(number=number, others=others) if said else ""
