"""What is in force, as the desk shows it: campaigns, how channels are, which alarms ring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.processes import Place
from formats.desk.troubles import rests
from formats.words.alarms import PLACES

_WELL = "{label}：正常"
_FREE = "{place}：还有 {gigabytes:.1f} GB"
_ELSEWHERE = "数据库和材料都不在这台机器上。"


@dataclass(frozen=True, kw_only=True)
class SettingsPage:
    """``campaigns``: each with its rules and times, as the operator reads it; all of this as things are ``at``."""

    campaigns: tuple[str, ...]
    channels: tuple[str, ...]
    alarms: tuple[str, ...]
    disks: tuple[str, ...]
    versions: tuple[str, ...]
    at: str


def channel_line(label: str, resting_since: datetime | None) -> str:
    return _WELL.format(label=label) if resting_since is None else rests(label, resting_since)


def disk_lines(free: Mapping[Place, int]) -> tuple[str, ...]:
    """What each has left, in bytes."""
    lines = (_FREE.format(place=PLACES[place], gigabytes=size / 1e9) for place, size in free.items())
    return tuple(lines) or (_ELSEWHERE,)


def version_lines(program: str, python: str, database: str) -> tuple[str, ...]:
    return f"报送 {program}", f"Python {python}", database
