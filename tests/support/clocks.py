"""A clock for tests: campaign time and real time stand still until they are moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.clock import CHINA


class FrozenClock:
    """Both times are one instant, as with the real clock; ``jump`` moves campaign time alone, as a rehearsal does."""

    def __init__(self, now: datetime) -> None:
        self._real = now.astimezone(UTC)
        self._ahead = timedelta()

    def now(self) -> datetime:
        return self.at(self._real)

    def real(self) -> datetime:
        return self._real

    def at(self, real: datetime) -> datetime:
        return (real + self._ahead).astimezone(CHINA)

    def advance(self, **amount: float) -> None:
        """Both times go on."""
        self._real += timedelta(**amount)

    def set(self, now: datetime) -> None:
        """Both times go on until campaign time is ``now``."""
        self._real += now - self.now()

    def jump(self, now: datetime) -> None:
        """Campaign time alone is moved."""
        self._ahead += now - self.now()
