"""What Prometheus reads at /metrics: counted and timed as it happens, or measured when asked (``web.scrape``)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

#: The outcome of a callback whose messages are on disk.
STORED = "stored"
#: Seconds; a check may take thirty, and try again once.
_CHECK_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)


class Metrics:
    """All measures of one process. ``monotonic`` in seconds. It is the ``Recorder`` of ``handlers.measuring``."""

    def __init__(
        self, registry: CollectorRegistry | None = None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.registry = registry or CollectorRegistry()
        self._monotonic = monotonic
        ProcessCollector(registry=self.registry)
        self._callbacks = Counter(
            "baosong_callbacks", "Webhook calls by channel and outcome.", ["channel", "outcome"], registry=self.registry
        )
        self._sends = Counter(
            "baosong_sends",
            "Messages handed to a platform, by receiver.",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self._checks = Histogram(
            "baosong_check_seconds", "Time of checks, waiting included.", buckets=_CHECK_BUCKETS, registry=self.registry
        )
        self._last_callback = self._gauge("last_callback_seconds", "Since a callback was last stored here.", "channel")
        self._gauges = {name: self._gauge(name, told, *labels) for name, (told, labels) in GAUGES.items()}
        self._counters: dict[tuple[str, str], Counter] = {}
        self._stored_at: dict[str, float] = {}

    def callback(self, channel: str, outcome: str) -> None:
        counter = self._counters.get((channel, outcome))
        if counter is None:
            counter = self._counters[channel, outcome] = self._callbacks.labels(channel, outcome)
        counter.inc()
        if outcome == STORED:
            if channel not in self._stored_at:
                self._last_callback.labels(channel).set_function(lambda: self._monotonic() - self._stored_at[channel])
            self._stored_at[channel] = self._monotonic()

    def sent(self, channel: str, outcome: str, receivers: int) -> None:
        self._sends.labels(channel, outcome).inc(receivers)

    def checked(self, seconds: float) -> None:
        self._checks.observe(seconds)

    def measure(self, name: str, values: Mapping[tuple[str, ...], float]) -> None:
        """Set one of ``GAUGES`` to exactly these values, by the values of its labels."""
        gauge = self._gauges[name]
        gauge.clear()
        for labels, value in values.items():
            (gauge.labels(*labels) if labels else gauge).set(value)

    def _gauge(self, name: str, told: str, *labels: str) -> Gauge:
        return Gauge(f"baosong_{name}", told, labels, registry=self.registry)


#: Measured when asked: name → what it is, its labels.
GAUGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "alarm": ("1 while an alarm rings.", ("alarm",)),
    "ready": ("1 when what /readyz asks for is good.", ("check",)),
    "processes": ("Processes seen lately, by what they run.", ("part",)),
    "waiting": ("Rows waiting, by box.", ("box",)),
    "oldest_seconds": ("Age of the oldest waiting row, by box.", ("box",)),
    "last_message_seconds": ("Since a platform last brought a message to any process.", ()),
    "set_aside": ("Rows set aside within the last seven days, by lane.", ("lane",)),
    "unreachable": ("People to whom nothing is delivered, by reason.", ("reason",)),
    "paused": ("1 while a channel rests.", ("channel", "problem")),
    "connected": ("1 while the connection that we open for a channel stands.", ("channel",)),
    "connected_seconds": ("Since a channel's connection was made.", ("channel",)),
    "heard_seconds": ("Since a channel's platform last brought something over its connection.", ("channel",)),
    "checks_under_way": ("Checks that run or wait for a worker.", ()),
    "oldest_check_seconds": ("Since the check under way longest was asked for.", ()),
    "last_round_seconds": ("Since a loop or tick of this process last came round.", ("name",)),
    "disk_free_bytes": ("Free space where bytes are kept.", ("place",)),
    "clock_ahead_seconds": ("This machine's clock less that of the platforms.", ()),
}
