"""What is in force, as the desk shows it: campaigns, how channels are, which alarms ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formats.spoken import moment_text

_WELL = "{label}：正常"
_RESTS = "{label}：{moment} 起暂停发送，恢复后自动补发"
_RINGS = "{said}（{moment} 起）"


@dataclass(frozen=True, kw_only=True)
class SettingsPage:
    """``campaigns``: each with its rules and times, as the operator reads it."""

    campaigns: tuple[str, ...]
    channels: tuple[str, ...]
    alarms: tuple[str, ...]


def channel_line(label: str, resting_since: datetime | None) -> str:
    if resting_since is None:
        return _WELL.format(label=label)
    return _RESTS.format(label=label, moment=moment_text(resting_since))


def alarm_line(said: str, since: datetime) -> str:
    return _RINGS.format(said=said.rstrip("。"), moment=moment_text(since))
