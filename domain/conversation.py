"""What the bot waits for from a person: what comes next is read by it. None stands for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Composing:
    """稿件 was said: everything up to 完 is one text."""


@dataclass(frozen=True)
class MilestoneAnnounced:
    """A milestone was named: its file or its words come next."""

    code: str


@dataclass(frozen=True)
class NudgeProposed:
    """A supervisor was told whom 确认 will nudge. ``units``, each with all below it, and ``kinds``: those named."""

    campaign: str
    day: date
    units: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandoverProposed:
    """A supervisor was told who 确认 will make a unit's liaison. ``leaving``: the id of the one who goes, 0: nobody."""

    unit: int
    name: str
    phone: str
    leaving: int = 0


@dataclass(frozen=True)
class LoginAsked:
    """Somebody who sees an area was asked whether a computer may come in as them. ``login``: its SHA-256."""

    login: str


@dataclass(frozen=True)
class ReturnProposed:
    """A supervisor was told what it does to the day when these items are returned and count no more."""

    numbers: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class AnnouncementProposed:
    """A supervisor was told whom 确认 will say it to. ``key``: under which the text is kept."""

    key: str


Awaiting = (
    Composing
    | MilestoneAnnounced
    | NudgeProposed
    | HandoverProposed
    | LoginAsked
    | ReturnProposed
    | AnnouncementProposed
)


@dataclass(frozen=True)
class EarlyCaption:
    """A caption that came before its photo: offered under the receipt of the photo that comes.

    ``numbers``: photos that it was offered for already; those that come join them.
    """

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class CutPiece:
    """A text that seems to go on in the next message; as typed. ``number``: as what it was stored, if it was."""

    text: str
    number: int | None = None


@dataclass(frozen=True)
class NotedCaption:
    """The caption noted last, and of which photos. ``bare``: it came without 说明 and a number."""

    text: str
    numbers: tuple[int, ...]
    bare: bool


#: What is kept of the message just dealt with, until the person says or sends anything else.
Kept = EarlyCaption | CutPiece | NotedCaption
