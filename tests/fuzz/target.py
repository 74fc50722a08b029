"""What a target is, and how what ``checks`` only logs becomes a failure."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from tests.fuzz.mutation import Mutate, mutate

#: How many of the changes know the format; the others are made to the bytes alone.
KNOWING = 0.85


@dataclass(frozen=True)
class Target:
    """``run`` raises when the parser did what it must not. ``structured`` changes what is inside the format."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    structured: Mutate | None = None
    #: What must stand while the target runs, a server for example.
    around: Callable[[], AbstractContextManager[None]] = nullcontext

    def mutated(self, data: bytes, change: random.Random) -> bytes:
        known = self.structured is not None and change.random() < KNOWING
        return self.structured(data, change) if self.structured and known else mutate(data, change)


class Unforeseen(AssertionError):
    """A check met something none of its authors thought of."""


class _LoudHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise Unforeseen(record.getMessage()) from (record.exc_info[1] if record.exc_info else None)


@contextmanager
def loud() -> Iterator[None]:
    """Within this an error that ``checks`` logs is raised."""
    logger = logging.getLogger("checks")
    handler, propagated = _LoudHandler(logging.ERROR), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated
