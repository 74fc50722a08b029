"""The minutes in which platforms hear everybody's reminders at once: the full hour and half past (docs/platform.md)."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def is_busy(at: time | datetime) -> bool:
    """Whether platforms ask not to be spoken to then, and refuse robots of groups."""
    return at.minute % 30 == 0


def after_busy(at: datetime) -> datetime:
    """``at``, or the beginning of the minute behind a busy one."""
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1) if is_busy(at) else at
