"""Values of findings, made for tests that walk all of them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints


def sample(kind: type) -> Any:
    """A value of this class, every field filled."""
    if kind is int:
        return 7
    hints = get_type_hints(kind)
    return kind(**{one.name: _filled(one.name, hints[one.name]) for one in fields(kind)})


def _filled(name: str, hint: Any) -> Any:
    kinds = [one for one in get_args(hint) if one not in (NoneType, Ellipsis)]
    if hint is tuple or str(hint).startswith("tuple"):
        return (_filled(name, kinds[0]),)
    hint = kinds[0] if kinds else hint
    if issubclass(hint, StrEnum):
        return next(iter(hint))
    if name in ("column", "columns"):
        return "students"
    return {int: 7, float: 0.5, str: "甲", date: date(2020, 11, 9)}[hint]
