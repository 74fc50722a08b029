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
    """A supervisor was told whom 确认 will nudge."""

    campaign: str
    day: date


Awaiting = Composing | MilestoneAnnounced | NudgeProposed
