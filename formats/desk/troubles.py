"""What may keep units from reporting though they are not to blame, for the board and the settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from formats.spoken import moment_text

#: Units that are named.
_NAMED = 5
_RESTS = "{label}：{moment} 起暂停发送，恢复后自动补发"
_RINGS = "{said}（{moment} 起）"
_NOT_REACHED = "{count} 个没报的单位收不到消息，提醒送不到"
_LOST = "{count} 个没报的单位发来的文件没能从平台取到，已告诉他们：{units}"


def rests(label: str, since: datetime) -> str:
    """A channel on which nothing is sent for now."""
    return _RESTS.format(label=label, moment=moment_text(since))


def rings(said: str, since: datetime) -> str:
    """An alarm, by its sentence."""
    return _RINGS.format(said=said.rstrip("。"), moment=moment_text(since))


def not_reached(count: int) -> str:
    return _NOT_REACHED.format(count=count)


def lost(units: Sequence[str]) -> str:
    return _LOST.format(count=len(units), units="、".join(units[:_NAMED]) + ("等" if len(units) > _NAMED else ""))
