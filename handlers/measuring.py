"""What is measured while the bot works: what was sent and refused, how long checks take, when loops came round."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from channels.contract import Channel
from checks.request import CheckRequest
from domain.findings import Report
from domain.messages import Outgoing, SendError, Sent

T = TypeVar("T")

#: What became of a message for one receiver, beside the values of ``domain.messages.Problem``.
SENT, REJECTED, DEFERRED = "sent", "rejected", "deferred"


class Recorder(Protocol):
    """Where measurements go (``web.metrics.Metrics``)."""

    def sent(self, channel: str, outcome: str, receivers: int) -> None:
        """``outcome``: ``SENT``, ``REJECTED``, ``DEFERRED`` or a ``Problem``."""

    def checked(self, seconds: float) -> None:
        """A check has come to its end, waiting for its worker included."""


class MeasuredChannel:
    """A channel that counts what it sends; everything else is the channel's own."""

    def __init__(self, channel: Channel, recorder: Recorder) -> None:
        self._channel = channel
        self._recorder = recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    async def send(self, outgoing: Outgoing) -> Sent:
        receivers = len(outgoing.receivers)
        try:
            sent = await self._channel.send(outgoing)
        except SendError as error:
            self._recorder.sent(outgoing.channel, error.code.value, receivers)
            raise
        self._recorder.sent(outgoing.channel, SENT, receivers - len(sent.rejected) - len(sent.deferred))
        self._recorder.sent(outgoing.channel, REJECTED, len(sent.rejected))
        if sent.deferred:
            self._recorder.sent(outgoing.channel, DEFERRED, len(sent.deferred))
        return sent


def measured(channels: Mapping[str, Channel], recorder: Recorder) -> dict[str, Channel]:
    """The same channels, counted."""
    return {name: cast(Channel, MeasuredChannel(channel, recorder)) for name, channel in channels.items()}


class Checks(Protocol):
    """What runs checks (``checks.pool.runner.CheckRunner``)."""

    async def inspect(self, request: CheckRequest) -> Report: ...

    async def large(self, path: Path) -> bytes: ...


class MeasuredChecks:
    """Checks with their time taken. ``monotonic`` in seconds."""

    def __init__(self, checks: Checks, recorder: Recorder, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._checks = checks
        self._recorder = recorder
        self._monotonic = monotonic
        self._under_way: list[float] = []

    @property
    def under_way(self) -> int:
        """Checks that run, or wait for a worker."""
        return len(self._under_way)

    @property
    def oldest(self) -> float:
        """Seconds since the one that is under way longest was asked for; 0 when there is none."""
        return self._monotonic() - self._under_way[0] if self._under_way else 0.0

    async def inspect(self, request: CheckRequest) -> Report:
        begun = self._monotonic()
        self._under_way.append(begun)
        try:
            return await self._checks.inspect(request)
        finally:
            self._under_way.remove(begun)
            self._recorder.checked(self._monotonic() - begun)

    async def large(self, path: Path) -> bytes:
        """No check: it is not counted as one."""
        return await self._checks.large(path)


class Rounds:
    """When each loop and tick last came round without failing. ``monotonic`` in seconds."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._last: dict[str, float] = {}

    def watched(self, name: str, step: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
        """``step``, noted each time it has come round."""
        self._last[name] = self._monotonic()

        async def round_() -> T:
            done = await step()
            self._last[name] = self._monotonic()
            return done

        return round_

    def since(self) -> dict[str, float]:
        """Seconds since the last round of each."""
        now = self._monotonic()
        return {name: now - last for name, last in self._last.items()}
