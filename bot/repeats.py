"""Log lines that repeat are counted instead of written: what goes wrong at every turn must not fill a disk."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: So many lines of one kind are written within so many seconds; of the others, how many there were.
WRITTEN = 20
WINDOW = 60.0
#: Kinds that are told apart at a time.
KINDS = 500


@dataclass(kw_only=True)
class _Count:
    since: float
    lines: int = 0


class Repeats(logging.Filter):
    """A handler's filter. A kind is a logger, a level and an event (or the message before its values are put in).

    The first line of a kind after its window says how many were left out (``left_out``).
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._counts: dict[tuple[Any, ...], _Count] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now = self._monotonic()
        kind = _kind(record)
        count = self._counts.get(kind)
        if count is None or now - count.since >= WINDOW:
            left_out = count.lines - WRITTEN if count is not None else 0
            if len(self._counts) >= KINDS:
                self._counts.clear()
            self._counts[kind] = _Count(since=now, lines=1)
            if left_out > 0:
                _say(record, left_out)
            return True
        count.lines += 1
        return count.lines <= WRITTEN


def _kind(record: logging.LogRecord) -> tuple[Any, ...]:
    said = record.msg
    if isinstance(said, dict):
        said = (said.get("event"), said.get("outcome"), said.get("channel"))
    return record.name, record.levelno, str(said)[:200]


def _say(record: logging.LogRecord, left_out: int) -> None:
    if isinstance(record.msg, dict):
        record.msg = {**record.msg, "left_out": left_out}
    else:
        record.left_out = left_out
