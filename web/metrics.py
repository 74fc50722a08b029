"""What Prometheus reads at /metrics: callbacks counted as they come, the backlog measured when asked."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector


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
        self._free = Gauge("baosong_disk_free_bytes", "Free space where files come in.", registry=self.registry)
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

    def space(self, free: int) -> None:
        """``free`` in bytes."""
        self._free.set(free)
