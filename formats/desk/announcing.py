"""Announcements as the pages of the desk show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formats.chat.announcing import unbound_text
from formats.spoken import clipped, moment_text
from formats.words import announcing as words


@dataclass(frozen=True, kw_only=True)
class AnnouncementLine:
    id: int
    text: str
    who: str
    at: str
    receivers: int
    unbound: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementsPage:
    """``most``: characters that one may have; ``typed``: what is kept of a text that was not sent."""

    lines: tuple[AnnouncementLine, ...]
    most: int
    typed: str
    problem: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementPreview:
    """``said``: as each liaison reads it; ``moment`` makes one of one form."""

    text: str
    said: str
    whom: str
    moment: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementPage:
    said: str
    who: str
    at: str
    became: str


def line(id_: int, text: str, who: str, at: datetime, *, receivers: int, unbound: int) -> AnnouncementLine:
    return AnnouncementLine(
        id=id_, text=clipped(text, 60), who=who, at=moment_text(at), receivers=receivers, unbound=unbound
    )


def whom(*, units: int, persons: int, unbound: int) -> str:
    return f"{units} 个单位的 {persons} 名联络员{unbound_text(unbound)}"


def became(*, sent: int, failed: int, waiting: int, unbound: int) -> str:
    return words.BECAME.format(sent=sent, failed=failed, waiting=waiting, unbound=unbound)
