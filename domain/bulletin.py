"""A bulletin: the paper in which an office says how its units have reported. Drafted, issued once, never changed. Pure.

Until it is issued its numbers are those of the moment. 签发 gives it the next number of its kind and year, and freezes
it; a mistake in an issued one is put right by a new one that names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.campaigns.campaign import Campaign
from domain.reach import Reach

#: Characters of one block, at most, and items of 亮点摘编.
LONGEST_BLOCK = 8000
MOST_HIGHLIGHTS = 30


class BulletinKind(StrEnum):
    """DAILY: of one day; SPECIAL: a newsletter; FINAL: of the whole week; PUBLIC: for everybody to read."""

    DAILY = "daily"  # 通报
    SPECIAL = "special"  # 简报
    FINAL = "final"  # 最终通报
    PUBLIC = "public"  # 公示


class BulletinState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"


class Block(StrEnum):
    """What people write in a bulletin; all else is written by the program."""

    HEAD = "head"  # the red name
    ISSUER = "issuer"
    TITLE = "title"
    INTRO = "intro"
    HIGHLIGHTS = "highlights"  # items with what is said of each, see ``Highlight``
    REMINDER = "reminder"
    SEND_TO = "send_to"
    COPIES_TO = "copies_to"
    PRINTED = "printed"  # how many copies


class BulletinRefusal(StrEnum):
    """Why an office may not."""

    READER = "reader"  # who acts only looks
    ISSUED = "issued"  # nothing of an issued one changes
    NOT_ISSUED = "not_issued"  # only what is issued is sent, or put right
    NOT_OVER = "not_over"  # nobody is missing before the deadline
    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"  # there is no such item, or not in reach


@dataclass(frozen=True, kw_only=True)
class Highlight:
    """An item in 亮点摘编: by its number, with what is said of it; ``pictured``: its photo is shown."""

    number: int
    said: str = ""
    pictured: bool = False


@dataclass(frozen=True, kw_only=True)
class BlockText:
    """One block as it was last saved; ``version`` counts from 1."""

    block: Block
    text: str
    version: int
    person_id: int | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Bulletin:
    """``day``: of one day, or the day on which it was drafted. ``revision``: grows by everything that is changed.

    ``names_missing``: units that have not reported are named; ``by_kind``: a table for each kind of unit.
    ``corrects``: the issued one that this one puts right. ``sha256``: of its Word file.
    """

    id: int
    campaign: str
    office_id: int
    kind: BulletinKind
    day: date
    state: BulletinState
    names_missing: bool
    by_kind: bool
    revision: int
    made_at: datetime
    person_id: int | None
    corrects: int | None = None
    year: int | None = None
    number: int | None = None
    sha256: str = ""
    issued_at: datetime | None = None
    told_supervisors_at: datetime | None = None
    told_liaisons_at: datetime | None = None

    @property
    def issued(self) -> bool:
        return self.state is BulletinState.ISSUED

    @property
    def names_those_missing(self) -> bool:
        """公示 never does, whatever the switch says."""
        return self.names_missing and self.kind is not BulletinKind.PUBLIC


def highlights_of(text: str) -> tuple[Highlight, ...]:
    """What the block of highlights holds; what is none of ours says nothing."""
    try:
        return tuple(Highlight(**one) for one in json.loads(text or "[]"))
    except (ValueError, TypeError):
        return ()


def highlights_text(highlights: Iterable[Highlight]) -> str:
    return json.dumps([asdict(one) for one in highlights], ensure_ascii=False)


def days_of(campaign: Campaign, kind: BulletinKind, day: date) -> tuple[date, ...]:
    """The report days that a bulletin is about."""
    return campaign.days if kind in (BulletinKind.FINAL, BulletinKind.PUBLIC) else (day,)


def over_at(campaign: Campaign, kind: BulletinKind, day: date) -> datetime | None:
    """From when on it may be issued; None: at any time. Before its deadline a day has nobody who is missing."""
    if kind is BulletinKind.SPECIAL:
        return None
    return campaign.due_at(days_of(campaign, kind, day)[-1])


def refused_change(reach: Reach, bulletin: Bulletin) -> BulletinRefusal | None:
    """Why the office may not change it, or throw it away."""
    if not reach.acts:
        return BulletinRefusal.READER
    return BulletinRefusal.ISSUED if bulletin.issued else None


def refused_issue(
    reach: Reach, bulletin: Bulletin, campaign: Campaign, title: str, now: datetime
) -> BulletinRefusal | None:
    refused = refused_change(reach, bulletin)
    if refused is not None:
        return refused
    if not title.strip():
        return BulletinRefusal.NO_TITLE
    over = over_at(campaign, bulletin.kind, bulletin.day)
    return BulletinRefusal.NOT_OVER if over is not None and now <= over else None


def refused_after(reach: Reach, bulletin: Bulletin) -> BulletinRefusal | None:
    """Why the office may not send it, or put it right."""
    if not reach.acts:
        return BulletinRefusal.READER
    return None if bulletin.issued else BulletinRefusal.NOT_ISSUED
