"""One table of a campaign file: typed reading that notes every problem and goes on, so that all are told together.

A value that cannot be used is noted and replaced by the default; nothing is built from it in the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from domain.busy_minutes import is_busy

Value = TypeVar("Value")

#: A clock time, or a span counted from midnight that may pass 24:00.
_HOURS = re.compile(r"(\d{1,2}):([0-5]\d)")
_LONGEST_FOUND = 60


@dataclass(frozen=True, kw_only=True)
class CampaignProblem:
    """One thing to mend: the file, the key (``daily.reminders[1]``), a code, what was found, what is required.

    ``formats.words.operator`` words the codes. ``required`` is a code of its own for types (``date``), else a value.
    """

    source: str
    key: str
    code: str
    found: str = ""
    required: str = ""


class Unusable(Exception):
    """A value that cannot be used: the problem's code and what is required."""

    def __init__(self, code: str, required: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.required = required


class Table:
    """Reads keys one by one; ``close`` notes those that nobody asked for."""

    def __init__(self, data: Mapping[str, Any], *, source: str, path: str, problems: list[CampaignProblem]) -> None:
        self._data = data
        self._source = source
        self._path = path
        self._problems = problems
        self._known: set[str] = set()
        self._bad: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def names(self) -> tuple[str, ...]:
        """In the order of the file, for tables whose keys are names."""
        return tuple(self._data)

    def one(self, key: str, convert: Callable[[object], Value], default: Value | None = None) -> Value:
        """The converted value of ``key``; the default when it is absent, or a problem when there is none."""
        self._known.add(key)
        if key in self._data:
            try:
                return convert(self._data[key])
            except Unusable as problem:
                self.note(key, problem.code, shown(self._data[key]), problem.required)
        elif default is None:
            self.note(key, "missing")
        # Where there is no default nobody looks at the value: a file with problems builds nothing.
        return cast(Value, default)

    def optional(self, key: str, convert: Callable[[object], Value], default: Value) -> Value | None:
        """Like ``one``, but ``false`` switches it off: None."""
        if self._data.get(key) is False:
            self._known.add(key)
            return None
        return self.one(key, convert, default)

    def many(
        self, key: str, convert: Callable[[object], Value], default: tuple[Value, ...] | None = None
    ) -> tuple[Value, ...]:
        """The converted items of a list; each bad or repeated item is noted with its place."""
        values = self.one(key, _items, () if default is None else default)
        if key not in self._data:
            if default is None:
                self.note(key, "missing")
            return default or ()
        found: list[Value] = []
        for place, value in enumerate(values):
            where = f"{key}[{place}]"
            try:
                item = convert(value)
            except Unusable as problem:
                self.note(where, problem.code, shown(value), problem.required)
                continue
            if item in found:
                self.note(where, "duplicate", shown(value))
            found.append(item)
        if default is None and not values and self.sound(key):
            self.note(key, "empty")
        return tuple(found)

    def table(self, key: str) -> Table:
        """The table under ``key``; an empty one when it is absent."""
        return self._child(self.one(key, mapping, {}), key)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of the list under ``key`` (``[[key]]``)."""
        items: tuple[object, ...] = self.one(key, _items, ())
        for place, value in enumerate(items):
            where = f"{key}[{place}]"
            if isinstance(value, Mapping):
                yield self._child(value, where)
            else:
                self.note(where, "wrong_type", shown(value), "table")

    def sound(self, *keys: str) -> bool:
        """True when none of the keys has a problem, so that comparing them makes sense."""
        return not any(key in self._bad for key in keys)

    def note(self, key: str, code: str, found: str = "", required: str = "") -> None:
        self._bad.add(key.partition("[")[0])
        where = f"{self._path}.{key}" if self._path else key
        self._problems.append(
            CampaignProblem(source=self._source, key=where, code=code, found=found, required=required)
        )

    def close(self) -> None:
        for key in self._data:
            if key not in self._known:
                self.note(key, "unknown_key", required="、".join(sorted(self._known)))

    def _child(self, data: Mapping[str, Any], key: str) -> Table:
        path = f"{self._path}.{key}" if self._path else key
        return Table(data, source=self._source, path=path, problems=self._problems)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = value.strftime("%H:%M") if isinstance(value, time) else str(value)
    return text if len(text) <= _LONGEST_FOUND else f"{text[:_LONGEST_FOUND]}…"


def mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Unusable("wrong_type", "table")
    return value


def _items(value: object) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Unusable("wrong_type", "list")
    return tuple(value)


def text(value: object) -> str:
    if not isinstance(value, str):
        raise Unusable("wrong_type", "text")
    if not value.strip():
        raise Unusable("empty")
    return value.strip()


def one_of(allowed: Collection[str]) -> Callable[[object], str]:
    def convert(value: object) -> str:
        word = text(value)
        if word not in allowed:
            raise Unusable("not_allowed", "、".join(allowed))
        return word

    return convert


def spelling_of(allowed: Collection[str]) -> Callable[[object], str]:
    """One of ``allowed`` as it stands there; capital and small letters are the same."""
    by_folded = {word.casefold(): word for word in allowed}

    def convert(value: object) -> str:
        word = by_folded.get(text(value).casefold())
        if word is None:
            raise Unusable("not_allowed", "、".join(allowed))
        return word

    return convert


def day(value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError as error:
            raise Unusable("wrong_type", "date") from error
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Unusable("wrong_type", "date")
    return value


def since_midnight(value: object) -> timedelta:
    """``"24:00"``: the end of the day. Up to ``"72:00"``."""
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    match = _HOURS.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Unusable("wrong_type", "time")
    span = timedelta(hours=int(match[1]), minutes=int(match[2]))
    if span > timedelta(hours=72):
        raise Unusable("too_big", "72:00")
    return span


def moment(value: object) -> time:
    """``"08:37"``, or TOML's own ``08:37:00``."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    span = since_midnight(value)
    if span >= timedelta(hours=24):
        raise Unusable("too_big", "23:59")
    return time(span.seconds // 3600, span.seconds // 60 % 60)


def quiet_moment(value: object) -> time:
    """A time to speak at: the platforms ask not to send at the full and half hour (docs/platform.md, Sending)."""
    at = moment(value)
    if is_busy(at):
        raise Unusable("round_time")
    return at


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unusable("wrong_type", "flag")
    return value


def whole(low: int, high: int) -> Callable[[object], int]:
    """A whole number, both ends included."""

    def convert(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unusable("wrong_type", "whole")
        if value < low:
            raise Unusable("too_small", str(low))
        if value > high:
            raise Unusable("too_big", str(high))
        return value

    return convert


def number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unusable("wrong_type", "number")
    if not 0 < value < 1000:
        raise Unusable("wrong_type", "number")
    return float(value)
