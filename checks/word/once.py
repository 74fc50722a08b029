"""A property that is worked out once, without the lock that Python 3.11 takes each time for its own.

A document is read by one thread, and the lock costs more than most of what is worked out. Python 3.12 has none; with it
``functools.cached_property`` does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class Once(Generic[T]):
    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__

    @overload
    def __get__(self, instance: None, owner: type) -> Once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Once[T] | T:
        if instance is None:
            return self
        # From now on the instance has it itself, and this is not asked again.
        value = instance.__dict__[self._name] = self._work_out(instance)
        return value
