"""An event loop whose time passes as soon as everybody waits: an hour of waiting takes no time and is exact."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class NobodyGoesOn(BaseException):
    """Everybody waits for somebody else."""


class _SwiftSelector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found:
            if timeout is None:
                raise NobodyGoesOn
            self.passed += timeout
        return found


class SwiftLoop(asyncio.SelectorEventLoop):
    """Knows only its own tasks: what a thread or a socket brings later is not waited for."""

    def __init__(self) -> None:
        self._swift = _SwiftSelector()
        super().__init__(self._swift)

    def time(self) -> float:
        return self._swift.passed


def swiftly(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What ``main`` returns, run from second 0 of such a loop's time on."""
    with asyncio.Runner(loop_factory=SwiftLoop) as runner:
        return runner.run(main())


def seconds() -> float:
    """The running loop's time, without what floating point adds to it."""
    return round(asyncio.get_running_loop().time(), 6)
