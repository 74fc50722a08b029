"""Findings as JSON, for the database and between processes.

``{"code", "found", "required", "place", "level"}``. A member of a vocabulary is its string, a number a number, nothing
is null; any other value is an object with the name of its class in ``is`` and its fields beside it:
``{"is": "Pixels", "width": 640, "height": 360}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from domain.findings.finding import Code, Finding, Level
from domain.findings.found import FoundValue
from domain.findings.places import PlaceValue
from domain.findings.required import RequiredValue

_SLOTS: dict[str, UnionType] = {"found": FoundValue, "required": RequiredValue, "place": PlaceValue}
_CLASSES: dict[str, dict[str, type]] = {
    slot: {kind.__name__: kind for kind in get_args(kinds) if isinstance(kind, type) and is_dataclass(kind)}
    for slot, kinds in _SLOTS.items()
}


def as_json(finding: Finding) -> dict[str, Any]:
    values = {slot: _value_json(getattr(finding, slot)) for slot in _SLOTS}
    return {"code": finding.code.value, **values, "level": finding.level.value}


def from_json(data: Mapping[str, Any]) -> Finding:
    """Raises KeyError, TypeError or ValueError for what is no finding of this version."""
    values: dict[str, Any] = {slot: _value_of(data[slot], slot) for slot in _SLOTS}
    return Finding(code=Code(data["code"]), level=Level(data["level"]), **values)


def from_store(data: Mapping[str, Any]) -> Finding:
    """As ``from_json``, but a later version's codes and values are read as unknown ones."""
    try:
        code = Code(data["code"])
    except ValueError:
        code = Code.UNKNOWN
    values: dict[str, Any] = {}
    for slot in _SLOTS:
        try:
            values[slot] = _value_of(data[slot], slot)
        except (KeyError, TypeError, ValueError):
            values[slot] = None
    return Finding(code=code, level=Level(data["level"]), **values)


def _value_json(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value_json(one) for one in value]
    if is_dataclass(value):
        return {"is": type(value).__name__} | {one.name: _value_json(getattr(value, one.name)) for one in fields(value)}
    return value


def _value_of(raw: Any, slot: str) -> Any:
    """The value of a finding's ``slot``. Raises KeyError, TypeError or ValueError."""
    if raw is None:
        return None
    kinds: tuple[type, ...] = get_args(_SLOTS[slot])
    if isinstance(raw, dict):
        kind = _CLASSES[slot][raw["is"]]
        return kind(**{name: read(raw[name]) for name, read in _readers(kind).items()})
    if isinstance(raw, str):
        return next(kind for kind in kinds if issubclass(kind, StrEnum))(raw)
    if type(raw) is int and int in kinds:
        return raw
    raise TypeError(type(raw).__name__)


@cache
def _readers(made: type) -> Mapping[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(made).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """Reads a field of this type. Its parameter is as JSON has it; raises TypeError or ValueError."""
    kinds = get_args(hint)
    if NoneType in kinds:
        (kind,) = (kind for kind in kinds if kind is not NoneType)
        return lambda raw: None if raw is None else _reader(kind)(raw)
    if Ellipsis in kinds:
        return lambda raw: tuple(_reader(kinds[0])(one) for one in _exactly(raw, list))
    if hint is date:
        return date.fromisoformat
    if issubclass(hint, StrEnum):
        member: Callable[[Any], Any] = hint
        return member
    return lambda raw: _exactly(raw, hint)


def _exactly(raw: Any, kind: type) -> Any:
    if kind is float and type(raw) is int:
        return float(raw)
    if type(raw) is not kind:
        raise TypeError(type(raw).__name__)
    return raw
