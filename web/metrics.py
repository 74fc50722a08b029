"""What Prometheus reads at /metrics: callbacks counted as they come, the backlog measured when asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector

from domain.messages import Unreachable
from storage.states import Lane


class Metrics:
    """``registry`` may be handed in with counters of other rooms (sends by outcome) already on it."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._callbacks = Counter(
            "baosong_callbacks", "Webhook calls by channel and outcome.", ["channel", "outcome"], registry=self.registry
        )
        self._waiting = Gauge("baosong_waiting", "Messages waiting, by box.", ["box"], registry=self.registry)
        self._oldest = Gauge(
            "baosong_oldest_seconds", "Age of the oldest waiting message, by box.", ["box"], registry=self.registry
        )
        self._aside = Gauge(
            "baosong_set_aside", "Rows set aside within the last seven days, by lane.", ["lane"], registry=self.registry
        )
        self._unreachable = Gauge(
            "baosong_unreachable", "People to whom nothing is delivered, by reason.", ["reason"], registry=self.registry
        )
        self._free = Gauge("baosong_disk_free_bytes", "Free space where files come in.", registry=self.registry)
        self._ahead = Gauge(
            "baosong_clock_ahead_seconds", "This machine's clock less that of the platforms.", registry=self.registry
        )
        self._counters: dict[tuple[str, str], Counter] = {}

    def callback(self, channel: str, outcome: str) -> None:
        counter = self._counters.get((channel, outcome))
        if counter is None:
            counter = self._counters[channel, outcome] = self._callbacks.labels(channel, outcome)
        counter.inc()

    def measure(self, box: str, count: int, oldest: datetime | None, now: datetime) -> None:
        """Set a box's gauges; ``oldest`` and ``now`` are real time."""
        self._waiting.labels(box).set(count)
        self._oldest.labels(box).set(max((now - oldest).total_seconds(), 0.0) if oldest else 0.0)

    def set_aside(self, counts: Mapping[Lane, int]) -> None:
        """By lane; every lane is named, so that a rule can watch it from the start."""
        for lane in Lane:
            self._aside.labels(lane.value).set(counts.get(lane, 0))

    def unreachable(self, counts: Mapping[Unreachable, int]) -> None:
        """By reason."""
        for reason in Unreachable:
            self._unreachable.labels(reason.value).set(counts.get(reason, 0))

    def clock(self, ahead: timedelta | None) -> None:
        """``ahead``: None before any platform said its time."""
        self._ahead.set(ahead.total_seconds() if ahead else 0.0)

    def space(self, free: int) -> None:
        """``free`` in bytes."""
        self._free.set(free)
