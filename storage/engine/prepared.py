"""Statements that are built once: building one costs SQLAlchemy more than running it, and only its values change.

::

    @prepared
    def _photos(*, person_id: Any, since: Any) -> Select[Any]:
        return select(submissions).where(submissions.c.person_id == person_id, submissions.c.sent_at >= since)

    await connection.execute(*_photos(person_id=7, since=moment))
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import cache, wraps
from typing import Any

from sqlalchemy import BindParameter, Executable, bindparam

Build = Callable[..., Executable]
Call = Callable[..., tuple[Executable, dict[str, Any]]]


def prepared(build: Build) -> Call:
    """``build`` is called once for each set of its positional arguments, of which there may be but few.

    Its keyword-only arguments are what changes from call to call. It is given stand-ins for them, which compare with
    columns and, where they are moments, can be moved by a ``timedelta``.
    """
    names = [name for name, one in inspect.signature(build).parameters.items() if one.kind is one.KEYWORD_ONLY]

    @cache
    def built(*fixed: Any) -> tuple[Executable, dict[str, tuple[str, timedelta | None]]]:
        used: dict[str, tuple[str, timedelta | None]] = {}
        return build(*fixed, **{name: _Later(name, used) for name in names}), used

    @wraps(build)
    def call(*fixed: Any, **values: Any) -> tuple[Executable, dict[str, Any]]:
        statement, used = built(*fixed)
        return statement, {
            bind: values[name] if moved is None else values[name] + moved for bind, (name, moved) in used.items()
        }

    return call


class _Later:
    """A value that is known when the statement is executed. ``used`` learns under which names it is bound."""

    def __init__(
        self, name: str, used: dict[str, tuple[str, timedelta | None]], moved: timedelta | None = None
    ) -> None:
        self._name = name
        self._used = used
        self._moved = moved

    def __clause_element__(self) -> BindParameter[Any]:
        # Not a column's name, which INSERT and UPDATE keep for themselves.
        bind = (
            f"given_{self._name}"
            if self._moved is None
            else f"given_{self._name}_{self._moved // timedelta.resolution}"
        )
        bind = bind.replace("-", "less_")
        self._used[bind] = (self._name, self._moved)
        return bindparam(bind)

    def __add__(self, by: timedelta) -> _Later:
        return _Later(self._name, self._used, (self._moved or timedelta()) + by)

    def __sub__(self, by: timedelta) -> _Later:
        return self + -by
