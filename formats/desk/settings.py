"""What is in force, as the desk shows it: campaigns, how channels are, which alarms ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formats.desk.troubles import rests

_WELL = "{label}：正常"


@dataclass(frozen=True, kw_only=True)
class SettingsPage:
    """``campaigns``: each with its rules and times, as the operator reads it."""

    campaigns: tuple[str, ...]
    channels: tuple[str, ...]
    alarms: tuple[str, ...]


def channel_line(label: str, resting_since: datetime | None) -> str:
    return _WELL.format(label=label) if resting_since is None else rests(label, resting_since)
