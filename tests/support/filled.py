"""Any dataclass filled with given texts, whatever it is made of: for tests that hold of everything that is written."""

from __future__ import annotations

import types
import typing
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from itertools import cycle
from typing import Any, Union, get_args, get_origin, get_type_hints

from domain.clock import CHINA

AT = datetime(2020, 11, 9, 10, 5, tzinfo=CHINA)
#: What a number is.
NUMBER = 4321
_SEVERAL = (Sequence, Collection, Iterable, list, tuple, frozenset, set)


class Filler:
    """``texts``: what each text is, in turn; ``fixed``: values of fields, by ``Class.field``."""

    def __init__(self, texts: Iterable[str], fixed: Mapping[str, Any]) -> None:
        self._texts: Iterator[str] = cycle(texts)
        self._fixed = fixed

    def made(self, what: Any) -> Any:
        """One of a type; of what holds several, two."""
        origin, inner = get_origin(what), get_args(what)
        if origin in (Union, types.UnionType):
            return self.made(next(one for one in inner if one is not type(None)))
        if origin is tuple and inner[-1] is not Ellipsis:
            return tuple(self.made(one) for one in inner)
        if origin in _SEVERAL:
            found = [self.made(inner[0]) for _ in range(2)]
            return found if origin in (list, Sequence, Collection, Iterable) else origin(found)
        if origin in (dict, Mapping):
            return {self.made(inner[0]): self.made(inner[1])}
        return self._filled(what) if is_dataclass(what) else self._plain(what)

    def _filled(self, what: Any) -> Any:
        hints = get_type_hints(what)
        values = {}
        for one in fields(what):
            name = f"{what.__name__}.{one.name}"
            if name in self._fixed:
                values[one.name] = self._fixed[name]
            elif one.init and (
                one.default is MISSING or hints[one.name] in (str, Any) or "str" in str(hints[one.name])
            ):
                values[one.name] = self.made(hints[one.name])
        return what(**values)

    def _plain(self, what: Any) -> Any:
        if what is str or what is Any:
            return next(self._texts)
        if isinstance(what, type) and issubclass(what, Enum):
            return next(iter(what))
        simple: dict[Any, Any] = {bool: True, int: NUMBER, float: 0.5, datetime: AT, date: AT.date(), time: AT.time()}
        if what in simple:
            return simple[what]
        raise typing.cast(Exception, TypeError(f"nothing to fill {what} with"))
