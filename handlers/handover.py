"""Messages that are claimed in the transaction that says them, and handed to this process's delivery at once.

A message that may go now needs no second transaction to be found. What is handed over lies in memory alone: when this
process is killed, or is too busy to send it, its claim ends as any other, and whoever looks next has it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from datetime import datetime, timedelta

from storage.outbox_batches import Batch

#: As many wait for a channel's loops; what comes while they wait is found in the outbox.
MOST = 8


class Handover:
    """What this process has claimed and not begun to send.

    ``elsewhere``: channels that another process may have to send on.
    """

    def __init__(self, *, elsewhere: Collection[str] = ()) -> None:
        self._elsewhere = frozenset(elsewhere)
        self._waiting: dict[str, deque[tuple[Batch, datetime]]] = {}

    def room(self, channel: str) -> bool:
        return channel not in self._elsewhere and len(self._waiting.get(channel, ())) < MOST

    def offer(self, batch: Batch, *, until: datetime) -> None:
        """``until``: real time, when its claim ends."""
        self._waiting.setdefault(batch.channel, deque()).append((batch, until))

    def take(
        self, *, now: datetime, lease: timedelta, of: Collection[str] | None = None, besides: Collection[str] = ()
    ) -> Batch | None:
        """The oldest for a channel in ``of`` (None: any), not in ``besides``, whose claim will hold for a while.

        A claim that is nearly over at ``now`` (real time) is left to end.
        """
        for channel, waiting in self._waiting.items():
            if (of is not None and channel not in of) or channel in besides:
                continue
            while waiting:
                batch, until = waiting.popleft()
                if now < until - lease / 2:
                    return batch
        return None
