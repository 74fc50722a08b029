"""The platforms' own time: by it a machine's clock that is wrong is told from an attack.

Every answer of a platform is dated, and so is every callback that proves itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog

log = structlog.get_logger()

#: A clock is wrong when it differs by more: signatures are believed for 300 seconds, answers take seconds.
TOLERATED = timedelta(seconds=90)
#: Seconds after which a clock that is still wrong is named again.
SAY_EVERY = 600.0


def _real() -> datetime:
    return datetime.now(UTC)


class PlatformTime:
    """How far this machine's clock is from that of the platforms, by what was heard last.

    ``real`` is the machine's time, ``monotonic`` seconds that nobody can move.
    """

    def __init__(
        self, *, real: Callable[[], datetime] = _real, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        #: None before anything was heard; negative when the machine's clock is behind.
        self.ahead: timedelta | None = None
        self._real = real
        self._monotonic = monotonic
        self._said_at: float | None = None

    @property
    def wrong(self) -> bool:
        return self.ahead is not None and abs(self.ahead) > TOLERATED

    def heard(self, platform: datetime, *, here: datetime | None = None) -> None:
        """It was ``platform`` there when it was ``here`` on this machine (now, unless given)."""
        self.ahead = (here or self._real()) - platform
        now = self._monotonic()
        if self.wrong and (self._said_at is None or now - self._said_at >= SAY_EVERY):
            log.error("clock.wrong", ahead_seconds=round(self.ahead.total_seconds()))
            self._said_at = now
        elif not self.wrong and self._said_at is not None:
            log.info("clock.right_again")
            self._said_at = None

    def heard_header(self, date: str | None) -> None:
        """The ``Date`` of an answer; one that is no date is ignored."""
        try:
            platform = parsedate_to_datetime(date or "")
        except (ValueError, TypeError, IndexError, OverflowError):
            return
        if platform.tzinfo is not None:
            self.heard(platform)
